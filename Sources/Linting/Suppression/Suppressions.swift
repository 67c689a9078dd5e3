package import PythonSyntax
package import SourceText

/// The suppression comments of one file, and which of them were used.
package struct Suppressions {
  private struct Entry {
    let comment: SuppressionComment
    /// The line it speaks for: its own, or the first line of code below a comment that stands alone.
    let line: Int
    var isUsed = false
  }

  private var entries: [Entry] = []
  private let statements: StatementLines

  /// - Parameter comments: the spans of the file's comments, in order.
  package init(comments: [Span], bytes: [UInt8], lines: LineIndex, tree: SyntaxTree) {
    statements = StatementLines(tree: tree, lines: lines)
    for span in comments {
      let text = String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
      guard let comment = SuppressionComment(text, span: span) else { continue }
      let line = lines.line(at: span.start)
      let lineStart = Int(lines.starts[line - 1])
      let standsAlone = bytes[lineStart..<Int(span.start)].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 >= 0x80 }
      entries.append(
        Entry(comment: comment, line: standsAlone ? Self.codeLine(after: line, bytes, lines) : line))
    }
  }

  package var isEmpty: Bool { entries.isEmpty }

  /// Whether a comment silences a finding of `rule` at `span`; remembers that it did.
  package mutating func suppress(_ rule: RuleID, at span: Span) -> Bool {
    guard !entries.isEmpty else { return false }
    let range = statements.range(around: span)
    var isSuppressed = false
    for index in entries.indices where range.contains(entries[index].line) && entries[index].comment.names(rule) {
      entries[index].isUsed = true
      isSuppressed = true
    }
    return isSuppressed
  }

  /// The comments that silenced nothing, in order.
  package var unused: [SuppressionComment] { entries.filter { !$0.isUsed }.map(\.comment) }

  /// The first line below `line` that is neither blank nor only a comment.
  private static func codeLine(after line: Int, _ bytes: [UInt8], _ lines: LineIndex) -> Int {
    var number = line + 1
    while number <= lines.lineCount {
      let span = lines.span(ofLine: number)
      let text = bytes[Int(span.start)..<Int(span.end)].first { $0 > 0x20 }
      if let text, text != UInt8(ascii: "#") { return number }
      number += 1
    }
    return line
  }
}
