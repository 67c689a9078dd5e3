package import SourceText

/// A place where the text is not Python, and what is wrong there.
package struct SyntaxProblem: Hashable, Sendable {
  package var span: Span
  package var message: String
}

/// What a parse gives: always a tree, and the places where it had to be patched.
package struct ParsedSource: Sendable {
  package var tree: SyntaxTree
  /// In source order.
  package var problems: [SyntaxProblem]
  /// Every comment from its `#` to the end of its line, in source order.
  package var comments: [Span]
  /// Generic type parameters (`def f[T]`, `class C[T]`): valid, and not in the tree.
  package var typeParameters: [Span]
}

/// Parses Python source.
///
/// Parsing never fails: broken text gives problems, and the rest is in the tree all the same.
package enum PythonParser {
  /// Parses a file's text.
  package static func parse(_ file: SourceFile) -> ParsedSource { parse(file.bytes) }

  /// Parses UTF-8 text.
  package static func parse(_ bytes: [UInt8]) -> ParsedSource {
    guard let raw = RawTree(bytes) else {
      let nothing = Span(start: 0, end: 0)
      return ParsedSource(
        tree: SyntaxTree.empty, problems: [SyntaxProblem(span: nothing, message: "the parser could not start")],
        comments: [], typeParameters: [])
    }
    var lowering = Lowering(raw: raw, bytes: bytes)
    let tree = lowering.run()
    var problems: [SyntaxProblem] = []
    var comments: [Span] = []
    for (index, node) in raw.nodes.enumerated() {
      switch node.kind {
      case .comment: comments.append(node.span)
      case .error: problems.append(SyntaxProblem(span: node.span, message: message(for: node.span, in: bytes)))
      case .block where raw.named(UInt32(index)).first(where: { _ in true }) == nil:
        problems.append(SyntaxProblem(span: node.span, message: "an indented block is missing"))
      default:
        if node.isMissing { problems.append(SyntaxProblem(span: node.span, message: "something is missing here")) }
      }
    }
    return ParsedSource(
      tree: tree, problems: problems, comments: comments, typeParameters: lowering.typeParameters)
  }

  private static func message(for span: Span, in bytes: [UInt8]) -> String {
    let line = bytes[Int(span.start)..<Int(span.end)].prefix { $0 != 10 && $0 != 13 }
    let text = String(decoding: line.prefix(40), as: UTF8.self)
    return text.isEmpty ? "cannot be parsed" : "cannot be parsed: `\(text)`"
  }
}
