import PythonSyntax
import Testing

/// Nesting that no person writes: parse, lowering and release must not use the thread's stack for it.
@Suite struct DepthTests {
  static let depth = 100_000

  private func parse(_ source: String) -> ParsedSource { PythonParser.parse(Array(source.utf8)) }

  @Test func parenthesesLeaveNoNode() {
    let parsed = parse(String(repeating: "(", count: Self.depth) + "a" + String(repeating: ")", count: Self.depth))
    #expect(parsed.problems.isEmpty)
    let statement = parsed.tree.child(parsed.tree.root, 0)
    #expect(parsed.tree.kind(parsed.tree.child(statement, 0)) == .name)
  }

  @Test(arguments: [
    ("a" + String(repeating: ".b", count: depth), NodeKind.attribute),
    ("a" + String(repeating: "[0]", count: depth), .subscript_),
    ("a" + String(repeating: "()", count: depth), .call),
    (String(repeating: "[", count: depth) + String(repeating: "]", count: depth), .list),
    ("1" + String(repeating: " + 1", count: depth), .binary),
    (String(repeating: "-", count: depth) + "1", .unary),
    (String(repeating: "not ", count: depth) + "a", .unary),
    (String(repeating: "lambda: ", count: depth) + "0", .lambda),
    ("a" + String(repeating: " if b else a", count: depth), .conditional),
  ])
  func nestsWithoutLimit(source: String, kind: NodeKind) {
    let parsed = parse(source)
    #expect(parsed.problems.isEmpty)
    let count = parsed.tree.nodes.count { $0.kind == kind }
    #expect(count == Self.depth)
  }

  @Test func longChainsOfAndAreFlat() {
    let parsed = parse("a" + String(repeating: " and a", count: Self.depth))
    let statement = parsed.tree.child(parsed.tree.root, 0)
    #expect(parsed.tree.childCount(parsed.tree.child(statement, 0)) == Self.depth + 1)
  }

  @Test func unionTypesAreChains() {
    let parsed = parse("x: list[int]" + String(repeating: " | list[int]", count: 2_000))
    #expect(parsed.problems.isEmpty)
    #expect(parsed.tree.nodes.count { $0.kind == .binary } == 2_000)
  }

  @Test(arguments: ["(", "[", "{", "f(", "a[", "(a, ", "lambda: (", "\"", "'''", "if a:\n", "def f(", "@", "f\"{"])
  func brokenTextGivesProblems(piece: String) {
    let parsed = parse(String(repeating: piece, count: 2_001))
    #expect(!parsed.problems.isEmpty)
  }
}
