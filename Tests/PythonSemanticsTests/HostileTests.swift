import PythonSemantics
import PythonSyntax
import SourceText
import Testing

/// Input that no one writes by hand ends soon, without a crash, on a thread with a small stack.
@Suite struct HostileTests {
  @Test func deepExpressions() {
    let depth = 20_000
    let chain = "x = a" + String(repeating: ".b", count: depth) + "\n"
    let nested = "y = " + String(repeating: "[", count: depth) + "z" + String(repeating: "]", count: depth) + "\n"
    let calls = "c = " + String(repeating: "f(", count: depth) + String(repeating: ")", count: depth) + "\n"
    let project = Project(module: "import a\n" + chain + nested + calls + "def g(p):\n    return p\n")
    #expect(project.places(of: "p") == [0, 0])
    #expect(project.resolve("x") == "value m.x")
  }

  @Test func deepScopes() {
    let depth = 5_000
    let lambdas = "f = " + String(repeating: "lambda a: ", count: depth) + "a\n"
    let lists =
      "def g(y):\n    return " + String(repeating: "[", count: depth) + "y"
      + String(repeating: " for x in y]", count: depth) + "\n"
    let project = Project(module: lambdas + lists)
    #expect(project.module("m").functionsInOrder.count == depth + 1)
    #expect(project.function("g").locals.count == depth + 1)
  }

  @Test func longChains() {
    let count = 5_000
    var text = "class C0: pass\na0 = C0\n"
    for index in 1...count { text += "class C\(index)(C\(index - 1)): pass\na\(index) = a\(index - 1)\n" }
    let project = Project(module: text)
    #expect(project.class_("C\(count)").hasUnknownBase)
    #expect(project.order(of: "C\(count)").first == "C\(count)")
    #expect(project.resolve("a\(count)").hasPrefix("value"))
    #expect(project.resolve("a50") == "class m.C0")
  }

  @Test func longConditions() {
    let count = 5_000
    var text = "if a:\n    x = 1\n"
    for index in 0..<count { text += "elif a == \(index):\n    x = \(index)\n" }
    text += "if v\(String(repeating: ".b", count: 50_000)) > 1:\n    z = 1\n"
    let project = Project(module: text)
    #expect(project.module("m").bindings["x"]?.count == count + 1)
    #expect(project.resolve("x") == "value m.x")
    #expect(project.resolve("z") == "value m.z")
  }

  @Test func manyNames() {
    let count = 20_000
    let text =
      "def f():\n" + (0..<count).map { "    v\($0) = v\(max(0, $0 - 1))\n" }.joined() + "    return lambda: v7\n"
    let project = Project(module: text)
    #expect(project.function("f").locals.count == count - 1)
    #expect(project.function("f").cells.texts == ["v7"])
  }
}
