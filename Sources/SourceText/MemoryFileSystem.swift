/// A small tree of files held in memory, for tests and for sources that are on no disk.
package struct MemoryFileSystem: FileSystem {
  private var files: [String: [UInt8]]
  private var folders: Set<String> = ["/"]

  /// Files by absolute path.
  package init(_ files: [String: String]) {
    self.files = files.mapValues { Array($0.utf8) }
    for path in files.keys { addParents(of: path) }
  }

  /// Adds or replaces one file.
  package mutating func write(_ bytes: [UInt8], to path: String) {
    files[path] = bytes
    addParents(of: path)
  }

  private mutating func addParents(of path: String) {
    var folder = Path.folder(of: path)
    while folder != "/" && folder != "." && folders.insert(folder).inserted { folder = Path.folder(of: folder) }
  }

  package func kind(of path: String) -> EntryKind {
    let path = Path.normalized(path)
    return files[path] != nil ? .file : folders.contains(path) ? .directory : .missing
  }

  package func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
    let path = Path.normalized(path)
    guard let bytes = files[path] else { throw folders.contains(path) ? .isDirectory : .missing }
    guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count) }
    return bytes
  }

  package func list(_ path: String) throws(FileProblem) -> [String] {
    let path = Path.normalized(path)
    guard folders.contains(path) else { throw files[path] != nil ? .notDirectory : .missing }
    var names: [String] = []
    for other in files.keys where Path.folder(of: other) == path { names.append(Path.name(of: other)) }
    for other in folders where other != "/" && Path.folder(of: other) == path { names.append(Path.name(of: other)) }
    return names.sorted()
  }

  package func realPath(_ path: String) throws(FileProblem) -> String {
    let path = Path.normalized(path)
    guard kind(of: path) != .missing else { throw .missing }
    return path
  }
}
