import DTypeAnalysis
import PythonSemantics
import PythonSyntax
import SourceText

/// What copies of a piece of code share, for `Finding.copyKey`.
extension AnalyzedUnit {
  /// The text of the statement around a node.
  func cloneKey(statement node: NodeID) -> CopyKey { .text(statementText(node)) }

  /// The same within one file: what is spelled alike in two files may have its cause elsewhere in each.
  func cloneKey(inFile node: NodeID) -> CopyKey { .text(checkedFile.path + "\n" + statementText(node)) }

  private func statementText(_ node: NodeID) -> String { checkedFile.text(tree.span(analysis.statement(of: node))) }

  /// The text of an expression without the names of its local variables and of the attributes of `self`, which copies
  /// rename: `torch.outer(_, _)`.
  ///
  /// An expression without a call says too little by itself and stands with its statement.
  func cloneKey(expression node: NodeID) -> CopyKey {
    let nodes = tree.nodes(in: node)
    guard nodes.contains(where: { tree.kind($0) == .call }), let function = analysis.enclosingFunction(of: node) else {
      return cloneKey(statement: node)
    }
    let names = nodes.filter { tree.kind($0) == .name && isLocal(tree.symbol($0), in: function) }.map { name in
      let isOfSelf = tree.symbol(name) == "self" && tree.kind(tree.parent(name)) == .attribute
      return isOfSelf ? tree.parent(name) : name
    }
    var text = ""
    var end = tree.span(node).start
    for span in names.map(tree.span).sorted(by: { $0.start < $1.start }) {
      text += checkedFile.text(Span(start: end, end: span.start)) + "_"
      end = span.end
    }
    return .text(text + checkedFile.text(Span(start: end, end: tree.span(node).end)))
  }

  private func isLocal(_ name: Symbol, in function: FunctionID) -> Bool {
    let scope = graph[function]
    return [scope.locals, scope.cells, scope.freeVariables].contains { $0.contains(name) }
  }
}
