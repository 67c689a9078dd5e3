/// A place as people count it: line and column from 1.
package struct LinePosition: Hashable, Sendable {
  package var line: Int
  /// The column in UTF-8 bytes, or in characters (Unicode scalars), as asked for.
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// The line starts of one file.
///
/// Lines end with `\n`, `\r\n` or a lone `\r`, as Python counts them.
package struct LineIndex: Sendable {
  /// The offset of each line's first byte; the first entry is 0.
  package let starts: [UInt32]
  private let end: UInt32

  package init(_ bytes: [UInt8]) {
    var starts: [UInt32] = [0]
    starts.reserveCapacity(bytes.count / 32 + 1)
    bytes.withUnsafeBufferPointer { buffer in
      var index = 0
      while index < buffer.count {
        let byte = buffer[index]
        index += 1
        if byte == 10 {
          starts.append(UInt32(index))
        } else if byte == 13 && !(index < buffer.count && buffer[index] == 10) {
          starts.append(UInt32(index))
        }
      }
    }
    self.starts = starts
    end = UInt32(bytes.count)
  }

  package var lineCount: Int { starts.count }

  /// The line, counted from 1, that holds the byte at `offset`.
  package func line(at offset: UInt32) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// Line and column in bytes.
  package func position(at offset: UInt32) -> LinePosition {
    let line = line(at: offset)
    return LinePosition(line: line, column: Int(offset - starts[line - 1]) + 1)
  }

  /// Line and column in characters (Unicode scalars), as editors and Python's own messages count them.
  package func characterPosition(at offset: UInt32, in bytes: [UInt8]) -> LinePosition {
    let line = line(at: offset)
    var column = 1
    for index in Int(starts[line - 1])..<min(Int(offset), bytes.count) where bytes[index] & 0xC0 != 0x80 { column += 1 }
    return LinePosition(line: line, column: column)
  }

  /// The bytes of a line counted from 1, its line end included; empty if there is no such line.
  package func span(ofLine line: Int) -> Span {
    guard line >= 1 && line <= starts.count else { return Span(start: end, end: end) }
    return Span(start: starts[line - 1], end: line < starts.count ? starts[line] : end)
  }

  /// The text of a line counted from 1, without its line end.
  package func text(ofLine line: Int, in bytes: [UInt8]) -> String {
    let span = span(ofLine: line)
    var slice = bytes[Int(span.start)..<Int(span.end)]
    while let last = slice.last, last == 10 || last == 13 { slice.removeLast() }
    return String(decoding: slice, as: UTF8.self)
  }
}
