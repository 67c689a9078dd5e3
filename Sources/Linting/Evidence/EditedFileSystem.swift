package import SourceText

/// Files as they are, but for one whose text is another: code after a fix that is not written yet.
package struct EditedFileSystem: FileSystem {
  private let base: any FileSystem
  private let path: String
  private let bytes: [UInt8]

  package init(_ base: any FileSystem, path: String, bytes: [UInt8]) {
    self.base = base
    self.path = path
    self.bytes = bytes
  }

  package func kind(of path: String) -> EntryKind { base.kind(of: path) }

  package func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
    path == self.path ? bytes : try base.read(path, limit: limit)
  }

  package func list(_ path: String) throws(FileProblem) -> [String] { try base.list(path) }

  package func realPath(_ path: String) throws(FileProblem) -> String { try base.realPath(path) }
}
