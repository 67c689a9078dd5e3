import PythonSyntax
import SourceText
import Testing

/// Broken text: a problem with its place, and everything else still in the tree.
@Suite struct RecoveryTests {
  private func names(_ source: String, _ kind: NodeKind) -> [String] {
    let tree = PythonParser.parse(Array(source.utf8)).tree
    return tree.nodes.filter { $0.kind == kind }.map(\.symbol.text)
  }

  @Test func theRestOfTheFileIsLowered() {
    let source = "def f():\n  return 1\n\nx = = 3\n\ndef g():\n  return 2\n"
    let parsed = PythonParser.parse(Array(source.utf8))
    #expect(parsed.problems.count == 1)
    let line = parsed.problems.first.map { LineIndex(Array(source.utf8)).line(at: $0.span.start) }
    #expect(line == 4)
    #expect(names(source, .functionDefinition) == ["f", "g"])
  }

  @Test(arguments: [
    "return g(1", "x = [1, 2", "x = {'a': (1}", "if x ==:\n      y", "return '''open", "x y z", "f(a b)",
    "return \"open",
  ])
  func aBrokenBodyHidesNoOtherFunction(body: String) {
    let source =
      "import a\n\nclass A:\n  def before(self): return 1\n\n  @d\n  def broken(self):\n    \(body)\n\n"
      + "  # a comment\n  def after(self):\n    return 2\n\n\ndef last():\n  return 3\n"
    let parsed = PythonParser.parse(Array(source.utf8))
    #expect(parsed.problems.count == 1)
    let lines = LineIndex(Array(source.utf8))
    #expect(parsed.problems.allSatisfy { (8...9).contains(lines.line(at: $0.span.start)) })
    #expect(names(source, .functionDefinition).sorted() == ["after", "before", "broken", "last"])
    #expect(parsed.tree.nodes.contains { $0.kind == .error })
  }

  @Test func aBrokenHeaderTakesOnlyItsFunction() {
    let source = "def a(): pass\n\n@d\ndef b(x, = 3):\n  return x\n\ndef c(): pass\n"
    #expect(names(source, .functionDefinition) == ["a", "c"])
  }

  @Test func severalErrorsAreSeveralProblems() {
    let source = "def a():\n  x = = 1\n\ndef b():\n  return (1\n\ndef c(): pass\n"
    let parsed = PythonParser.parse(Array(source.utf8))
    #expect(parsed.problems.count == 2)
    #expect(names(source, .functionDefinition) == ["a", "b", "c"])
  }

  @Test func aMissingBlockIsAProblem() {
    let parsed = PythonParser.parse(Array("if a:\n  # nothing\nb\n".utf8))
    #expect(parsed.problems.map(\.message) == ["an indented block is missing"])
  }

  @Test(arguments: [
    "", "\n", "# only\n", "\u{FEFF}x = 1\n", "x = 1", "x = 1\r\ny = 2\r\n", "if a:\n\tb\n", "\u{0C}\nx\n",
  ])
  func isNoProblem(source: String) {
    let parsed = PythonParser.parse(Array(source.utf8))
    #expect(parsed.problems.isEmpty)
    #expect(parsed.tree.kind(parsed.tree.root) == .module)
  }

  @Test func everyByteOfEveryPrefixIsSurvived() {
    let source = Array(
      "class A(B):\n  @d\n  def f(self, *a, b=f\"{x:{y}}\") -> C[D]:\n    return {**a, 'b': [i for i in b]}\n".utf8)
    for length in 0...source.count {
      let tree = PythonParser.parse(Array(source[..<length])).tree
      #expect(tree.kind(tree.root) == .module)
      for node in tree.nodes.dropFirst() { #expect(Int(node.span.end) <= length && node.span.start <= node.span.end) }
    }
  }
}
