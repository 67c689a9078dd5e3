package import SourceText

/// The Python files of a folder.
package enum PythonFiles {
  /// Paths relative to `folder`, sorted; hidden folders and `__pycache__` are left out, symbolic links to folders above
  /// are not followed for ever.
  package static func list(below folder: String, in files: any FileSystem) -> [String] {
    var result: [String] = []
    var pending = [(path: "", depth: 0)]
    while let (path, depth) = pending.popLast() {
      let place = path.isEmpty ? folder : Path.joined(folder, path)
      for name in (try? files.list(place)) ?? [] where !name.hasPrefix(".") && name != "__pycache__" {
        let inner = path.isEmpty ? name : path + "/" + name
        if name.hasSuffix(".py") {
          result.append(inner)
        } else if depth < 24, !name.utf8.contains(UInt8(ascii: ".")),
          files.kind(of: Path.joined(place, name)) == .directory
        {
          pending.append((inner, depth + 1))
        }
      }
    }
    return result.sorted()
  }
}
