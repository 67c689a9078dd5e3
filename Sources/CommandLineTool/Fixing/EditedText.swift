import SourceText

/// Applies edits to a file as it is stored: encoding and line ends stay what they are.
enum EditedText {
  /// The new bytes on disk; nil if the edits do not fit or the encoding cannot hold them.
  static func apply(_ edits: [Edit], to stored: [UInt8], path: String) -> [UInt8]? {
    guard let file = try? SourceFile(path: path, bytes: stored) else { return nil }
    let lineEnd = lineEnd(of: file.bytes)
    let adapted = edits.map { edit in
      lineEnd == "\n"
        ? edit : Edit(span: edit.span, replacement: edit.replacement.replacing("\n", with: lineEnd))
    }
    guard let text = Edit.apply(adapted, to: file.bytes) else { return nil }
    return file.encoding == .latin1 ? latin1(text) : text
  }

  /// The end of the first line.
  private static func lineEnd(of bytes: [UInt8]) -> String {
    guard let index = bytes.firstIndex(where: { $0 == 10 || $0 == 13 }) else { return "\n" }
    if bytes[index] == 10 { return "\n" }
    return index + 1 < bytes.count && bytes[index + 1] == 10 ? "\r\n" : "\r"
  }

  private static func latin1(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      guard let byte = UInt8(exactly: scalar.value) else { return nil }
      result.append(byte)
    }
    return result
  }
}
