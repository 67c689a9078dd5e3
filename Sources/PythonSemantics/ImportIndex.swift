package import SourceText

/// Which files of a root import which others, read as bytes: imports inside functions and `if`s count too.
///
/// An import statement quoted in a docstring also counts, so the answer may hold a file too many, never one too few
/// of those that name the module. A file that gets a name through a package's lazy imports does not name it.
package struct ImportIndex: Sendable {
  /// All Python files of the root, relative to it, sorted.
  package let paths: [String]
  private let numbersByPath: [String: Int]
  private var importersByFile: [[(number: Int32, names: [String])]]

  package init(root: PackageRoot, files: any FileSystem) {
    let paths = PythonFiles.list(below: root.folder, in: files)
    var numbers: [String: Int32] = [:]
    for (number, path) in paths.enumerated() { numbers[Self.moduleName(ofFile: path)] = Int32(number) }
    var importers: [[(number: Int32, names: [String])]] = Array(repeating: [], count: paths.count)
    for (number, path) in paths.enumerated() {
      guard let bytes = try? files.read(Path.joined(root.folder, path), limit: SourceFile.sizeLimit) else { continue }
      var targets: [Int32: [String]] = [:]
      let imports = ImportScanner.imports(in: bytes)
      for statement in imports {
        guard let base = Self.relativeName(of: statement, in: path, root: root) else { continue }
        if let target = numbers[base] { targets[target, default: []] += statement.names }
        for name in statement.names {
          if let target = numbers[ImportedName.joined(base, name)] { targets[target, default: []] += [] }
        }
      }
      targets[Int32(number)] = nil
      for (target, names) in targets { importers[Int(target)].append((Int32(number), names)) }
    }
    self.paths = paths
    numbersByPath = Dictionary(uniqueKeysWithValues: paths.enumerated().map { ($1, $0) })
    importersByFile = importers
  }

  /// The files that import `file` (a path relative to the root), in path order.
  package func importers(of file: String) -> [String] { imports(of: file).map(\.importer) }

  /// The same with the names that each takes from it.
  package func imports(of file: String) -> [(importer: String, names: [String])] {
    guard let number = numbersByPath[file] else { return [] }
    return importersByFile[number].map { (paths[Int($0.number)], $0.names) }
  }

  /// `models/llama/__init__.py` is `models.llama`, the root's own file the empty name.
  private static func moduleName(ofFile path: String) -> String {
    path.dropLast(3).split(separator: "/").filter { $0 != "__init__" }.joined(separator: ".")
  }

  /// The imported module counted from the root; nil if it lies outside.
  static func relativeName(of statement: ImportScanner.Statement, in path: String, root: PackageRoot) -> String? {
    if statement.level == 0 {
      if root.name.isEmpty || statement.module == root.name { return root.name.isEmpty ? statement.module : "" }
      let prefix = root.name + "."
      return statement.module.hasPrefix(prefix) ? String(statement.module.dropFirst(prefix.count)) : nil
    }
    let package = path.split(separator: "/").dropLast()
    guard package.count >= statement.level - 1 else { return nil }
    return ImportedName.joined(package.dropLast(statement.level - 1).joined(separator: "."), statement.module)
  }
}
