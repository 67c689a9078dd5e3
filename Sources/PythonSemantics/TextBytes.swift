/// Questions about the words of a text that is not parsed.
struct TextBytes {
  let bytes: UnsafeBufferPointer<UInt8>

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func has(_ word: StaticString, at offset: Int) -> Bool {
    guard offset + word.utf8CodeUnitCount <= bytes.count else { return false }
    for index in 0..<word.utf8CodeUnitCount where bytes[offset + index] != word.utf8Start[index] { return false }
    return true
  }

  /// Whether the bytes of `range` stand at `offset` too.
  func repeats(_ range: Range<Int>, at offset: Int) -> Bool {
    offset + range.count <= bytes.count && bytes[range].elementsEqual(bytes[offset..<offset + range.count])
  }

  /// The line without its end.
  func line(around offset: Int) -> Range<Int> {
    var start = offset
    while start > 0, bytes[start - 1] != 10 { start -= 1 }
    var end = offset
    while end < bytes.count, bytes[end] != 10 { end += 1 }
    return start..<end
  }

  func indentationEnd(of line: Range<Int>) -> Int {
    line.first { bytes[$0] != 32 && bytes[$0] != 9 } ?? line.upperBound
  }

  /// Nil where no identifier starts.
  func identifierEnd(from start: Int) -> Int? {
    var end = start
    while end < bytes.count, isLetter(bytes[end]) || (isDigit(bytes[end]) && end > start) { end += 1 }
    return end > start ? end : nil
  }

  func identifierStart(before end: Int) -> Int {
    var start = end
    while start > 0, isLetter(bytes[start - 1]) || isDigit(bytes[start - 1]) { start -= 1 }
    return start
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    byte == 95 || byte >= 0x80 || (byte | 0x20 >= 97 && byte | 0x20 <= 122)
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  /// The rest of the line up to the bracket that closes the call.
  func argument(from start: Int) -> Range<Int> {
    var depth = 0
    var end = start
    while end < bytes.count, bytes[end] != 10 {
      if bytes[end] == UInt8(ascii: "(") { depth += 1 }
      if bytes[end] == UInt8(ascii: ")") {
        if depth == 0 { break }
        depth -= 1
      }
      end += 1
    }
    return start..<end
  }

  /// Whether some text casts to a dtype that it does not spell out.
  func castsDType(in range: Range<Int>) -> Bool {
    let isCast = has(Self.to, in: range) && has(Self.dtype, in: range)
    guard isCast || has(Self.type, in: range) || has(Self.typeAs, in: range) else { return false }
    return !Self.spelled.contains { has($0, in: range) }
  }

  private static let type = Array(".type(".utf8)
  private static let typeAs = Array(".type_as(".utf8)
  private static let to = Array(".to(".utf8)
  private static let dtype = Array("dtype".utf8)
  private static let spelled = ["torch.float", "torch.int", "torch.long"].map { Array($0.utf8) }

  private func has(_ word: [UInt8], in range: Range<Int>) -> Bool {
    var scanner = ByteScanner(UnsafeBufferPointer(rebasing: bytes[range]))
    return scanner.next(word) != nil
  }
}
