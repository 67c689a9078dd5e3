import SourceText
import Testing

@Suite struct EditTests {
  private func apply(_ edits: [(UInt32, UInt32, String)], to text: String) -> String? {
    let edits = edits.map { Edit(span: Span(start: $0.0, end: $0.1), replacement: $0.2) }
    return Edit.apply(edits, to: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func appliesInAnyOrder() { #expect(apply([(4, 5, "x"), (0, 1, "yy"), (2, 2, "!")], to: "a b c") == "yy !b x") }

  @Test func touchingEditsAreFine() { #expect(apply([(0, 1, "x"), (1, 2, "y")], to: "ab") == "xy") }

  @Test(
    arguments: [[(0, 2, ""), (1, 3, "")], [(1, 1, "a"), (1, 1, "b")], [(0, 9, "")]] as [[(UInt32, UInt32, String)]])
  func refuses(edits: [(UInt32, UInt32, String)]) { #expect(apply(edits, to: "abc") == nil) }
}
