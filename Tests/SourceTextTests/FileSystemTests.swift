import Foundation
import SourceText
import Testing

@Suite struct FileSystemTests {
  private let files = DiskFileSystem()

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "dtypelint-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func readsAndLists() throws {
    try withFolder { folder in
      for name in ["b é.py", "a.py", "Z.py"] {
        try Data("x\n".utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      try FileManager.default.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: false)
      #expect(try files.list(folder) == ["Z.py", "a.py", "b é.py", "sub"])
      #expect(try files.read(folder + "/b é.py", limit: 10) == Array("x\n".utf8))
      #expect(files.kind(of: folder + "/sub") == .directory)
      #expect(files.kind(of: folder + "/a.py") == .file)
    }
  }

  @Test func problemsAreTold() throws {
    try withFolder { folder in
      try Data("four".utf8).write(to: URL(fileURLWithPath: folder + "/a"))
      try FileManager.default.createSymbolicLink(atPath: folder + "/loop", withDestinationPath: folder + "/loop")
      #expect(throws: FileProblem.missing) { try files.read(folder + "/none", limit: 9) }
      #expect(throws: FileProblem.isDirectory) { try files.read(folder, limit: 9) }
      #expect(throws: FileProblem.tooLarge(bytes: 4)) { try files.read(folder + "/a", limit: 3) }
      #expect(throws: FileProblem.symlinkLoop) { try files.read(folder + "/loop", limit: 9) }
      #expect(throws: FileProblem.symlinkLoop) { try files.realPath(folder + "/loop") }
      #expect(throws: FileProblem.notDirectory) { try files.list(folder + "/a") }
      #expect(throws: FileProblem.notRegular) { try files.read("/dev/null", limit: 9) }
    }
  }

  @Test func memoryBehavesAlike() throws {
    let files = MemoryFileSystem(["/p/a.py": "x", "/p/q/b.py": "y"])
    #expect(try files.list("/p") == ["a.py", "q"])
    #expect(try files.read("/p/./q/../a.py", limit: 9) == [0x78])
    #expect(files.kind(of: "/p/q") == .directory)
    #expect(throws: FileProblem.isDirectory) { try files.read("/p", limit: 9) }
    #expect(throws: FileProblem.missing) { try files.read("/p/c.py", limit: 9) }
  }
}
