import Foundation
import Linting
import PythonSyntax
import SourceText

/// Finds rotary functions in an unpacked release.
enum RotaryPopulation {
  /// The Python files that speak of rotary embeddings, relative to the root, in order.
  static func files(in root: URL) throws -> [String] {
    let all = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.hasSuffix(".py") }.sorted().filter { path in
      guard let data = FileManager.default.contents(atPath: root.appendingPathComponent(path).path) else {
        return false
      }
      return ["rotary", "rope", "Rotary", "Rope"].contains { data.range(of: Data($0.utf8)) != nil }
    }
  }

  /// Reads modules of one package, each once, following its imports.
  final class Loader {
    private let root: URL
    private var scopes: [String: FileScope?] = [:]

    init(root: URL) { self.root = root }

    func scope(_ path: String) -> FileScope? {
      if let known = scopes[path] { return known }
      let found = read(path)
      scopes[path] = .some(found)
      return found
    }

    private func read(_ path: String) -> FileScope? {
      guard let data = FileManager.default.contents(atPath: root.appendingPathComponent(path).path) else { return nil }
      let folder = path.split(separator: "/").dropLast().map(String.init)
      return FileScope(tree: PythonParser.parse(Array(data)).tree) { [unowned self] module, level in
        let parts = module.split(separator: ".").map(String.init)
        guard level > 0 || parts.first == root.lastPathComponent, folder.count >= level - 1 else { return nil }
        let base = level > 0 ? folder.dropLast(level - 1) + parts : Array(parts.dropFirst())
        return scope(base.joined(separator: "/") + ".py") ?? scope((base + ["__init__.py"]).joined(separator: "/"))
      }
    }
  }

  struct Definition {
    var node: NodeID
    var enclosingClass: NodeID?
  }

  /// Function definitions whose name says that they apply a rotary embedding.
  static func definitions(in tree: SyntaxTree) -> [Definition] {
    var found: [Definition] = []
    for index in tree.nodes.indices {
      let id = NodeID(UInt32(index))
      guard tree.kind(id) == .functionDefinition, isRotary(tree.symbol(id).text.lowercased()) else { continue }
      let outer = tree.parent(tree.parent(id))
      found.append(Definition(node: id, enclosingClass: tree.kind(outer) == .classDefinition ? outer : nil))
    }
    return found
  }

  private static func isRotary(_ name: String) -> Bool {
    guard let apply = name.range(of: "apply") else { return false }
    return ["rotary", "rope"].contains { word in
      name.range(of: word, range: apply.upperBound..<name.endIndex) != nil
        || name.range(of: word, range: name.startIndex..<apply.lowerBound) != nil
    }
  }

  /// The shape of a function's body without its docstring: equal for equal code.
  static func fingerprint(of function: NodeID, in tree: SyntaxTree) -> String {
    var text = ""
    func visit(_ node: NodeID) {
      text += "(\(tree.kind(node)) \(tree.symbol(node)) \(tree[node].operation)"
      for child in tree.children(of: node) { visit(child) }
      text += ")"
    }
    for (index, statement) in tree.children(of: tree.child(function, 2)).enumerated() {
      if index == 0, tree.kind(statement) == .expressionStatement, tree.kind(tree.child(statement, 0)) == .string {
        continue
      }
      visit(statement)
    }
    return text
  }
}
