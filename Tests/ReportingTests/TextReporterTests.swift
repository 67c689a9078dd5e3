import Linting
import Reporting
import Testing

@Suite struct TextReporterTests {
  @Test func tellsEverythingAboutAFinding() {
    let expected = """
      src/models/tiny/modeling_tiny.py:4:19: error[ROPE001] `apply_rotary_emb` gets `q` float32 and `cos` bfloat16
        |
      4 |         q_embed = apply_rotary_emb(q.float(), cos, sin)
        |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        |                                    --------- q: float32
        |                                               --- cos: bfloat16
        |
        cos is bfloat16:
          modeling_tiny.py:2  `inv_freq` is a buffer
        fails in cast-bf16 × flash_attention_2
        holds in load-bf16 × flash_attention_2
        see also src/models/tiny/other.py:7: the same
        note: until this is fixed, use `attn_implementation="eager"`
        fix (safe): widen `cos` to float32
          -         q_embed = apply_rotary_emb(q.float(), cos, sin)
          +         q_embed = apply_rotary_emb(q.float(), cos.float(), sin)
          before  q float32, cos bfloat16; raises AssertionError
          after   gives float32; error at most 0.00123; 2 ulp; 98 % of it from the tables

      1 error in 1 file; 3 files checked. 1 can be fixed with --fix.

      """
    let text = Sample.render([Sample.diagnostic], as: .text)
    #expect(text == expected)
  }

  @Test func colorIsOnlyAddedNeverMoved() {
    let plain = Sample.render([Sample.diagnostic], as: .text)
    let colored = Sample.render([Sample.diagnostic], as: .text, color: true)
    #expect(colored != plain)
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test func aFixOfSeveralFindingsIsShownOnce() {
    var second = Sample.diagnostic
    second.place.line = 5
    let text = Sample.render([Sample.diagnostic, second], as: .text)
    #expect(text.split(separator: "\n").count { $0.hasSuffix("apply_rotary_emb(q.float(), cos.float(), sin)") } == 1)
    #expect(text.contains("\n  fix (safe): widen `cos` to float32, as at modeling_tiny.py:4\n"))
  }

  @Test func whatTheFlowTellsIsNotToldAgain() {
    var diagnostic = Sample.diagnostic
    let step = diagnostic.operands[1].steps[0]
    for text in [step.text, "`cos`: made as float32"] {
      diagnostic.related.append(RelatedPlace(file: step.file, path: step.path, line: step.line, message: text))
    }
    diagnostic.related.append(RelatedPlace(file: step.file, path: step.path, line: 4, message: "the line quoted"))
    #expect(Sample.render([diagnostic], as: .text) == Sample.render([Sample.diagnostic], as: .text))
  }

  @Test func manyFindingsAreCountedByRule() {
    var other = Sample.diagnostic
    other.rule = RuleID("MIX101", slug: "input-parameter-dtype")
    other.severity = .warning
    other.fix = nil
    other.place.path = "src/models/tiny/other.py"
    let many = Array(repeating: Sample.diagnostic, count: 10) + [other]
    #expect(
      Sample.render(many, as: .text).hasSuffix(
        """


        10  ROPE001 rotary-kernel-dtype-mismatch
         1  MIX101 input-parameter-dtype

        10 errors, 1 warning in 2 files; 3 files checked. 10 can be fixed with --fix.

        """))
  }

  @Test func filesThatCouldNotBeReadAreCounted() {
    let context = RenderingContext(useColor: false, sources: SourceTexts { _ in nil }, toolVersion: "0")
    let report = Report(diagnostics: [], fileCount: 3, unreadCount: 1)
    #expect(report.rendered(as: .text, in: context) == "No findings, 3 files checked, 1 could not be read.\n")
  }

  @Test func saysSoWhenThereIsNothing() {
    #expect(Sample.render([], as: .text) == "No findings, 3 files checked.\n")
  }

  @Test func leavesOutAnExcerptItCannotRead() {
    var diagnostic = Sample.diagnostic
    diagnostic.place.path = "gone.py"
    let lines = Sample.render([diagnostic], as: .text).split(separator: "\n")
    #expect(lines[0].hasPrefix("gone.py:4:19"))
    #expect(!lines.contains { $0.contains(" | ") })
  }

  @Test func aColumnBeyondTheLineDoesNotCrash() {
    var diagnostic = Sample.diagnostic
    diagnostic.place.column = 999
    diagnostic.place.endLine = 400
    diagnostic.fix?.edits[0].place.endColumn = 5000
    #expect(Sample.render([diagnostic], as: .text).contains("4 |"))
  }

  @Test func conciseIsOneLine() {
    #expect(
      Sample.render([Sample.diagnostic], as: .concise)
        == "src/models/tiny/modeling_tiny.py:4:19: error[ROPE001] `apply_rotary_emb` gets `q` float32 and `cos` bfloat16\n"
    )
  }
}
