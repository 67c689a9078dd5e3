import PythonSyntax
import SourceText

/// The tables of a stub file that is read as data: names bound to tuples and dicts of strings.
struct StubData {
  private let tree: SyntaxTree
  private var tables: [Symbol: NodeID] = [:]

  init(_ text: String) {
    tree = PythonParser.parse(Array(text.utf8)).tree
    for statement in tree.children(of: tree.root) where tree.kind(statement) == .assignment {
      tables[tree.symbol(tree.child(statement, 1))] = tree.child(statement, 0)
    }
  }

  /// The text of the source with this file name, empty without one.
  init(_ file: String, in sources: [StubSource]) {
    self.init(sources.first { $0.file == file }?.text ?? "")
  }

  /// The strings of a tuple.
  func strings(_ name: Symbol) -> [String] { tables[name].map(strings) ?? [] }

  /// The rows of a tuple of tuples.
  func rows(_ name: Symbol) -> [[String]] {
    guard let table = tables[name] else { return [] }
    return tree.children(of: table).map(strings)
  }

  /// The pairs of a dict, a lone string as a list of one.
  func pairs(_ name: Symbol) -> [(key: String, values: [String])] {
    guard let table = tables[name] else { return [] }
    return tree.children(of: table).compactMap { pair in
      guard tree.kind(pair) == .dictionaryPair else { return nil }
      return (tree.symbol(tree.child(pair, 0)).text, strings(in: tree.child(pair, 1)))
    }
  }

  private func strings(in node: NodeID) -> [String] {
    if tree.kind(node) == .string { return [tree.symbol(node).text] }
    return tree.children(of: node).filter { tree.kind($0) == .string }.map { tree.symbol($0).text }
  }
}
