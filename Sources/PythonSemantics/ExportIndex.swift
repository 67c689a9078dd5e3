import SourceText

/// The `__all__` lists of the files below a folder, read as bytes, without parsing.
struct ExportIndex: Sendable {
  /// Dotted submodules, relative to the folder, by exported name.
  private var modulesByName: [String: [String]] = [:]

  init(folder: String, files: any FileSystem) {
    for file in PythonFiles.list(below: folder, in: files) {
      guard let bytes = try? files.read(Path.joined(folder, file), limit: SourceFile.sizeLimit) else { continue }
      let submodule = file.dropLast(3).split(separator: "/").filter { $0 != "__init__" }.joined(separator: ".")
      for name in Self.exports(in: bytes) { modulesByName[name, default: []].append(submodule) }
    }
  }

  /// In the order of the paths.
  func modules(exporting name: String) -> [String] { modulesByName[name] ?? [] }

  /// The quoted names after every `__all__` that starts a line, up to the bracket that closes the list.
  static func exports(in bytes: [UInt8]) -> [String] {
    var names: [String] = []
    let word = Array("__all__".utf8)
    bytes.withUnsafeBufferPointer { bytes in
      var scanner = ByteScanner(bytes)
      while let start = scanner.next(word) {
        guard start == 0 || bytes[start - 1] == 10 || bytes[start - 1] == 13 else { continue }
        scanner.quotedNames(into: &names)
      }
    }
    return names
  }
}
