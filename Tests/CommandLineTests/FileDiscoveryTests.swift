import SourceText
import Testing

@testable import CommandLineTool

@Suite struct FileDiscoveryTests {
  static let files = MemoryFileSystem([
    "/tree/b.py": "", "/tree/a.py": "", "/tree/note.txt": "", "/tree/.hidden/c.py": "", "/tree/.d.py": "",
    "/tree/__pycache__/e.py": "", "/tree/env/pyvenv.cfg": "", "/tree/env/f.py": "", "/tree/sub/g.py": "",
    "/tree/sub/deep/h.py": "", "/tree/build/lib/a.py": "", "/tree/dist/a.py": "", "/empty/readme.md": "",
  ])

  private func find(_ paths: String..., exclude: [String] = [], force: Bool = false) throws -> FileDiscovery.Result {
    try FileDiscovery(files: Self.files, exclude: exclude.map(GlobPattern.init), forceExclude: force).find(paths)
  }

  @Test func foldersAreWalkedInOrder() throws {
    #expect(try find("/tree").paths == ["/tree/a.py", "/tree/b.py", "/tree/sub/deep/h.py", "/tree/sub/g.py"])
    #expect(try find("/empty").paths.isEmpty)
  }

  @Test func eachFileIsFoundOnce() throws {
    #expect(
      try find("/tree/sub", "/tree/sub/g.py", "/tree/./sub/g.py").paths == ["/tree/sub/deep/h.py", "/tree/sub/g.py"])
  }

  @Test func namedFilesNeedNoExtension() throws {
    #expect(try find("/tree/note.txt").paths == ["/tree/note.txt"])
  }

  @Test func missingPathsAreErrors() {
    #expect(throws: CommandLineError.path("/gone", problem: "no such file or directory")) { try find("/gone") }
    #expect(throws: CommandLineError.path("``", problem: "a path must not be empty")) { try find("/tree", "") }
  }

  @Test func exclusionsHoldForNamedFilesOnlyWhenForced() throws {
    #expect(try find("/tree", exclude: ["sub"]).paths == ["/tree/a.py", "/tree/b.py"])
    #expect(try find("/tree/sub/g.py", exclude: ["sub"]).paths == ["/tree/sub/g.py"])
    let forced = try find("/tree/sub/g.py", exclude: ["sub"], force: true)
    #expect(forced.paths.isEmpty)
    #expect(forced.excludedCount == 1)
  }

  @Test(arguments: [
    ("*.py", "a/b.py", true), ("b", "a/b/c.py", true), ("a/*.py", "x/a/b.py", true), ("a/*.py", "a/b/c.py", false),
    ("a/**/c.py", "a/b/d/c.py", true), ("a/**/c.py", "a/c.py", true), ("models/", "src/models/x.py", true),
    ("model", "models/x.py", false), ("te?t", "a/test/x.py", true), ("./a", "a/b.py", true), ("", "a", false),
  ])
  func globs(pattern: String, path: String, matches: Bool) {
    #expect(GlobPattern(pattern).matches(path) == matches)
  }
}

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 7])
  func resultsKeepTheirOrder(threads: Int) {
    let squares = WorkerPool.map(Array(0..<100), threads: threads, makeWorker: { 0 }) { worker, item in
      worker += 1
      return item * item
    }
    #expect(squares == (0..<100).map { $0 * $0 })
  }

  @Test func stacksAreDeep() {
    @Sendable func depth(_ n: Int) -> Int { n == 0 ? 0 : 1 + depth(n - 1) }
    #expect(WorkerPool.run { depth(500_000) } == 500_000)
  }

  @Test func nothingToDoIsFine() {
    #expect(WorkerPool.map([Int](), threads: 4, makeWorker: { () }) { _, item in item }.isEmpty)
  }
}
