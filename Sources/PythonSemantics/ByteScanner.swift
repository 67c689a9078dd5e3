#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A cursor over the raw bytes of a file.
struct ByteScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The start of the next occurrence of `word`; the cursor goes behind it.
  mutating func next(_ word: [UInt8]) -> Int? {
    guard let base = bytes.baseAddress, let first = word.first else { return nil }
    while position + word.count <= bytes.count {
      guard let found = memchr(base + position, Int32(first), bytes.count - position - word.count + 1) else { break }
      let start = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      if memcmp(base + start, word, word.count) == 0 {
        position = start + word.count
        return start
      }
      position = start + 1
    }
    position = bytes.count
    return nil
  }

  /// The strings up to the `]` or `)` that closes the first bracket; nothing if a line ends before one opens.
  mutating func quotedNames(into names: inout [String]) {
    var depth = 0
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"):
        depth -= 1
        if depth <= 0 { return }
      case 10 where depth == 0: return
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let start = position
        while position < bytes.count, bytes[position] != byte, bytes[position] != 10 { position += 1 }
        if position < bytes.count, bytes[position] == byte, depth > 0 {
          names.append(String(decoding: bytes[start..<position], as: UTF8.self))
        }
        position += 1
      default: break
      }
    }
  }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != 10 { position += 1 }
  }
}
