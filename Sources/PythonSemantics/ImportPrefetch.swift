import SourceText

/// Parses what a file imports before it is asked for, on a thread that has nothing else to do.
///
/// A file that is checked alone waits for its imports most of the time. What is parsed here and never asked for costs
/// a spare processor, nothing else: results do not depend on it.
package struct ImportPrefetch {
  private let cache: SourceCache
  private let root: PackageRoot
  private let isStopped: () -> Bool

  /// - Parameter isStopped: asked before each file.
  package init(for path: String, cache: SourceCache, isStopped: @escaping () -> Bool) {
    self.cache = cache
    self.isStopped = isStopped
    root = PackageRoot.find(for: path, in: cache.files)
  }

  /// Parses a file and what it imports; behind a package, the files that the imported names come from.
  package func run(from path: String) {
    let real = (try? cache.files.realPath(path)) ?? Path.normalized(path)
    follow(imports(of: real), in: root.relative(real), depth: Self.depth)
  }

  private static let depth = 2

  private func imports(of path: String) -> [ImportScanner.Statement] {
    parse(path).map { ImportScanner.imports(in: $0.bytes) } ?? []
  }

  private func follow(_ statements: [ImportScanner.Statement], in file: String, depth: Int) {
    for statement in statements {
      guard let module = ImportIndex.relativeName(of: statement, in: file, root: root) else { continue }
      fetch(module, names: statement.names, depth: depth)
    }
  }

  private func fetch(_ module: String, names: [String], depth: Int) {
    let place = Path.joined(root.folder, module.split(separator: ".").joined(separator: "/"))
    let package = Path.joined(place, "__init__.py")
    guard cache.kind(of: package) == .file else {
      parse(place + ".py")
      return
    }
    for name in names { parse(Path.joined(place, name + ".py")) }
    // The root's own file names all there is, and what comes through it is seldom wanted.
    guard depth > 0, !module.isEmpty else { return }
    let wanted = Set(names)
    let passing = imports(of: package).filter { !wanted.isDisjoint(with: $0.names) }
    follow(passing, in: root.relative(package), depth: depth - 1)
  }

  @discardableResult
  private func parse(_ path: String) -> LoadedSource? {
    guard !isStopped(), cache.kind(of: path) == .file else { return nil }
    return cache.source(at: path)
  }
}
