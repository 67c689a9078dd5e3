/// A file's text as the parser gets it: UTF-8, without NUL bytes.
package struct SourceFile: Sendable {
  /// The largest file that is read: 16 MB, ten times the largest module of any released package looked at.
  package static let sizeLimit = 16 << 20

  /// How the file's text is stored on disk.
  package enum Encoding: Sendable, Hashable {
    case utf8
    /// Named by a `coding:` cookie; `bytes` are then the text transcoded to UTF-8.
    case latin1
  }

  package let path: String
  /// The whole text in UTF-8.
  ///
  /// A byte order mark is kept, so that offsets are those of the file.
  package let bytes: [UInt8]
  package let encoding: Encoding

  /// Checks bytes that were read from `path`.
  package init(path: String, bytes: [UInt8]) throws(FileProblem) {
    self.path = path
    guard bytes.count <= Self.sizeLimit else { throw .tooLarge(bytes: bytes.count) }
    let cookie = EncodingCookie.find(in: bytes)
    if bytes.contains(0) { throw .binary }
    switch cookie {
    case .none, .some(.utf8):
      if let offset = UTF8Check.firstInvalidByte(in: bytes) { throw .invalidUTF8(offset: offset) }
      self.bytes = bytes
      encoding = .utf8
    case .some(.latin1):
      self.bytes = UTF8Check.transcodedFromLatin1(bytes)
      encoding = .latin1
    case .some(.other(let name)):
      throw .unsupportedEncoding(name)
    }
  }

  /// Reads and checks a file.
  package static func load(_ path: String, from files: some FileSystem) throws(FileProblem) -> SourceFile {
    try SourceFile(path: path, bytes: files.read(path, limit: sizeLimit))
  }

  package var hasByteOrderMark: Bool { bytes.starts(with: [0xEF, 0xBB, 0xBF]) }
}

/// The `coding:` comment of PEP 263, which may stand on one of the first two lines.
private enum EncodingCookie {
  case utf8
  case latin1
  case other(String)

  static func find(in bytes: [UInt8]) -> EncodingCookie? {
    var start = 0
    for _ in 0..<2 {
      let end = bytes[start...].firstIndex { $0 == 10 || $0 == 13 } ?? bytes.count
      if let name = name(inLine: bytes[start..<end]) { return EncodingCookie(name) }
      // A cookie on the second line counts only if the first is blank or a comment.
      let text = bytes[start..<end].first { $0 != 32 && $0 != 9 && $0 != 12 }
      if let text, text != UInt8(ascii: "#"), text != 0xEF { return nil }
      start = end
      if start < bytes.count { start += bytes[start...].starts(with: [13, 10]) ? 2 : 1 }
    }
    return nil
  }

  private static func name(inLine line: ArraySlice<UInt8>) -> String? {
    guard let hash = line.firstIndex(of: UInt8(ascii: "#")) else { return nil }
    guard line[..<hash].allSatisfy({ $0 == 32 || $0 == 9 || $0 == 12 || $0 >= 0x80 }) else { return nil }
    let text = String(decoding: line[hash...], as: UTF8.self)
    for key in ["coding:", "coding="] {
      guard let range = text.firstRange(of: key) else { continue }
      let name = text[range.upperBound...].drop { $0 == " " || $0 == "\t" }
        .prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == ".") }
      if !name.isEmpty { return String(name) }
    }
    return nil
  }

  private init(_ name: String) {
    let normal = String(name.lowercased().map { $0 == "_" ? "-" : $0 })
    switch normal {
    case "utf-8", "utf8", "utf-8-sig", "ascii", "us-ascii", "u8", "utf": self = .utf8
    case "latin-1", "latin1", "iso-8859-1", "iso8859-1", "iso-latin-1", "l1", "cp819": self = .latin1
    default: self = normal.hasPrefix("utf-8-") ? .utf8 : normal.hasPrefix("latin-1-") ? .latin1 : .other(name)
    }
  }
}
