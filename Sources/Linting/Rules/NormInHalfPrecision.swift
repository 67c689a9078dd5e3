import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds norms that square and sum in 16 bits, where the norms of the same kind in other models use float32.
///
/// See `Rules/pages/PREC310-norm-in-16-bit.md`.
package struct NormInHalfPrecision: Rule {
  package static let id = RuleID("PREC310", slug: "norm-in-16-bit")
  package static let isAboutModels = true

  private static let kind = "RMSNorm"

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.nodes(.classDefinition).compactMap { (node: NodeID) -> Finding? in
      let name = unit.tree.symbol(node).text
      // What is called a layer norm is many things.
      guard name.hasText(Self.kind), let (mean, squares) = mean(in: node, unit) else { return nil }
      let lanes = unit.halfLanes(squares)
      guard !lanes.isEmpty,
        let evidence = SiblingEvidence(in: unit, named: { $0.hasSuffix(Self.kind) }, isWide: Self.isWide)
      else { return nil }
      let flow = FlowTrace(unit: unit, lanes: lanes).operand(squares)
      return Finding(
        .norm(flow.dtype, evidence), at: unit.tree.span(mean), function: unit.functionName(around: mean),
        lanes: unit.names(of: lanes), operands: [flow],
        related: flow.steps.map(RelatedPlace.init) + [evidence.place(in: unit, "computes in float32")],
        copyKey: unit.cloneKey(statement: mean))
    }
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
}

extension Diagnostic.Message {
  fileprivate static func norm(_ dtype: String, _ evidence: SiblingEvidence) -> Self {
    let harm = dtype.hasPrefix("float16") ? ", where 256 squared overflows" : ""
    return """
      squares are summed in \(dtype)\(harm); \(evidence.count) of \(evidence.total) norms of this kind, such as \
      `\(evidence.first.name)`, do it in float32
      """
  }
}
