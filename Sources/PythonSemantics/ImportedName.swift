import PythonSyntax
import SourceText

/// What an `import` binds, and how dotted names are taken apart.
enum ImportedName {
  /// The name that an alias binds: after `as`, or the first part of a dotted module name.
  static func bound(by alias: NodeID, in tree: SyntaxTree) -> Symbol {
    let node = tree[alias]
    if node.secondSymbol != .empty { return node.secondSymbol }
    if tree.kind(node.parent) == .importFrom { return node.symbol }
    return firstPart(of: node.symbol)
  }

  static func firstPart(of name: Symbol) -> Symbol {
    let text = name.text
    guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return name }
    return Symbol(String(text[..<dot]))
  }

  /// The dotted name without its last part; empty if there is but one.
  static func parent(of name: String) -> String {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
    return String(name[..<dot])
  }

  static func joined(_ first: String, _ second: String) -> String {
    first.isEmpty ? second : second.isEmpty ? first : first + "." + second
  }
}
