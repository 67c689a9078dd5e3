import PythonSyntax
package import SourceText

/// A range of the file that spells it.
package struct SourceSpan: Hashable, Sendable {
  package let origin: Origin
  /// In the origin's module: the same words, or the line where they must be looked for.
  package let span: Span
  /// Whether `span` holds the same words, names exchanged as the converter does.
  package let isExact: Bool
}

extension GeneratedMap {
  /// Where a range of a generated or copied statement is spelled, to the word; nil if right there.
  package func source(of module: ModuleID, span: Span) -> SourceSpan? {
    let line = graph[module].lines.line(at: span.start)
    guard let unit = index(of: module).unit(at: line), let origin = origin(of: module, line: line) else { return nil }
    if origin.isExact, let statement = Self.statement(of: unit, at: line),
      let first = self.origin(of: module, line: statement.line),
      let other = index(of: first.module).unit(at: first.line)?.statements.first(where: { $0.line == first.line }),
      let found = counterpart(of: span, in: statement, of: module, other, of: first.module)
    {
      return SourceSpan(origin: origin, span: found, isExact: true)
    }
    return SourceSpan(origin: origin, span: text(ofLine: origin.line, in: origin.module), isExact: false)
  }

  /// A line without its indentation and line end.
  private func text(ofLine line: Int, in module: ModuleID) -> Span {
    var span = graph[module].lines.span(ofLine: line)
    let bytes = graph[module].bytes
    while span.start < span.end, bytes[Int(span.start)] <= 32 { span.start += 1 }
    while span.end > span.start, bytes[Int(span.end) - 1] <= 32 { span.end -= 1 }
    return span
  }

  /// The range that starts and ends with the same words, counted from the start of the statement.
  private func counterpart(
    of span: Span, in statement: UnitIndex.Statement, of module: ModuleID,
    _ other: UnitIndex.Statement, of otherModule: ModuleID
  ) -> Span? {
    let words = Self.words(of: statement, in: graph[module])
    let others = Self.words(of: other, in: graph[otherModule])
    guard words.count == others.count else { return nil }
    if span.length == 0 {
      guard let before = words.firstIndex(where: { $0.end == span.start }) else { return nil }
      return Span(start: others[before].end, end: others[before].end)
    }
    guard let first = words.firstIndex(where: { $0.start == span.start }),
      let last = words[first...].firstIndex(where: { $0.end == span.end })
    else { return nil }
    return Span(start: others[first].start, end: others[last].end)
  }

  /// The names, numbers, strings and signs of a statement, a compound one's up to its block.
  private static func words(of statement: UnitIndex.Statement, in module: Module) -> [Span] {
    let tree = module.tree
    let whole = tree.span(statement.node)
    let block = tree.children(of: statement.node).first { tree.kind($0) == .block }
    let end = Int(block.map { tree.span($0).start } ?? whole.end)
    let bytes = module.bytes
    var words: [Span] = []
    var index = Int(whole.start)
    while index < end {
      let byte = bytes[index]
      let start = index
      index += 1
      if byte <= 32 || byte == UInt8(ascii: "\\") { continue }
      if byte == UInt8(ascii: "#") {
        while index < end, bytes[index] != 10, bytes[index] != 13 { index += 1 }
        continue
      }
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        index = Self.endOfString(from: start, in: bytes, before: end)
      } else if isWordPart(byte) {
        while index < end, isWordPart(bytes[index]) { index += 1 }
      }
      // A formatter adds and removes the comma before a closing bracket.
      let closes = [UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(byte)
      if closes, let last = words.last, bytes[Int(last.start)] == UInt8(ascii: ",") { words.removeLast() }
      words.append(Span(start: UInt32(start), end: UInt32(index)))
    }
    return words
  }

  private static func isWordPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private static func endOfString(from start: Int, in bytes: [UInt8], before end: Int) -> Int {
    let quote = bytes[start]
    let isTriple = start + 2 < end && bytes[start + 1] == quote && bytes[start + 2] == quote
    var index = start + (isTriple ? 3 : 1)
    while index < end {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
      } else if bytes[index] == quote, !isTriple {
        return index + 1
      } else if bytes[index] == quote, index + 2 < end, bytes[index + 1] == quote, bytes[index + 2] == quote {
        return index + 3
      } else {
        index += 1
      }
    }
    return end
  }
}
