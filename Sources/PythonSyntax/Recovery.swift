import SourceText

/// Takes broken functions and statements out of a text, so that the parser sees the rest as it is.
///
/// The grammar's own recovery may swallow definitions that follow an unclosed parenthesis. So the innermost function
/// around the first error loses its body (or a statement outside any function itself) to blanks and one `pass`; all
/// other bytes keep their places, and the patched text is parsed again, until it has no error or `roundLimit` is
/// reached.
struct Recovery {
  static let roundLimit = 8

  private(set) var bytes: [UInt8]
  /// The places of the `pass` statements that stand for broken text.
  private(set) var patches: Set<UInt32> = []
  private(set) var problems: [SyntaxProblem] = []

  /// The patched text's tree, or nil if no patch made it parse.
  static func run(_ bytes: [UInt8], first raw: RawTree) -> (raw: RawTree, recovery: Recovery)? {
    var recovery = Recovery(bytes: bytes)
    var raw = raw
    for _ in 0..<roundLimit {
      guard let error = PythonParser.firstProblem(in: raw, bytes: bytes) else { return (raw, recovery) }
      recovery.problems.append(error)
      guard recovery.patch(at: error.span.start), let next = RawTree(recovery.bytes) else { return nil }
      raw = next
    }
    return PythonParser.firstProblem(in: raw, bytes: bytes) == nil ? (raw, recovery) : nil
  }

  private struct Line {
    var start: Int
    var end: Int
    var indent: Int
    var isBlank: Bool
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Blanks what is broken around an offset; false if that changes nothing.
  private mutating func patch(at offset: UInt32) -> Bool {
    let lines = lines()
    guard var place = lines.lastIndex(where: { $0.start <= Int(offset) }) else { return false }
    while place > 0 && lines[place].isBlank { place -= 1 }
    if lines[place].isBlank { return false }
    if let header = header(of: place, lines) {
      return blank(from: header + 1, to: end(after: header, indent: lines[header].indent, lines), lines)
    }
    var first = place
    while first > 0, starts(lines[first - 1], with: "@"), lines[first - 1].indent == lines[place].indent { first -= 1 }
    return blank(from: first, to: end(after: place, indent: lines[place].indent, lines), lines)
  }

  private func lines() -> [Line] {
    var result: [Line] = []
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count && bytes[end] != 10 { end += 1 }
      var text = start
      while text < end && (bytes[text] == 32 || bytes[text] == 9) { text += 1 }
      let isBlank = text == end || bytes[text] == 13 || bytes[text] == UInt8(ascii: "#")
      result.append(Line(start: start, end: end, indent: text - start, isBlank: isBlank))
      start = end + 1
    }
    return result
  }

  /// The line of the innermost `def` whose body holds a line.
  private func header(of place: Int, _ lines: [Line]) -> Int? {
    var indent = lines[place].indent
    for index in stride(from: place - 1, through: 0, by: -1) where !lines[index].isBlank && lines[index].indent < indent
    {
      if starts(lines[index], with: "def ") || starts(lines[index], with: "async def ") { return index }
      if starts(lines[index], with: "class ") { return nil }
      indent = lines[index].indent
    }
    return nil
  }

  /// The first line after `place` that is not further to the right and starts something new.
  private func end(after place: Int, indent: Int, _ lines: [Line]) -> Int {
    var index = place + 1
    while index < lines.count, lines[index].isBlank || lines[index].indent > indent || closes(lines[index]) {
      index += 1
    }
    return index
  }

  private func closes(_ line: Line) -> Bool {
    let byte = bytes[line.start + line.indent]
    return byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
  }

  private func starts(_ line: Line, with text: StaticString) -> Bool {
    let start = line.start + line.indent
    return text.withUTF8Buffer { text in
      start + text.count <= line.end && text.indices.allSatisfy { bytes[start + $0] == text[$0] }
    }
  }

  private mutating func blank(from first: Int, to end: Int, _ lines: [Line]) -> Bool {
    guard let line = (first..<end).first(where: { !lines[$0].isBlank }) else { return false }
    let start = lines[line].start + lines[line].indent
    // Nothing is left to take away where a patch stands already.
    if patches.contains(UInt32(start)) { return false }
    for index in start..<lines[end - 1].end where bytes[index] != 10 && bytes[index] != 13 { bytes[index] = 32 }
    guard lines[line].end - start >= 4 else { return true }
    bytes.replaceSubrange(start..<start + 4, with: Array("pass".utf8))
    patches.insert(UInt32(start))
    return true
  }
}
