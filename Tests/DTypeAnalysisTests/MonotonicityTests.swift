import Dataflow
import PythonSemantics
import PythonSyntax
import RuleLibrary
import SourceText
import Testing

@testable import DTypeAnalysis

/// Operators on sets of dtypes: more possible arguments never give fewer possible results.
///
/// Fixpoints of loops end because of this. Operators that may raise are left out: where every pair raises, the lane goes
/// on with what promotion would give, which is no result of theirs.
@Suite struct MonotonicityTests {
  private static let dtypes: [DType] = [.bfloat16, .float16, .float32, .float64, .int64, .bool]

  /// The sets of one and two dtypes.
  private static let sets: [DTypeSet] = dtypes.enumerated().flatMap { index, first in
    dtypes[index...].map { DTypeSet(first).union(DTypeSet($0)) }
  }

  private func interpreter() throws -> Interpreter {
    let files = MemoryFileSystem(["/t/empty.py": ""])
    let graph = ModuleGraph(
      cache: SourceCache(files: files), roots: [PackageRoot.find(for: "/t/empty.py", in: files)],
      environment: .standard)
    let module = graph[try #require(graph.module(atPath: "/t/empty.py"))]
    return Interpreter(
      graph: graph, library: OperatorLibrary.bundled.library, options: AnalysisOptions(), module: module)
  }

  @Test(arguments: [
    "operator.add", "operator.mul", "operator.truediv", "operator.lt", "torch.maximum", "torch.Tensor.type_as",
    "torch.atan2", "torch.logical_and", "torch.eq",
  ])
  func binaryOperators(name: String) throws {
    let machine = try interpreter()
    let symbol = Symbol(name)
    _ = try #require(machine.library.operatorID(named: symbol), "\(name)")
    var results: [[DTypeSet]] = []
    for left in Self.sets { results.append(Self.sets.map { apply(symbol, left, $0, machine) }) }
    for (row, left) in Self.sets.enumerated() {
      for (column, right) in Self.sets.enumerated() {
        for (wideRow, wideLeft) in Self.sets.enumerated() where left.isSubset(of: wideLeft) {
          for (wideColumn, wideRight) in Self.sets.enumerated() where right.isSubset(of: wideRight) {
            let (narrow, wide) = (results[row][column], results[wideRow][wideColumn])
            if wide.isUnknown || narrow.isSubset(of: wide) { continue }
            Issue.record("\(name): \(left.dtypes) and \(right.dtypes) give \(narrow.dtypes), more give \(wide.dtypes)")
          }
        }
      }
    }
  }

  /// The result's dtypes in the first lane; unknown where it is no tensor.
  private func apply(_ name: Symbol, _ left: DTypeSet, _ right: DTypeSet, _ machine: Interpreter) -> DTypeSet {
    machine.live = machine.lanes.all
    let operands = [left, right].map { set in
      let vector = machine.shapes.intern(LaneVector(set.rawValue, in: machine.lanes.all))
      return machine.value(.tensor(TensorShape(dtypes: vector, narrowest: vector, rank: .dimensioned)))
    }
    let result = machine.callNamed(name, CallArguments(operands, node: .none))
    guard let piece = machine.values.single(result), case .tensor(let tensor) = machine.shapes[piece.shape] else {
      return .unknown
    }
    return DTypeSet(rawValue: machine.shapes[tensor.dtypes][0])
  }
}
