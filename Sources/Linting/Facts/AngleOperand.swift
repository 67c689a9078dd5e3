import DTypeAnalysis
import Dataflow
import PythonSyntax

/// What one factor of an angle is made of: counted positions, a table of frequencies, or something else.
struct AngleOperand {
  /// Whether it is computed from counted numbers and not from activations or weights.
  let isCounted: Bool
  /// Whether it is a table of frequencies: powers of counted numbers.
  let isTable: Bool
  /// Whether it is a table whose entries are at most one: `1 / base ** x`.
  let isReciprocal: Bool
  /// Whether layers or their weights have a part in it.
  let isWeighted: Bool
  /// Whether it is normalized: a share of a size, or squeezed by a function such as the sigmoid.
  let isBounded: Bool

  init(_ node: NodeID, _ slice: DataSlice, _ unit: AnalyzedUnit) {
    let tree = unit.tree
    let expressions = slice.expressions(behind: node)
    let calls = expressions.filter { tree.kind($0) == .call }.map(unit.calledName)
    let divisions = expressions.filter { tree.kind($0) == .binary && tree[$0].operation == .divide }
    isWeighted = expressions.contains { expression in
      unit.tensors(of: unit.value(of: expression), in: unit.mixedLanes).contains { $0.role == .parameter }
        || Self.usesWeights(expression, unit)
    }
    let counted = expressions.filter { Self.isCount($0, unit) }
    isCounted = !isWeighted && (!counted.isEmpty || calls.contains { Self.counts.contains($0) })
    isTable =
      calls.contains { ["pow", "exp", "logspace"].contains($0) }
      || expressions.contains { tree.kind($0) == .binary && tree[$0].operation == .power }
    isReciprocal =
      isTable && !calls.contains("linspace") && divisions.contains { Self.isNumber(tree.child($0, 0), tree) }
    // `x / (x.max() + eps)`, `index / count`; `1 / x` is none, nor is a factor that the configuration gives.
    let isShare = divisions.contains {
      !Self.isNumber(tree.child($0, 0), tree) && !Self.isFactor(tree.child($0, 1), unit)
    }
    let isShort = !counted.isEmpty && counted.allSatisfy { Self.isShortRange($0, unit) }
    isBounded =
      !isTable && (isShare || isShort || calls.contains { ["sigmoid", "tanh", "softmax", "linspace"].contains($0) })
  }

  /// Whether it counts as far as a sequence goes.
  var isPosition: Bool { isCounted && !isTable && !isBounded }

  private static let counts: Set<String> = ["arange", "linspace", "cumsum"]

  /// Whether an expression is a tensor of integers, as positions and time steps are that callers give.
  private static func isCount(_ node: NodeID, _ unit: AnalyzedUnit) -> Bool {
    let (dtypes, isKnown) = unit.dtypes(of: unit.value(of: node), in: unit.mixedLanes)
    return isKnown && dtypes.single == DType.int64
  }

  /// Whether an expression counts between numbers that are written there, all of which bfloat16 holds.
  private static func isShortRange(_ node: NodeID, _ unit: AnalyzedUnit) -> Bool {
    guard unit.tree.kind(node) == .call, unit.calledName(node) == "arange" else { return false }
    let bounds = unit.tree.children(of: node).dropFirst().filter { unit.tree.kind($0) != .keywordArgument }
    return bounds.allSatisfy { bound in
      guard unit.tree.kind(bound) == .integer, let number = Int(unit.checkedFile.text(unit.tree.span(bound))) else {
        return false
      }
      return number <= 256
    }
  }

  private static let products: Set<String> = ["matmul", "bmm", "mm", "mv", "einsum", "outer"]

  /// Whether a call is that of a layer of torch, or of a function that layers are made of.
  static func usesWeights(_ call: NodeID, _ unit: AnalyzedUnit) -> Bool {
    guard unit.tree.kind(call) == .call else { return false }
    let interpreter = unit.analysis.interpreter
    let name = unit.calledName(call)
    if interpreter.library.autocastLowers(name, on: .cuda) { return !products.contains(name) }
    return interpreter.values.pieces(unit.value(of: unit.tree.child(call, 0))).contains {
      interpreter.isTorchModule($0.shape)
    }
  }

  /// Whether an attribute is a floating number, as scaling factors are; sizes are integers.
  private static func isFactor(_ node: NodeID, _ unit: AnalyzedUnit) -> Bool {
    guard unit.tree.kind(node) == .attribute else { return false }
    let interpreter = unit.analysis.interpreter
    let pieces = interpreter.values.pieces(unit.value(of: node))
    return !pieces.isEmpty
      && pieces.allSatisfy { piece in
        switch interpreter.shapes[piece.shape] {
        case .float, .opaque(.float): true
        default: false
        }
      }
  }

  private static func isNumber(_ node: NodeID, _ tree: SyntaxTree) -> Bool {
    tree.kind(node) == .integer || tree.kind(node) == .float
  }
}
