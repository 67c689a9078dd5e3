import Foundation
import PythonSemantics
import PythonSyntax
import SourceText

/// An unpacked release, and the rotary functions in it.
struct Release {
  let root: URL
  let graph: ModuleGraph

  /// nil if the release is not on this machine; `make test` fetches it.
  init?(_ version: String) {
    let environment = ProcessInfo.processInfo.environment
    let folder = environment["DTYPELINT_CORPUS"] ?? NSHomeDirectory() + "/.cache/dtypelint-corpus"
    root = URL(fileURLWithPath: folder).appendingPathComponent("transformers/\(version)/transformers")
    guard FileManager.default.fileExists(atPath: root.path) else { return nil }
    graph = ModuleGraph(
      cache: SourceCache(files: DiskFileSystem()), roots: [PackageRoot(folder: root.path, name: "transformers")],
      environment: .standard)
  }

  /// The Python files that define a function whose name speaks of both, relative to the root, in order.
  func rotaryFiles() -> [String] {
    let all = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.hasSuffix(".py") }.sorted().filter { path in
      guard let data = FileManager.default.contents(atPath: root.appendingPathComponent(path).path) else {
        return false
      }
      return data.split(separator: UInt8(ascii: "\n")).contains { line in
        guard let start = line.firstIndex(where: { $0 != UInt8(ascii: " ") }),
          line[start...].starts(with: Data("def ".utf8))
        else { return false }
        return Release.isRotary(String(decoding: line.prefix { $0 != UInt8(ascii: "(") }, as: UTF8.self).lowercased())
      }
    }
  }

  /// The functions in a file whose name says that they apply a rotary embedding.
  func rotaryFunctions(in path: String) -> [FunctionID] {
    guard let module = graph.module(atPath: root.appendingPathComponent(path).path) else { return [] }
    return graph[module].functionsInOrder.filter { Release.isRotary(graph[$0].name.text.lowercased()) }
  }

  /// One function by its qualified name.
  func function(_ name: String, in path: String) -> FunctionID? {
    guard let module = graph.module(atPath: root.appendingPathComponent(path).path) else { return nil }
    return graph[module].functionsInOrder.first { graph[$0].qualifiedName.text == name }
  }

  private static func isRotary(_ name: String) -> Bool {
    guard let apply = name.range(of: "apply") else { return false }
    return ["rotary", "rope"].contains { word in
      name.range(of: word, range: apply.upperBound..<name.endIndex) != nil
        || name.range(of: word, range: name.startIndex..<apply.lowerBound) != nil
    }
  }

  /// The shape of a function's body without its docstring: equal for equal code.
  func fingerprint(of function: FunctionID) -> String {
    let tree = graph[graph[function].module].tree
    var text = ""
    func visit(_ node: NodeID) {
      text += "(\(tree.kind(node)) \(tree.symbol(node)) \(tree[node].operation)"
      for child in tree.children(of: node) { visit(child) }
      text += ")"
    }
    for (index, statement) in tree.children(of: tree.child(graph[function].node, 2)).enumerated() {
      if index == 0, tree.kind(statement) == .expressionStatement, tree.kind(tree.child(statement, 0)) == .string {
        continue
      }
      visit(statement)
    }
    return text
  }
}
