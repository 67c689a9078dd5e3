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

  /// So many siblings, and such a share of all, have to use float32.
  private static let leastSiblings = 4
  private static let leastShare = 0.75

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.nodes(.classDefinition).compactMap { (node: NodeID) -> Finding? in
      let name = unit.tree.symbol(node).text
      guard name.hasSuffix("outer"), let scores = scores(in: node, unit) else { return nil }
      let lanes = unit.halfLanes(scores)
      guard !lanes.isEmpty, let evidence = evidence(for: name, unit) else { return nil }
      return Finding(
        .router(unit.dtypeWords(scores, in: lanes), evidence.count, of: evidence.total, evidence.first.name),
        at: unit.tree.span(scores), function: unit.functionName(around: scores), lanes: unit.names(of: lanes),
        related: [
          RelatedPlace(
            file: evidence.first.file, path: unit.displayed(evidence.first.path), line: evidence.first.line,
            message: "`\(evidence.first.name)` scores experts in float32")
        ])
    }
  }

  /// The linear product of a class that also picks the best, if nothing widens its operands.
  private func scores(in node: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let calls = unit.tree.nodes(in: node).filter { unit.tree.kind($0) == .call }
    guard calls.contains(where: { unit.calledName($0) == "topk" }) else { return nil }
    let products = calls.filter { unit.calledName($0) == "linear" }
    guard products.count == 1, let product = products.first else { return nil }
    return Self.widens(unit.checkedFile.text(unit.tree.span(product))) ? nil : product
  }

  private static func widens(_ text: String) -> Bool { text.hasText("float") }

  // MARK: Evidence

  private struct Evidence {
    var count: Int
    var total: Int
    var first: ModelClassIndex.Entry
  }

  private func evidence(for name: String, _ unit: AnalyzedUnit) -> Evidence? {
    guard let suffix = kind(of: name, unit) else { return nil }
    var total = 0
    var wide: [ModelClassIndex.Entry] = []
    for sibling in unit.graph.modelClasses?.classes(withSuffix: suffix) ?? [] {
      guard sibling.text.hasText("topk(") else { continue }
      let products = sibling.text.split(whereSeparator: \.isNewline).filter { $0.hasText("linear(") }
      if products.isEmpty { continue }
      total += 1
      if products.allSatisfy({ Self.widens(String($0)) }) { wide.append(sibling) }
    }
    guard let first = wide.first, wide.count >= Self.leastSiblings,
      Double(wide.count) >= Self.leastShare * Double(total)
    else { return nil }
    return Evidence(count: wide.count, total: total, first: first)
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
