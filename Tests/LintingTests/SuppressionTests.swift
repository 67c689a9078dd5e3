import PythonSyntax
import SourceText
import Testing

@testable import Linting

/// Where a suppression comment may stand.
@Suite struct SuppressionTests {
  private static let rule = RuleID("ROPE001", slug: "rotary-kernel-dtype-mismatch")

  /// Whether a finding at the text `at` is silenced, and how many comments are left unused.
  private func silences(_ source: String, at text: String, _ rule: RuleID = rule) throws -> (Bool, unused: Int) {
    let bytes = Array(source.utf8)
    let parsed = PythonParser.parse(bytes)
    #expect(parsed.problems.isEmpty)
    let range = try #require(source.firstRange(of: text))
    let start = source.utf8.distance(from: source.startIndex, to: range.lowerBound)
    let span = Span(start: UInt32(start), end: UInt32(start + text.utf8.count))
    var suppressions = Suppressions(
      comments: parsed.comments, bytes: bytes, lines: LineIndex(bytes), tree: parsed.tree)
    return (suppressions.suppress(rule, at: span), suppressions.unused.count)
  }

  @Test(arguments: [
    "x = bad()  # dtypelint: ignore[ROPE001]\n",
    "# dtypelint: ignore[ROPE001] reason\nx = bad()\n",
    "# dtypelint: ignore[ROPE001]\n# another comment\n\nx = bad()\n",
    "x = f(\n    1,\n    bad(),  # dtypelint: ignore[rope]\n)\n",
    "x = f(\n    1,  # dtypelint: ignore[ROPE001]\n    bad(),\n)\n",
    "x = f(\n    bad(),\n)  # dtypelint: ignore[rotary-kernel-dtype-mismatch]\n",
    "# dtypelint: ignore[ROPE001]\nx = f(\n    bad(),\n)\n",
    "# dtypelint: ignore[ROPE001]\n@decorator\ndef f(a=bad()):\n    pass\n",
    "# dtypelint: ignore[ROPE001]\nwith bad():\n    pass\n",
    "if x:\n    # dtypelint: ignore[MIX, ROPE001]\n    y = bad()\n",
  ])
  func silent(source: String) throws {
    let (isSilent, unused) = try silences(source, at: "bad()")
    #expect(isSilent)
    #expect(unused == 0)
  }

  @Test(arguments: [
    "x = bad()  # dtypelint: ignore[MIX101]\n",
    "x = 1  # dtypelint: ignore[ROPE001]\ny = bad()\n",
    "# dtypelint: ignore[ROPE001]\nx = 1\ny = bad()\n",
    "# dtypelint: ignore[ROPE001]\ndef f():\n    return bad()\n",
    "def f():  # dtypelint: ignore[ROPE001]\n    return bad()\n",
    "x = bad()\n# dtypelint: ignore[ROPE001]\n",
  ])
  func loud(source: String) throws {
    let (isSilent, unused) = try silences(source, at: "bad()")
    #expect(!isSilent)
    #expect(unused == 1)
  }

  @Test func aStringIsNoComment() throws {
    let (isSilent, unused) = try silences("x = bad(), \"# dtypelint: ignore[ROPE001]\"\n", at: "bad()")
    #expect(!isSilent)
    #expect(unused == 0)
  }
}
