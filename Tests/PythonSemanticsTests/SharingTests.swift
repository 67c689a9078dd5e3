import PythonSemantics
import PythonSyntax
import SourceText
import Testing

/// Workers share files, not graphs.
@Suite struct SharingTests {
  @Test func graphsOnSeveralThreadsAgree() async {
    var files = ["/src/pkg/__init__.py": ""]
    for number in 0..<40 {
      let base = number == 0 ? "object" : "C\(number - 1)"
      let line = number == 0 ? "" : "from .m\(number - 1) import C\(number - 1)\n"
      files["/src/pkg/m\(number).py"] = line + "class C\(number)(\(base)):\n    def f\(number)(self): pass\n"
    }
    let cache = SourceCache(files: MemoryFileSystem(files))
    let root = PackageRoot(folder: "/src/pkg", name: "pkg")
    let answers = await withTaskGroup(of: [String].self) { group in
      for worker in 0..<8 {
        group.addTask {
          let graph = ModuleGraph(cache: cache, roots: [root], environment: .standard)
          // Each worker starts elsewhere, so the numbers of modules differ.
          _ = graph.module(named: Symbol("pkg.m\(worker * 5)"))
          guard case .class_(let id) = graph.definition(ofDottedName: "pkg.m39.C39") else { return [] }
          let owner = graph.member("f3", of: id)?.owner
          return graph[id].mro.map { entry in
            if case .class_(let id) = entry { graph.dottedName(of: id).text } else { "?" }
          } + [owner.map { graph.dottedName(of: $0).text } ?? "none"]
        }
      }
      return await group.reduce(into: [[String]]()) { $0.append($1) }
    }
    #expect(answers.count == 8)
    #expect(answers.allSatisfy { $0 == answers[0] })
    #expect(answers[0].count == 41)
    #expect(answers[0].last == "pkg.m3.C3")
  }

  @Test func aForgottenFileIsReadAgain() {
    let cache = SourceCache(files: MemoryFileSystem(["/x/m.py": "a = 1\n"]))
    let first = ModuleGraph(cache: cache, roots: [], environment: .standard)
    cache.forget("/x/m.py")
    let second = ModuleGraph(cache: cache, roots: [], environment: .standard)
    #expect(first.module(atPath: "/x/m.py").map { first[$0].bytes } == Array("a = 1\n".utf8))
    #expect(second.module(atPath: "/x/m.py").map { second[$0].bytes } == Array("a = 1\n".utf8))
  }
}
