import SourceText

extension Lowering {
  /// A string, or several that stand side by side: one node.
  mutating func string(_ index: UInt32) {
    var text: [UInt8] = []
    var expressions: [UInt32] = []
    var nested: [UInt32] = []
    var isBytes = false
    let parts = raw.kind(index) == .string ? [index] : raw.named(index).filter { raw.kind($0) == .string }
    for part in parts {
      var style = StringStyle()
      // The text is what lies between the other parts: in `r"\""` the grammar takes all of it for the end.
      var position = Int(raw[part].span.start)
      for child in raw.children(part) {
        let span = raw[child].span
        switch raw.kind(child) {
        case .stringStart:
          style = StringStyle(prefix: bytes[Int(span.start)..<Int(span.end)])
          isBytes = isBytes || style.isBytes
          position = Int(span.end)
        case .stringEnd: style.decode(bytes[position..<max(position, Int(span.end) - style.quotes)], into: &text)
        case .interpolation:
          style.decode(bytes[position..<max(position, Int(span.start))], into: &text)
          position = Int(span.end)
          text += [UInt8(ascii: "{"), UInt8(ascii: "}")]
          if let expression = raw.field(child, .expression) { expressions.append(expression) }
          collectFormatExpressions(child, into: &nested)
        default: break
        }
      }
    }
    let symbol = Symbol(String(decoding: text, as: UTF8.self))
    if expressions.isEmpty { return leaf(.string, index, operation: isBytes ? .bytes : .none, symbol: symbol) }
    node(.formattedString, index, expressions + nested, symbol: symbol)
  }

  /// The expressions inside format specifiers (`{x:{width}}`), which come after the interpolated ones.
  private func collectFormatExpressions(_ index: UInt32, into result: inout [UInt32]) {
    guard let specifier = raw.field(index, .formatSpecifier) else { return }
    var current = specifier
    while current < raw[specifier].next {
      if raw.kind(current) == .formatExpression, let expression = raw.field(current, .expression) {
        result.append(expression)
        current = raw[current].next
      } else {
        current += 1
      }
    }
  }
}

/// The prefix of a string literal and how its text is to be read.
private struct StringStyle {
  var isRaw = false
  var isBytes = false
  var isFormatted = false
  /// The length of the closing quotes.
  var quotes = 1

  init() {}

  init(prefix: ArraySlice<UInt8>) {
    for byte in prefix {
      switch byte | 0x20 {
      case UInt8(ascii: "r"): isRaw = true
      case UInt8(ascii: "b"): isBytes = true
      case UInt8(ascii: "f"): isFormatted = true
      default: break
      }
    }
    if prefix.count >= 3, let last = prefix.last, prefix.suffix(3).allSatisfy({ $0 == last }) { quotes = 3 }
  }

  /// Appends the decoded text.
  ///
  /// `\N{…}` stays as written: names of characters are not known here.
  func decode(_ source: ArraySlice<UInt8>, into text: inout [UInt8]) {
    var index = source.startIndex
    while index < source.endIndex {
      let byte = source[index]
      let next = index + 1 < source.endIndex ? source[index + 1] : 0
      if byte == UInt8(ascii: "\\") && !isRaw && index + 1 < source.endIndex {
        index = decodeEscape(source, at: index, into: &text)
      } else if isFormatted && byte == next && (byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")) {
        text.append(byte)
        index += 2
      } else if byte == 13 {
        // Line ends inside a string are `\n`, however the file ends its lines.
        text.append(10)
        index += next == 10 ? 2 : 1
      } else {
        text.append(byte)
        index += 1
      }
    }
  }

  /// Decodes the escape at `index` and returns the place after it.
  private func decodeEscape(_ source: ArraySlice<UInt8>, at index: Int, into text: inout [UInt8]) -> Int {
    let byte = source[index + 1]
    switch byte {
    case 10: return index + 2
    case 13: return index + 2 < source.endIndex && source[index + 2] == 10 ? index + 3 : index + 2
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(byte)
    case UInt8(ascii: "a"): text.append(7)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "r"): text.append(13)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "v"): text.append(11)
    case UInt8(ascii: "x"): return decodeNumber(source, at: index, from: index + 2, digits: 2, base: 16, into: &text)
    case UInt8(ascii: "u") where !isBytes:
      return decodeNumber(source, at: index, from: index + 2, digits: 4, base: 16, into: &text)
    case UInt8(ascii: "U") where !isBytes:
      return decodeNumber(source, at: index, from: index + 2, digits: 8, base: 16, into: &text)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      return decodeNumber(source, at: index, from: index + 1, digits: 3, base: 8, into: &text)
    default:
      // Python keeps the backslash of an escape that it does not know.
      text.append(UInt8(ascii: "\\"))
      return index + 1
    }
    return index + 2
  }

  private func decodeNumber(
    _ source: ArraySlice<UInt8>, at start: Int, from first: Int, digits: Int, base: UInt32, into text: inout [UInt8]
  ) -> Int {
    var value: UInt32 = 0
    var index = first
    while index < source.endIndex, index < first + digits, let digit = Self.digit(source[index]), digit < base {
      value = value &* base &+ digit
      index += 1
    }
    guard index > first else {
      text.append(UInt8(ascii: "\\"))
      return start + 1
    }
    text += Array(String(UnicodeScalar(value).map(Character.init) ?? "\u{FFFD}").utf8)
    return index
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
