/// Finds import statements in raw bytes: lines that start with `import` or `from`.
enum ImportScanner {
  struct Statement: Equatable {
    var level: Int
    /// Without the leading dots.
    var module: String
    /// The names after `from … import`, as they are called there.
    var names: [String]
  }

  static func imports(in bytes: [UInt8]) -> [Statement] {
    var result: [Statement] = []
    bytes.withUnsafeBufferPointer { bytes in
      var cursor = Cursor(bytes: bytes)
      while cursor.position < bytes.count {
        cursor.skipBlanks()
        if cursor.take("from ") {
          if let statement = fromStatement(&cursor) { result.append(statement) }
        } else if cursor.take("import ") {
          modules(&cursor, &result)
        }
        cursor.skipLine()
      }
    }
    return result
  }

  private static func fromStatement(_ cursor: inout Cursor) -> Statement? {
    cursor.skipBlanks()
    var level = 0
    while cursor.byte == UInt8(ascii: ".") || cursor.byte == UInt8(ascii: " ") {
      if cursor.byte == UInt8(ascii: ".") { level += 1 }
      cursor.position += 1
    }
    // `from . import x`: the blank before `import` is gone already.
    let module = cursor.peek("import ") || cursor.peek("import(") ? "" : cursor.dottedName()
    cursor.skipBlanks()
    guard cursor.take("import"), level > 0 || !module.isEmpty else { return nil }
    return Statement(level: level, module: module, names: names(&cursor))
  }

  private static func names(_ cursor: inout Cursor) -> [String] {
    var names: [String] = []
    var isOpen = false
    while let byte = cursor.byte {
      switch byte {
      case UInt8(ascii: "("): isOpen = true
      case UInt8(ascii: ")"): return names
      case UInt8(ascii: "#"):
        cursor.skipToLineEnd()
        continue
      case UInt8(ascii: "\\"): cursor.position += 1
      case 10 where !isOpen: return names
      case _ where Cursor.isIdentifier(byte):
        let word = cursor.dottedName()
        if word == "as" {
          cursor.skipBlanks()
          _ = cursor.dottedName()
        } else {
          names.append(word)
        }
        continue
      default: break
      }
      cursor.position += 1
    }
    return names
  }

  private static func modules(_ cursor: inout Cursor, _ result: inout [Statement]) {
    for name in names(&cursor) { result.append(Statement(level: 0, module: name, names: [])) }
  }

  private struct Cursor {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    static func isIdentifier(_ byte: UInt8) -> Bool {
      byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        || (byte >= 48 && byte <= 57) || (byte | 0x20 >= 97 && byte | 0x20 <= 122)
    }

    func peek(_ word: StaticString) -> Bool {
      let count = word.utf8CodeUnitCount
      guard position + count <= bytes.count else { return false }
      for index in 0..<count where bytes[position + index] != word.utf8Start[index] { return false }
      return true
    }

    mutating func take(_ word: StaticString) -> Bool {
      guard peek(word) else { return false }
      position += word.utf8CodeUnitCount
      return true
    }

    mutating func skipBlanks() {
      while let byte, byte == 32 || byte == 9 { position += 1 }
    }

    mutating func skipToLineEnd() {
      while let byte, byte != 10 { position += 1 }
    }

    mutating func skipLine() {
      skipToLineEnd()
      position += 1
    }

    mutating func dottedName() -> String {
      let start = position
      while let byte, Self.isIdentifier(byte) { position += 1 }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }
  }
}
