import PythonSyntax
import SourceText

/// Small edits of expressions.
extension AnalyzedUnit {
  /// Text put behind an expression, in brackets if it binds less tightly than a member access.
  func appending(_ text: String, to node: NodeID) -> Edit {
    let span = tree.span(node)
    switch tree.kind(node) {
    case .name, .attribute, .call, .subscript_:
      return Edit(span: Span(start: span.end, end: span.end), replacement: text)
    default: return Edit(span: span, replacement: "(\(checkedFile.text(span)))\(text)")
    }
  }

  /// Whether reading an expression again costs nothing and changes nothing: a name, or attributes of one.
  func isReadable(_ node: NodeID) -> Bool {
    switch tree.kind(node) {
    case .name: true
    case .attribute: isReadable(tree.child(node, 0))
    default: false
    }
  }
}
