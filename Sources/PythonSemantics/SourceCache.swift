import PythonSyntax
package import SourceText
import Synchronization

/// The files that all workers share: each is read, parsed and analysed for scopes once.
package final class SourceCache: Sendable {
  package let files: any FileSystem
  /// Where files come from that are not edited here.
  private let base: SourceCache?
  private let entries = Mutex<[String: Entry]>([:])
  private let kinds = Mutex<[String: EntryKind]>([:])
  private let indexes: PackageIndexes

  /// One file; its own lock lets workers wait for that file only.
  private final class Entry: Sendable {
    let source = Mutex<LoadedSource?>(nil)
  }

  package init(files: any FileSystem) {
    self.files = files
    base = nil
    indexes = PackageIndexes()
  }

  /// The same files but for one that has other contents, as after an edit that is not made yet.
  package init(_ base: SourceCache, editing path: String, bytes: [UInt8]) {
    files = base.files
    self.base = base
    indexes = base.indexes
    let entry = Entry()
    entry.source.withLock { $0 = LoadedSource(path: path, bytes: bytes, fileProblem: nil) }
    entries.withLock { $0[path] = entry }
  }

  func source(at path: String) -> LoadedSource {
    if let base, entries.withLock({ $0[path] == nil }) { return base.source(at: path) }
    let entry = entries.withLock { entries in
      if let entry = entries[path] { return entry }
      let entry = Entry()
      entries[path] = entry
      return entry
    }
    return entry.source.withLock { source in
      if let source { return source }
      let made = LoadedSource(path: path, files: files)
      source = made
      return made
    }
  }

  /// Drops a file, so that it is read again: for editors, where text changes.
  package func forget(_ path: String) {
    entries.withLock { $0[path] = nil }
    kinds.withLock { $0[path] = nil }
    indexes.forget()
  }

  func kind(of path: String) -> EntryKind {
    if let base { return base.kind(of: path) }
    if let known = kinds.withLock({ $0[path] }) { return known }
    let kind = files.kind(of: path)
    kinds.withLock { $0[path] = kind }
    return kind
  }

  // MARK: Indexes

  func exportIndex(of folder: String) -> ExportIndex {
    indexes.exports.index(of: folder) { ExportIndex(folder: folder, files: files) }
  }

  /// Which files of a root import which.
  package func importIndex(of root: PackageRoot) -> ImportIndex {
    indexes.imports.index(of: root.folder) { ImportIndex(root: root, files: files) }
  }

  /// The classes of all model files of a root.
  func modelClasses(of root: PackageRoot) -> ModelClassIndex {
    indexes.classes.index(of: root.folder) { ModelClassIndex(root: root, files: files) }
  }

  func weightGuards(of root: PackageRoot) -> WeightGuardIndex {
    indexes.guards.index(of: root.folder) { WeightGuardIndex(modelClasses(of: root)) }
  }

  /// How the models of a root feed their layers.
  func layerInputs(of root: PackageRoot) -> LayerInputIndex {
    indexes.inputs.index(of: root.folder) { LayerInputIndex(root: root, files: files) }
  }
}

/// The indexes of packages, read from the files as they are: an edit that is not made yet does not count.
private final class PackageIndexes: Sendable {
  let exports = SharedIndex<ExportIndex>()
  let imports = SharedIndex<ImportIndex>()
  let classes = SharedIndex<ModelClassIndex>()
  let guards = SharedIndex<WeightGuardIndex>()
  let inputs = SharedIndex<LayerInputIndex>()

  func forget() {
    exports.forget()
    imports.forget()
    classes.forget()
    guards.forget()
    inputs.forget()
  }
}

/// An index of each folder: reading one takes time, so it is made when it is first asked for, and once for all workers.
private final class SharedIndex<Index: Sendable>: Sendable {
  private let known = Mutex<[String: Index]>([:])

  func index(of folder: String, _ make: () -> Index) -> Index {
    known.withLock { known in
      if let index = known[folder] { return index }
      let index = make()
      known[folder] = index
      return index
    }
  }

  func forget() { known.withLock { $0.removeAll() } }
}

/// A file that was read, parsed and analysed for scopes.
final class LoadedSource: Sendable {
  let path: String
  let bytes: [UInt8]
  let lines: LineIndex
  let tree: SyntaxTree
  let problems: [SyntaxProblem]
  let comments: [Span]
  let fileProblem: FileProblem?
  let scopes: ScopeTable

  convenience init(path: String, files: any FileSystem) {
    do {
      self.init(try SourceFile.load(path, from: files))
    } catch {
      self.init(path: path, bytes: [], fileProblem: error)
    }
  }

  convenience init(_ file: SourceFile) {
    self.init(path: file.path, bytes: file.bytes, fileProblem: nil)
  }

  init(path: String, bytes: [UInt8], fileProblem: FileProblem?) {
    self.path = path
    self.bytes = bytes
    self.fileProblem = fileProblem
    lines = LineIndex(bytes)
    let parsed = PythonParser.parse(bytes)
    tree = parsed.tree
    problems = parsed.problems
    comments = parsed.comments
    scopes = ScopeTable.build(parsed.tree)
  }
}
