import SourceText

/// Files as they are, but for some whose bytes are others: a tree after fixes that are not written yet.
struct OverlayFileSystem: FileSystem {
  let base: any FileSystem
  /// By real path.
  var changed: [String: [UInt8]] = [:]

  func kind(of path: String) -> EntryKind { base.kind(of: path) }

  func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
    if !changed.isEmpty, let real = try? base.realPath(path), let bytes = changed[real] { return bytes }
    return try base.read(path, limit: limit)
  }

  func list(_ path: String) throws(FileProblem) -> [String] { try base.list(path) }

  func realPath(_ path: String) throws(FileProblem) -> String { try base.realPath(path) }
}
