import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// Finds softmaxes in 16 bits where the code shows that they were to run in float32.
///
/// See `Rules/pages/PREC309-softmax-left-in-16-bit.md`.
package struct SoftmaxLeftInHalfPrecision: Rule {
  package static let id = RuleID("PREC309", slug: "softmax-left-in-16-bit")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.nodes(.call).compactMap { (call: NodeID) -> Finding? in
      guard isSoftmax(call, unit), !isWide(call, unit) else { return nil }
      let lanes = unit.halfLanes(call)
      guard !lanes.isEmpty, let evidence = otherBranch(of: call, unit) ?? comment(above: call, unit) else { return nil }
      return Finding(
        .softmax(unit.dtypeWords(call, in: lanes), evidence.words), at: unit.tree.span(call),
        function: unit.functionName(around: call), lanes: unit.names(of: lanes), related: [evidence.place])
    }
  }

  private struct Evidence {
    var words: String
    var place: RelatedPlace
  }

  private func isSoftmax(_ call: NodeID, _ unit: AnalyzedUnit) -> Bool {
    ["softmax", "log_softmax"].contains(unit.calledName(call))
  }

  /// Whether the call spells float32, as its dtype or as that of what it is given.
  private func isWide(_ call: NodeID, _ unit: AnalyzedUnit) -> Bool {
    let text = unit.checkedFile.text(unit.tree.span(call))
    return [".float32", ".float)", ".float,", ".float("].contains { text.hasText($0) }
  }

  // MARK: Branches

  /// The branch for one 16-bit dtype that takes the softmax in float32, where this call is in the one for all others.
  private func otherBranch(of call: NodeID, _ unit: AnalyzedUnit) -> Evidence? {
    let tree = unit.tree
    var node = call
    while !node.isNone, tree.kind(node) != .functionDefinition {
      if tree.kind(node) == .elseClause {
        for clause in tree.children(of: tree.parent(node)) where tree.kind(clause) == .ifClause {
          let test = unit.checkedFile.text(tree.span(tree.child(clause, 0)))
          guard test.hasText("dtype"), let dtype = onlyHalf(test) else { continue }
          let wide = tree.nodes(in: clause).first { isCall($0, tree) && isSoftmax($0, unit) && isWide($0, unit) }
          guard let wide else { continue }
          return Evidence(
            words: "for \(dtype) alone the same function takes it in float32",
            place: unit.related(wide, "here it is taken in float32"))
        }
      }
      node = tree.parent(node)
    }
    return nil
  }

  private func isCall(_ node: NodeID, _ tree: SyntaxTree) -> Bool { tree.kind(node) == .call }

  /// The one 16-bit dtype that a test asks for.
  private func onlyHalf(_ test: String) -> String? {
    let asked = ["float16", "bfloat16"].filter { test.hasText(".\($0)") }
    return asked.count == 1 ? asked.first : nil
  }

  // MARK: Comments

  /// The comment above the statement that says that it upcasts.
  private func comment(above call: NodeID, _ unit: AnalyzedUnit) -> Evidence? {
    for comment in unit.commentsAbove(unit.analysis.statement(of: call)) {
      guard comment.words.contains("upcast"), comment.words.contains("fp32") || comment.words.contains("float32") else {
        continue
      }
      let file = unit.checkedFile
      return Evidence(
        words: "the comment above says that it is taken in float32",
        place: RelatedPlace(file: file.file, path: file.path, line: comment.line, message: "the comment"))
    }
    return nil
  }
}

extension Diagnostic.Message {
  fileprivate static func softmax(_ dtype: String, _ evidence: String) -> Self {
    "the softmax is taken in \(dtype), with eight or eleven bits for each weight; \(evidence)"
  }
}
