/// A JSON value whose objects keep the order of their keys, so that output is reproducible and reads as documented.
package enum JSON: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([(key: String, value: JSON)])

  /// A string, or null.
  package static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

  /// A finite number, or null: JSON knows no infinity.
  package static func optional(_ number: Double?) -> JSON {
    guard let number, number.isFinite else { return .null }
    return .number(number)
  }

  package static func strings(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

  /// The value as text; indented by two spaces a level, or on one line with `", "` and `": "` between items.
  package func text(pretty: Bool = false) -> String {
    var writer = Writer(pretty: pretty)
    writer.write(self, depth: 0)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension JSON {
  private struct Writer {
    let pretty: Bool
    var bytes: [UInt8] = []

    mutating func write(_ value: JSON, depth: Int) {
      switch value {
      case .null: bytes += "null".utf8
      case .bool(let flag): bytes += (flag ? "true" : "false").utf8
      case .integer(let number): bytes += String(number).utf8
      case .number(let number): bytes += String(number).utf8
      case .string(let text): JSON.appendQuoted(text, to: &bytes)
      case .array(let items):
        writeList(open: "[", close: "]", count: items.count, depth: depth) { writer, index in
          writer.write(items[index], depth: depth + 1)
        }
      case .object(let items):
        writeList(open: "{", close: "}", count: items.count, depth: depth) { writer, index in
          JSON.appendQuoted(items[index].key, to: &writer.bytes)
          writer.bytes += ": ".utf8
          writer.write(items[index].value, depth: depth + 1)
        }
      }
    }

    private mutating func writeList(
      open: String, close: String, count: Int, depth: Int, item: (inout Writer, Int) -> Void
    ) {
      bytes += open.utf8
      for index in 0..<count {
        if index > 0 { bytes += (pretty ? "," : ", ").utf8 }
        if pretty { breakLine(depth + 1) }
        item(&self, index)
      }
      if pretty, count > 0 { breakLine(depth) }
      bytes += close.utf8
    }

    private mutating func breakLine(_ depth: Int) {
      bytes.append(0x0A)
      bytes += repeatElement(0x20, count: depth * 2)
    }
  }

  /// Appends `text` as a JSON string.
  package static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22: bytes += [0x5C, 0x22]
      case 0x5C: bytes += [0x5C, 0x5C]
      case 0x0A: bytes += [0x5C, 0x6E]
      case 0x0D: bytes += [0x5C, 0x72]
      case 0x09: bytes += [0x5C, 0x74]
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }
}
