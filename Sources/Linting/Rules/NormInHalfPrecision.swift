import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds norms that square and sum in 16 bits, or round the root that they scale by, where the norms of the same kind
/// in other models use float32.
///
/// See `Rules/pages/PREC310-norm-in-16-bit.md`.
package struct NormInHalfPrecision: Rule {
  package static let id = RuleID("PREC310", slug: "norm-in-16-bit")
  package static let isAboutModels = true

  private static let kind = "RMSNorm"

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.nodes(.classDefinition).compactMap { (node: NodeID) -> Finding? in
      // What is called a layer norm is many things.
      guard unit.tree.symbol(node).text.hasText(Self.kind) else { return nil }
      return squared(in: node, unit) ?? rounded(in: node, unit)
    }
  }

  /// The mean of squares of a class, if it is taken in 16 bits.
  private func squared(in node: NodeID, _ unit: AnalyzedUnit) -> Finding? {
    guard let (mean, squares) = mean(in: node, unit), case let lanes = unit.halfLanes(squares), !lanes.isEmpty,
      let evidence = SiblingEvidence(in: unit, named: { $0.hasSuffix(Self.kind) }, isWide: Self.isWide)
    else { return nil }
    let flow = FlowTrace(unit: unit, lanes: lanes).operand(squares)
    return finding(.squares(flow.dtype, evidence), at: mean, of: flow, lanes, evidence, unit)
  }

  /// The root of a class that is taken in float32 and rounded before it is multiplied with.
  private func rounded(in node: NodeID, _ unit: AnalyzedUnit) -> Finding? {
    for call in unit.tree.nodes(in: node) {
      guard let root = unit.roundedByCast(call), let value = unit.onlyValue(of: root),
        unit.tree.kind(value) == .call, unit.calledName(value) == "rsqrt"
      else { continue }
      let wide = unit.lanes(in: unit.mixedLanes) { unit.floatingDTypes(root, in: $0)?.single == .float32 }
      let lanes = unit.halfLanes(call) & wide
      guard !lanes.isEmpty,
        let evidence = SiblingEvidence(in: unit, named: { $0.hasSuffix(Self.kind) }, isWide: Self.keepsRoot)
      else { continue }
      let flow = FlowTrace(unit: unit, lanes: lanes).operand(call)
      return finding(.root(flow.dtype, evidence), at: call, of: flow, lanes, evidence, unit)
    }
    return nil
  }

  private func finding(
    _ message: Diagnostic.Message, at place: NodeID, of flow: OperandFlow, _ lanes: LaneMask,
    _ evidence: SiblingEvidence, _ unit: AnalyzedUnit
  ) -> Finding {
    Finding(
      message, at: unit.tree.span(place), function: unit.functionName(around: place), lanes: unit.names(of: lanes),
      operands: [flow],
      related: flow.steps.map(RelatedPlace.init) + [evidence.place(in: unit, "computes in float32")],
      copyKey: unit.cloneKey(statement: place))
  }

  /// The mean of squares of a class, with the squares.
  private func mean(in node: NodeID, _ unit: AnalyzedUnit) -> (mean: NodeID, squares: NodeID)? {
    let operations = HalfPrecisionOperation(unit: unit)
    for call in unit.tree.nodes(in: node) where unit.tree.kind(call) == .call {
      guard let subject = operations.subject(of: call, named: ["mean"]), let value = unit.onlyValue(of: subject),
        isSquare(value, unit)
      else { continue }
      return (call, subject)
    }
    return nil
  }

  /// `x.pow(2)`, `torch.square(x)`, `x**2` or `x * x`.
  private func isSquare(_ node: NodeID, _ unit: AnalyzedUnit) -> Bool {
    let tree = unit.tree
    switch tree.kind(node) {
    case .call: return ["pow", "square"].contains(unit.calledName(node))
    case .binary where tree[node].operation == .power: return true
    case .binary where tree[node].operation == .multiply:
      let factors = tree.children(of: node).map { unit.checkedFile.text(tree.span($0)) }
      return factors.count == 2 && factors[0] == factors[1]
    default: return false
    }
  }

  /// Whether the text of a class that squares and sums widens what it gets.
  private static func isWide(_ text: String) -> Bool? {
    guard text.hasText("mean("), [".pow(", ".square(", "**2", "** 2"].contains(where: text.hasText) else { return nil }
    return [".float32", ".float)", ".float()"].contains(where: text.hasText)
  }

  /// Whether the text of a class that takes a root in float32 multiplies with it as it is.
  private static func keepsRoot(_ text: String) -> Bool? {
    guard isWide(text) == true, let root = text.firstRange(of: "rsqrt(") else { return nil }
    var depth = 1
    let behind = text[root.upperBound...].drop { character in
      guard depth > 0 else { return false }
      depth += character == "(" ? 1 : character == ")" ? -1 : 0
      return true
    }
    return !behind.hasPrefix(".to(") && !behind.hasPrefix(".type")
  }
}

extension Diagnostic.Message {
  fileprivate static func squares(_ dtype: String, _ evidence: SiblingEvidence) -> Self {
    let harm = dtype.hasPrefix("float16") ? ", where 256 squared overflows" : ""
    return """
      squares are summed in \(dtype)\(harm); \(evidence.count) of \(evidence.total) norms of this kind, such as \
      `\(evidence.first.name)`, do it in float32
      """
  }

  fileprivate static func root(_ dtype: String, _ evidence: SiblingEvidence) -> Self {
    """
    the root that all values of a token are scaled by is rounded to \(dtype); \(evidence.count) of \(evidence.total) \
    norms of this kind, such as `\(evidence.first.name)`, multiply in float32
    """
  }
}
