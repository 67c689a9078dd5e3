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
    if firstProblem(in: raw, bytes: bytes) != nil, let (patched, recovery) = Recovery.run(bytes, first: raw) {
      var result = lowered(patched, recovery.bytes)
      result.problems = recovery.problems.sorted { $0.span.start < $1.span.start }
      result.tree.markErrors(at: recovery.patches)
      // The original's comments: those of the broken parts count too.
      result.comments = raw.nodes.filter { $0.kind == .comment }.map(\.span)
      return result
    }
    return lowered(raw, bytes)
  }

  private static func lowered(_ raw: RawTree, _ bytes: [UInt8]) -> ParsedSource {
    var lowering = Lowering(raw: raw, bytes: bytes)
    let tree = lowering.run()
    var problems: [SyntaxProblem] = []
    var comments: [Span] = []
    for index in raw.nodes.indices {
      if raw.nodes[index].kind == .comment { comments.append(raw.nodes[index].span) }
      if let problem = problem(of: UInt32(index), in: raw, bytes: bytes) { problems.append(problem) }
    }
    return ParsedSource(tree: tree, problems: problems, comments: comments, typeParameters: lowering.typeParameters)
  }

  /// The first place where the grammar had to guess.
  static func firstProblem(in raw: RawTree, bytes: [UInt8]) -> SyntaxProblem? {
    for index in raw.nodes.indices {
      if let problem = problem(of: UInt32(index), in: raw, bytes: bytes) { return problem }
    }
    return nil
  }

  private static func problem(of index: UInt32, in raw: RawTree, bytes: [UInt8]) -> SyntaxProblem? {
    let node = raw[index]
    switch node.kind {
    case .error: return SyntaxProblem(span: node.span, message: message(for: node.span, in: bytes))
    case .block where raw.named(index).first(where: { _ in true }) == nil:
      return SyntaxProblem(span: node.span, message: "an indented block is missing")
    default:
      return node.isMissing ? SyntaxProblem(span: node.span, message: "something is missing here") : nil
    }
  }

  private static func message(for span: Span, in bytes: [UInt8]) -> String {
    let line = bytes[Int(span.start)..<Int(span.end)].prefix { $0 != 10 && $0 != 13 }
    let text = String(decoding: line.prefix(40), as: UTF8.self)
    return text.isEmpty ? "cannot be parsed" : "cannot be parsed: `\(text)`"
  }
}
