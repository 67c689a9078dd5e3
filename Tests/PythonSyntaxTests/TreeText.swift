import PythonSyntax
import SourceText

/// A tree as text: `kind.operation"symbol"(children)`, `-` for an absent child.
struct TreeText {
  let tree: SyntaxTree

  /// The text of one expression or of all statements of a module.
  static func of(_ source: String) -> String {
    let parsed = PythonParser.parse(Array(source.utf8))
    let text = TreeText(tree: parsed.tree)
    return parsed.tree.children(of: parsed.tree.root).map { text.text($0) }.joined(separator: " ")
  }

  func text(_ id: NodeID) -> String {
    if id.isNone { return "-" }
    let node = tree[id]
    var result = "\(node.kind)"
    if node.operation != .none { result += ".\(node.operation)" }
    if node.level != 0 { result += "/\(node.level)" }
    if node.symbol != .empty { result += "'\(node.symbol.text)'" }
    if node.secondSymbol != .empty { result += "=\(node.secondSymbol.text)" }
    let parts = tree.children(of: id).map { text($0) }
    return parts.isEmpty ? result : "\(result)(\(parts.joined(separator: " ")))"
  }
}
