import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// Finds casts back to a weight's dtype that forget autocast, under which weights are float32.
///
/// See `Rules/pages/MIX108-target-dtype-without-autocast.md`.
package struct FlashTargetDType: Rule {
  package static let id = RuleID("MIX108", slug: "target-dtype-without-autocast")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    let tree = unit.tree
    var functions: Set<String> = []
    return unit.nodes(.assignment).compactMap { (statement: NodeID) -> Finding? in
      guard isWeightDType(tree.child(statement, 0), tree), let test = float32Test(around: statement, unit) else {
        return nil
      }
      let function = unit.functionName(around: statement)
      guard !unit.checkedFile.text(tree.span(test)).contains("autocast"), functions.insert(function).inserted else {
        return nil
      }
      let lanes = unit.lanes.mask { $0.scenario == .autocastBF16 && $0.attention == .flashAttention2 }
      return Finding(
        .forgetsAutocast(unit.shortText(tree.child(statement, 0)) ?? "the weight's dtype"),
        at: tree.span(statement), function: function, lanes: unit.names(of: lanes),
        related: [unit.related(test, "float32 is cast back from here on")],
        condition: "only where the test before it holds, as with float32 norms under autocast")
    }
  }

  /// `….weight.dtype`.
  private func isWeightDType(_ node: NodeID, _ tree: SyntaxTree) -> Bool {
    tree.kind(node) == .attribute && tree.symbol(node) == "dtype" && tree.kind(tree.child(node, 0)) == .attribute
      && tree.symbol(tree.child(node, 0)) == "weight"
  }

  /// The outermost `if` around a statement, if it asks for float32.
  private func float32Test(around statement: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    var found: NodeID?
    var node = tree.parent(statement)
    while !node.isNone, tree.kind(node) != .functionDefinition {
      if tree.kind(node) == .if_ {
        let clause = tree.child(node, 0)
        let test = unit.checkedFile.text(tree.span(tree.child(clause, 0)))
        if test.contains("=="), test.contains(".float32") { found = node }
      }
      node = tree.parent(node)
    }
    return found
  }
}

extension Diagnostic.Message {
  fileprivate static func forgetsAutocast(_ text: String) -> Self {
    "float32 is cast back to `\(text)`, which is float32 itself under autocast"
  }
}
