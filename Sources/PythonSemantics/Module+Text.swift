package import PythonSyntax
import SourceText

extension Module {
  /// The source text of a node, empty for none.
  package func text(of node: NodeID) -> String {
    guard !node.isNone else { return "" }
    let span = tree.span(node)
    return String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
  }
}
