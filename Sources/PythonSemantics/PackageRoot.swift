package import SourceText

/// A folder from which module names are counted.
package struct PackageRoot: Hashable, Sendable {
  /// The absolute path of the folder.
  package let folder: String
  /// The name that the folder has in imports (`transformers`); empty if its files are top-level modules.
  package let name: String

  package init(folder: String, name: String) {
    self.folder = folder
    self.name = name
  }

  /// The root of a file or folder, wherever it lies: the outermost of the folders with `__init__.py` around it, or the
  /// folder that holds the `models` folder around it, or its own folder.
  package static func find(for path: String, in files: some FileSystem) -> PackageRoot {
    let real = (try? files.realPath(path)) ?? Path.normalized(path)
    let start = files.kind(of: real) == .directory ? real : Path.folder(of: real)
    var folder = start
    while isPackage(folder, files) {
      let parent = Path.folder(of: folder)
      guard parent != folder, isPackage(parent, files) else { break }
      folder = parent
    }
    if let above = folderAboveModels(folder, start: start, files) {
      return PackageRoot(folder: above, name: isPackage(above, files) ? Path.name(of: above) : "")
    }
    return PackageRoot(folder: folder, name: isPackage(folder, files) ? Path.name(of: folder) : "")
  }

  private static func isPackage(_ folder: String, _ files: some FileSystem) -> Bool {
    files.kind(of: Path.joined(folder, "__init__.py")) == .file
  }

  /// A sparse tree may lack `__init__.py` files: `R/models/x/modeling_x.py` then has the root R all the same.
  private static func folderAboveModels(_ found: String, start: String, _ files: some FileSystem) -> String? {
    var folder = found
    for _ in 0..<2 {
      if Path.name(of: folder) == "models" {
        var above = Path.folder(of: folder)
        while isPackage(above, files), isPackage(Path.folder(of: above), files), Path.folder(of: above) != above {
          above = Path.folder(of: above)
        }
        return above
      }
      let parent = Path.folder(of: folder)
      if parent == folder { return nil }
      folder = parent
    }
    return nil
  }

  /// The path of `path` below the root, or its name if it lies elsewhere.
  package func relative(_ path: String) -> String {
    Path.relative(path, to: folder) ?? Path.name(of: path)
  }
}
