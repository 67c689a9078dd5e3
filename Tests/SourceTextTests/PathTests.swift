import SourceText
import Testing

@Suite struct PathTests {
  @Test(arguments: [("/a/./b//../c/", "/a/c"), ("../a/..", ".."), ("a/..", "."), ("/..", "/"), ("", ".")])
  func normalizes(path: String, normal: String) { #expect(Path.normalized(path) == normal) }

  @Test func parts() {
    #expect(Path.folder(of: "/a/b.py") == "/a")
    #expect(Path.folder(of: "/a") == "/")
    #expect(Path.folder(of: "a") == ".")
    #expect(Path.name(of: "/a/b.py") == "b.py")
    #expect(Path.stem(of: "/a/b.tar.py") == "b.tar")
    #expect(Path.stem(of: ".hidden") == ".hidden")
    #expect(Path.relative("/a/b/c", to: "/a") == "b/c")
    #expect(Path.relative("/ab/c", to: "/a") == nil)
    #expect(Path.joined("/a/", "b") == "/a/b")
  }
}
