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

  /// Reads every `modeling_*.py` below a root; `file` is relative to it, and what cannot be read is left out.
  static func forEachModel(
    below root: PackageRoot, in files: any FileSystem, _ body: (_ bytes: [UInt8], _ file: String) -> Void
  ) {
    for file in list(below: root.folder, in: files) where Path.name(of: file).hasPrefix("modeling_") {
      guard let bytes = try? files.read(Path.joined(root.folder, file), limit: SourceFile.sizeLimit) else { continue }
      body(bytes, file)
    }
  }
}
