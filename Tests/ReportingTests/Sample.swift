import Linting
import Reporting
import SourceText

/// A finding with everything in it, as the tests of this target render it.
enum Sample {
  static let path = "src/models/tiny/modeling_tiny.py"
  static let source = """
    import torch
    class Rotary:
        def forward(self, q, cos, sin):
            q_embed = apply_rotary_emb(q.float(), cos, sin)
            return q_embed

    """

  static func place(_ line: Int, _ columns: Range<Int>) -> Place {
    Place(
      file: "models/tiny/modeling_tiny.py", path: path, span: Span(start: 0, end: 0), line: line,
      column: columns.lowerBound, endLine: line, endColumn: columns.upperBound)
  }

  static let lanes = [
    "load-bf16/eager", "load-bf16/sdpa", "load-bf16/flash_attention_2", "cast-bf16/eager", "cast-bf16/sdpa",
    "cast-bf16/flash_attention_2",
  ]

  static var diagnostic: Diagnostic {
    let step = FlowStep(
      file: "models/tiny/modeling_tiny.py", path: path, line: 2, column: 1, text: "`inv_freq` is a buffer")
    return Diagnostic(
      rule: RuleID("ROPE001", slug: "rotary-kernel-dtype-mismatch"), severity: .error,
      message: "`apply_rotary_emb` gets `q` float32 and `cos` bfloat16", place: place(4, 19..<56),
      function: "Rotary.forward", lanes: ["cast-bf16/flash_attention_2"],
      holdingLanes: ["load-bf16/flash_attention_2"],
      operands: [
        OperandFlow(name: "q", dtype: "float32", place: place(4, 36..<45), steps: []),
        OperandFlow(name: "cos", dtype: "bfloat16", place: place(4, 47..<50), steps: [step]),
      ],
      related: [
        RelatedPlace(file: "models/tiny/other.py", path: "src/models/tiny/other.py", line: 7, message: "the same")
      ],
      notes: ["until this is fixed, use `attn_implementation=\"eager\"`"],
      fix: Fix(
        title: "widen `cos` to float32", applicability: .safe,
        edits: [FileEdit(place: place(4, 47..<50), replacement: "cos.float()")],
        evidence: FixEvidence(outcomes: [
          .init(variant: "before", setting: "q float32, cos bfloat16", raises: "AssertionError"),
          .init(
            variant: "after", setting: "", resultDType: "float32", maximumError: 0.00123, maximumUlps: 2,
            tableShare: 0.98),
        ])),
      fingerprint: "0123456789abcdef")
  }

  static func render(_ diagnostics: [Diagnostic], as format: OutputFormat, color: Bool = false) -> String {
    let context = RenderingContext(
      useColor: color, sources: SourceTexts { $0 == path ? Array(source.utf8) : nil }, toolVersion: "0.0.0")
    return Report(diagnostics: diagnostics, fileCount: 3).rendered(as: format, in: context)
  }
}
