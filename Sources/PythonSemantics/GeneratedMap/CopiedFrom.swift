import PythonSyntax
import SourceText

/// A comment `# Copied from package.module.Name.method with A->B,C->D`.
struct CopiedFrom {
  /// The dotted name, with the package.
  var source: String
  var renaming: Renaming

  /// The comment right above a definition or its decorators.
  static func above(_ node: NodeID, in module: Module) -> CopiedFrom? {
    let tree = module.tree
    let skipped = tree.kind(node) == .functionDefinition ? 3 : 2
    var line = module.lines.line(at: tree.span(node).start)
    for decorator in tree.children(of: node).dropFirst(skipped) {
      line = min(line, module.lines.line(at: tree.span(decorator).start))
    }
    while line > 1 {
      line -= 1
      let text = module.lines.text(ofLine: line, in: module.bytes).drop { $0 == " " || $0 == "\t" }
      guard text.utf8.first == UInt8(ascii: "#") else { return nil }
      if let found = parse(text) { return found }
    }
    return nil
  }

  /// Reads the comment's text; nil if it is another comment.
  static func parse(_ text: Substring) -> CopiedFrom? {
    guard let range = text.firstRange(of: "Copied from ") else { return nil }
    let words = text[range.upperBound...].split(separator: " ", maxSplits: 2)
    guard let source = words.first, source.contains(".") else { return nil }
    var pairs: [(source: String, copy: String)] = []
    if words.count == 3, words[1] == "with" {
      for part in words[2].split(separator: ",") {
        guard let arrow = part.firstRange(of: "->") else { continue }
        let from = trimmed(part[..<arrow.lowerBound])
        let rest = trimmed(part[arrow.upperBound...])
        // `A->B all-casing`: the option stands after the last pair.
        let to = rest.split(separator: " ").first.map(String.init) ?? ""
        pairs += rest.hasSuffix("all-casing") ? Renaming.variants(copy: to, source: from) : [(from, to)]
      }
    }
    return CopiedFrom(source: String(source), renaming: Renaming(pairs))
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
