/// One line of `dtypelint operators`: a call of which only the operands' kinds and dtypes are known.
struct RecordedRow {
  var api = ""
  var operands: [Operand] = []
  var dtype: DType?
  var context = ""

  /// Reads `{"api", "args": [{"kind", "dtype"}], "kwargs", "context"}`; nil if the line is no such object.
  init?(_ line: some StringProtocol) {
    var scanner = JSONScanner(Array(line.utf8))
    guard case .object(let fields)? = scanner.value() else { return nil }
    for (key, value) in fields {
      switch (key, value) {
      case ("api", .string(let text)): api = text
      case ("context", .string(let text)): context = text
      case ("args", .array(let items)):
        for item in items {
          guard let operand = Self.operand(item) else { return nil }
          operands.append(operand)
        }
      case ("kwargs", .object(let pairs)):
        for case ("dtype", .string(let name)) in pairs { dtype = DType(name: name) }
      default: continue
      }
    }
    if api.isEmpty { return nil }
  }

  private static func operand(_ item: JSONScanner.Value) -> Operand? {
    guard case .object(let pairs) = item else { return nil }
    var kind = ""
    var dtype = ""
    for case (let key, .string(let text)) in pairs {
      if key == "kind" { kind = text } else if key == "dtype" { dtype = text }
    }
    if kind == "scalar" {
      let types: [String: PythonScalar] = ["bool": .bool, "int": .int, "float": .float, "complex": .complex]
      return types[dtype].map(Operand.number)
    }
    let kinds: [String: OperandKind] = ["tensor": .tensor, "zero_dim": .zeroDim, "param": .parameter]
    guard let operandKind = kinds[kind], let element = DType(name: dtype) else { return nil }
    return Operand(kind: operandKind, dtype: element)
  }
}

/// Just enough JSON for those lines.
struct JSONScanner {
  indirect enum Value {
    case object([(String, Value)])
    case array([Value])
    case string(String)
    /// A number, true, false or null.
    case other
  }

  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func value() -> Value? {
    skipSpace()
    guard place < bytes.count, depth < 64 else { return nil }
    depth += 1
    defer { depth -= 1 }
    switch bytes[place] {
    case UInt8(ascii: "{"): return object()
    case UInt8(ascii: "["): return array()
    case UInt8(ascii: "\""): return string().map(Value.string)
    default:
      let start = place
      while place < bytes.count, !",]} \t".utf8.contains(bytes[place]) { place += 1 }
      return place > start ? .other : nil
    }
  }

  private mutating func skipSpace() {
    while place < bytes.count, bytes[place] <= 32 { place += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func object() -> Value? {
    place += 1
    var fields: [(String, Value)] = []
    if take("}") { return .object(fields) }
    repeat {
      skipSpace()
      guard let key = string(), take(":"), let value = value() else { return nil }
      fields.append((key, value))
    } while take(",")
    return take("}") ? .object(fields) : nil
  }

  private mutating func array() -> Value? {
    place += 1
    var items: [Value] = []
    if take("]") { return .array(items) }
    repeat {
      guard let value = value() else { return nil }
      items.append(value)
    } while take(",")
    return take("]") ? .array(items) : nil
  }

  private mutating func string() -> String? {
    guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return nil }
    place += 1
    var text: [UInt8] = []
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      if bytes[place] == UInt8(ascii: "\\") {
        place += 1
        guard place < bytes.count else { return nil }
      }
      text.append(bytes[place])
      place += 1
    }
    guard place < bytes.count else { return nil }
    place += 1
    return String(decoding: text, as: UTF8.self)
  }
}
