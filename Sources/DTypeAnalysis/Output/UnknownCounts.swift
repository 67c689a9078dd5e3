import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

extension UnitAnalysis {
  /// How many bindings (one per lane) each reason for an unknown costs, by the reason's text.
  package func unknownCounts() -> [String: Int] {
    var counts: [String: Int] = [:]
    for index in 1..<max(1, module.tree.nodes.count) {
      let value = binding(at: NodeID(UInt32(index)))
      if value != .empty { count(value, weight: nil, &counts) }
    }
    return counts
  }

  private func count(_ value: ValueID, weight: Int?, _ counts: inout [String: Int]) {
    for piece in interpreter.values.pieces(value) {
      for shape in interpreter.shapes.alternatives(of: piece.shape) {
        switch interpreter.shapes[shape] {
        case .unknown(let reason): counts["\(interpreter.shapes[reason])", default: 0] += piece.mask.count
        case .tensor(let tensor):
          let vector = interpreter.shapes[tensor.dtypes]
          piece.mask.forEachLane { lane in
            if DTypeSet(rawValue: vector[lane]).isUnknown { counts["dtype not known", default: 0] += 1 }
          }
        case .tuple(let elements): for element in elements { count(element, weight: weight, &counts) }
        case .sequence(let element): count(element, weight: weight, &counts)
        case .record(_, _, let fields): for field in fields { count(field, weight: weight, &counts) }
        default: break
        }
      }
    }
  }
}
