import PythonSyntax
import SourceText
import Testing

@Suite struct SpanTests {
  private func texts(_ source: String, _ kind: NodeKind) -> [String] {
    let bytes = Array(source.utf8)
    return PythonParser.parse(bytes).tree.nodes.filter { $0.kind == kind }.map {
      String(decoding: bytes[Int($0.span.start)..<Int($0.span.end)], as: UTF8.self)
    }
  }

  @Test func parenthesesAreOutside() { #expect(texts("x = ((a + b))", .binary) == ["a + b"]) }

  @Test func aDefinitionStartsAtItsKeyword() {
    #expect(texts("@d\nasync def f(): pass\n", .functionDefinition) == ["async def f(): pass"])
  }

  @Test func commentsAfterABlockAreOutside() {
    #expect(texts("def f():\n  a  # one\n  # two\n\nb\n", .functionDefinition) == ["def f():\n  a"])
  }

  @Test func commentsAreListed() {
    let bytes = Array("a # é\n# b\n'#c'\n".utf8)
    let comments = PythonParser.parse(bytes).comments.map {
      String(decoding: bytes[Int($0.start)..<Int($0.end)], as: UTF8.self)
    }
    #expect(comments == ["# é", "# b"])
  }

  @Test func parentsHoldTheirChildren() {
    let tree = PythonParser.parse(Array("with a as b:\n  x[1:2].y(z=lambda q: [*q, 1])\n".utf8)).tree
    for index in 1..<tree.nodes.count {
      for child in tree.children(of: NodeID(UInt32(index))) where !child.isNone {
        #expect(tree.parent(child) == NodeID(UInt32(index)))
        #expect(tree.nodes[index].span.contains(tree.span(child)))
      }
    }
  }

  @Test func typeParametersAreListed() {
    #expect(PythonParser.parse(Array("def f[T](): pass\nclass A[U, V]: pass\n".utf8)).typeParameters.count == 2)
  }
}
