/// Why a text is no JSON document.
struct JSONError: Error, Equatable {
  var message: String
  /// The byte at which reading stopped.
  var offset: Int
}

/// Reads one JSON document.
struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// Documents nested deeper than this are refused.
  private static let depthLimit = 512

  static func read(_ text: String) throws(JSONError) -> JSONValue {
    var reader = JSONReader(bytes: Array(text.utf8))
    let value = try reader.value()
    reader.skipSpace()
    guard reader.position == reader.bytes.count else { throw reader.problem("text after the end of the document") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func problem(_ message: String) -> JSONError { JSONError(message: message, offset: position) }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
    guard current == UInt8(ascii: character) else { throw problem("expected '\(character)'") }
    position += 1
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return try nested(JSONReader.object)
    case UInt8(ascii: "["): return try nested(JSONReader.array)
    case UInt8(ascii: "\""): return .string(try string())
    case nil: throw problem("the document ends here")
    default: return try word()
    }
  }

  private mutating func nested(
    _ read: (inout JSONReader) throws(JSONError) -> JSONValue
  ) throws(JSONError) -> JSONValue {
    depth += 1
    guard depth <= JSONReader.depthLimit else { throw problem("nested too deeply") }
    position += 1
    let value = try read(&self)
    depth -= 1
    return value
  }

  private static func object(_ reader: inout JSONReader) throws(JSONError) -> JSONValue {
    var members: [JSONValue.Member] = []
    while true {
      reader.skipSpace()
      if reader.current == UInt8(ascii: "}") && members.isEmpty { break }
      let key = try reader.string()
      reader.skipSpace()
      try reader.expect(":")
      members.append(JSONValue.Member(key: key, value: try reader.value()))
      reader.skipSpace()
      if reader.current != UInt8(ascii: ",") { break }
      reader.position += 1
    }
    try reader.expect("}")
    return .object(members)
  }

  private static func array(_ reader: inout JSONReader) throws(JSONError) -> JSONValue {
    var items: [JSONValue] = []
    while true {
      reader.skipSpace()
      if reader.current == UInt8(ascii: "]") && items.isEmpty { break }
      items.append(try reader.value())
      reader.skipSpace()
      if reader.current != UInt8(ascii: ",") { break }
      reader.position += 1
    }
    try reader.expect("]")
    return .array(items)
  }

  /// A number, `true`, `false`, `null`, `NaN` or an infinity.
  private mutating func word() throws(JSONError) -> JSONValue {
    let start = position
    while let byte = current, !",]} \n\r\t".utf8.contains(byte) { position += 1 }
    let spelling = String(decoding: bytes[start..<position], as: UTF8.self)
    switch spelling {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "NaN", "Infinity", "-Infinity": return .number(spelling)
    default:
      guard Double(spelling) != nil, spelling.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else {
        position = start
        throw problem("expected a value")
      }
      return .number(spelling)
    }
  }

  private mutating func string() throws(JSONError) -> String {
    try expect("\"")
    var decoded: [UInt8] = []
    while let byte = current, byte != UInt8(ascii: "\"") {
      position += 1
      if byte == UInt8(ascii: "\\") { try escape(into: &decoded) } else { decoded.append(byte) }
    }
    try expect("\"")
    return String(decoding: decoded, as: UTF8.self)
  }

  private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
    guard let kind = current else { throw problem("the document ends here") }
    position += 1
    switch kind {
    case UInt8(ascii: "n"): decoded.append(0x0a)
    case UInt8(ascii: "r"): decoded.append(0x0d)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0c)
    case UInt8(ascii: "u"):
      var unit = try hexadecimal()
      if (0xd800..<0xdc00).contains(unit), bytes[position...].starts(with: Array("\\u".utf8)) {
        position += 2
        unit = 0x10000 + (unit - 0xd800) << 10 + (try hexadecimal() &- 0xdc00)
      }
      decoded += Array(String(Unicode.Scalar(unit) ?? "\u{fffd}").utf8)
    default: decoded.append(kind)
    }
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw problem("expected four hexadecimal digits") }
    position += 4
    return unit
  }
}
