import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds routers that score experts in 16 bits, where the routers of the same kind in other models use float32.
///
/// See `Rules/pages/PREC306-router-in-16-bit.md`.
package struct RouterInHalfPrecision: Rule {
  package static let id = RuleID("PREC306", slug: "router-in-16-bit")

  package init() {}

  /// What the names of routers end with.
  private static let router = "outer"

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.nodes(.classDefinition).compactMap { (node: NodeID) -> Finding? in
      // Where siblings leave the product in 16 bits, they may still widen its softmax.
      for step in Step.allCases {
        if let finding = finding(on: step, of: node, unit) { return finding }
      }
      return nil
    }
  }

  private func finding(on step: Step, of node: NodeID, _ unit: AnalyzedUnit) -> Finding? {
    guard let scores = scores(in: node, step, unit),
      let isSibling = siblings(of: unit.tree.symbol(node).text, scoring: scores, step, unit)
    else { return nil }
    let lanes = unit.halfLanes(scores)
    guard !lanes.isEmpty, let evidence = SiblingEvidence(in: unit, named: isSibling, isWide: { isWide($0, step) })
    else { return nil }
    return Finding(
      .router(unit.dtypeWords(scores, in: lanes), evidence.count, of: evidence.total, evidence.first.name),
      at: unit.tree.span(scores), function: unit.functionName(around: scores), lanes: unit.names(of: lanes),
      related: [evidence.place(in: unit, "scores experts in float32")])
  }

  /// The step of scoring that is to run in float32.
  private enum Step: String, CaseIterable {
    case product = "linear"
    case softmax
  }

  /// The linear product of a class that also picks the best, or the softmax that it picks from, if nothing widens its
  /// operands.
  private func scores(in node: NodeID, _ step: Step, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    let calls = tree.nodes(in: node).filter { tree.kind($0) == .call }
    guard let choice = calls.first(where: { unit.calledName($0) == "topk" }) else { return nil }
    let found = calls.filter { unit.calledName($0) == step.rawValue }
    guard found.count == 1, let scores = found.first else { return nil }
    if Self.widens(unit.checkedFile.text(tree.span(scores))) { return nil }
    return step == .product || isPicked(from: scores, by: choice, unit) ? scores : nil
  }

  /// Not by way of the layers before: their routers are the same code.
  private func isPicked(from scores: NodeID, by choice: NodeID, _ unit: AnalyzedUnit) -> Bool {
    let function = unit.analysis.enclosingFunction(of: choice)
    return DataSlice(unit).expressions(behind: choice) { unit.analysis.enclosingFunction(of: $0) == function }
      .contains(scores)
  }

  private static func widens(_ text: String) -> Bool { text.hasText("float") }

  // MARK: Evidence

  /// Which classes score experts as this one does: for the product, routers by the rest of their names, for the
  /// softmax, all routers and blocks of experts that route on their own.
  private func siblings(of name: String, scoring scores: NodeID, _ step: Step, _ unit: AnalyzedUnit)
    -> ((String) -> Bool)?
  {
    let isRouter = name.hasSuffix(Self.router)
    switch step {
    case .product:
      return isRouter ? kind(of: name, unit).map { kind in { $0.hasSuffix(kind) } } : nil
    case .softmax:
      guard isRouter || unit.checkedFile.text(unit.tree.span(scores)).hasText("rout") else { return nil }
      return { $0.hasSuffix(Self.router) || $0.hasText("Moe") || $0.hasText("MoE") }
    }
  }

  /// Whether the text of a sibling widens the step; nil if it has none that picks experts.
  private func isWide(_ text: String, _ step: Step) -> Bool? {
    let lines = text.split(whereSeparator: \.isNewline)
    let products = lines.filter { $0.hasText("\(step.rawValue)(") }
    guard let first = products.first, let choice = lines.first(where: { $0.hasText("topk(") }) else { return nil }
    // A softmax of what was picked already picks nothing.
    if step == .softmax, choice.startIndex < first.startIndex { return nil }
    return products.allSatisfy { Self.widens(String($0)) }
  }

  /// `TopkRouter` of `InklingTopkRouter`: what is left of a class's name without that of the model.
  private func kind(of name: String, _ unit: AnalyzedUnit) -> String? {
    let bases = unit.nodes(.classDefinition).map { unit.tree.symbol($0).text }
    let base = bases.first { $0.hasSuffix("PreTrainedModel") }?.dropLast("PreTrainedModel".count)
    guard let base, !base.isEmpty, name.hasPrefix(base) else { return nil }
    let kind = name.dropFirst(base.count)
    return String(kind.hasPrefix("Text") ? kind.dropFirst("Text".count) : kind)
  }
}

extension Diagnostic.Message {
  fileprivate static func router(_ dtype: String, _ count: Int, of total: Int, _ sibling: String) -> Self {
    """
    experts are scored in \(dtype), where scores become ties; \(count) of \(total) routers of this kind, such as \
    `\(sibling)`, do it in float32
    """
  }
}
