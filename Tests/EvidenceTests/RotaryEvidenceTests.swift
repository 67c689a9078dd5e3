import Linting
import NumericReference
import Testing

/// What the kernel says about rotary functions in several dtypes.
@Suite struct RotaryEvidenceTests {
  private static let plain = """
    import torch

    def rotate_half(x):
        x1 = x[..., : x.shape[-1] // 2]
        x2 = x[..., x.shape[-1] // 2 :]
        return torch.cat((-x2, x1), dim=-1)

    def narrow(q, k, cos, sin, unsqueeze_dim=1):
        cos, sin = cos.unsqueeze(unsqueeze_dim), sin.unsqueeze(unsqueeze_dim)
        return (q * cos) + (rotate_half(q) * sin), (k * cos) + (rotate_half(k) * sin)

    def wide(q, k, cos, sin, unsqueeze_dim=1):
        cos, sin = cos.unsqueeze(unsqueeze_dim).float(), sin.unsqueeze(unsqueeze_dim).float()
        turn = lambda x: ((x.float() * cos) + (rotate_half(x.float()) * sin)).to(x.dtype)
        return tuple(turn(x) for x in (q, k))
    """

  @Test func promotionDecidesTheResult() throws {
    let snippet = try Snippet(RotaryEvidenceTests.plain)
    let mixed = try snippet.report("narrow", subject: .bfloat16, tables: .float32)
    #expect(mixed.results.map(\.dtype) == [.float32, .float32])
    let equal = try snippet.report("narrow", subject: .bfloat16, tables: .bfloat16)
    #expect(equal.results.map(\.dtype) == [.bfloat16, .bfloat16])
    let widened = try snippet.report("wide", subject: .bfloat16, tables: .float32)
    #expect(widened.results.map(\.dtype) == [.bfloat16, .bfloat16])
  }

  @Test func oneRoundingIsHalfAnUlp() throws {
    let snippet = try Snippet(RotaryEvidenceTests.plain)
    for dtype in [ElementType.bfloat16, .float16] {
      let worst = try #require(try snippet.report("wide", subject: dtype, tables: .float32).worst)
      // Angles near 100,000 are off by half an ulp of float32 there, 2⁻⁸; the rest is the last rounding.
      #expect(worst.error.maximum < 4 * 0x1p-8 + 8 * dtype.epsilon)
      let early = try #require(worst.errorByPosition.first)
      #expect(early.position == 0)
      #expect(early.error <= 4 * dtype.epsilon)
      #expect(worst.error.rootMeanSquare < worst.error.maximum)
    }
  }

  @Test func roundedFrequenciesSpoilLatePositionsWhateverFollows() throws {
    let snippet = try Snippet(RotaryEvidenceTests.plain)
    let good = try #require(try snippet.report("wide", subject: .bfloat16, tables: .float32).worst)
    let rounded = try snippet.report("wide", subject: .bfloat16, tables: .float32, inverseFrequency: .bfloat16)
    let bad = try #require(rounded.worst)
    #expect(bad.error.maximum > 1)
    #expect(bad.error.maximum > 20 * good.error.maximum)
    #expect(bad.tableShare > 0.95)
    #expect(good.tableShare < 0.9)
    let errors = bad.errorByPosition.map(\.error)
    #expect(errors[0] < 0.05)
    #expect(errors[4] > 20 * errors[0])
  }

  @Test func narrowTablesCostMoreThanWideOnes() throws {
    let snippet = try Snippet(RotaryEvidenceTests.plain)
    let narrow = try #require(try snippet.report("narrow", subject: .bfloat16, tables: .bfloat16).worst)
    let wide = try #require(try snippet.report("wide", subject: .bfloat16, tables: .float32).worst)
    #expect(narrow.error.maximum > wide.error.maximum)
    #expect(narrow.error.worstUlps > wide.error.worstUlps)
  }

  @Test func theSameNumbersEveryTime() throws {
    let snippet = try Snippet(RotaryEvidenceTests.plain)
    let first = try snippet.report("narrow", subject: .float16, tables: .float16)
    #expect(try snippet.report("narrow", subject: .float16, tables: .float16) == first)
  }

  private static let kernel = """
    from flash_attn.layers.rotary import apply_rotary_emb as kernel

    def apply_rotary(q, k, cos, sin):
        cos = cos.chunk(2, dim=-1)[0].contiguous()
        sin = sin.chunk(2, dim=-1)[0].contiguous()
        return kernel(q.float(), cos, sin).type_as(q), kernel(k.float(), cos, sin).type_as(k)

    def widened(q, k, cos, sin):
        return apply_rotary(q, k, cos.float(), sin.float())

    def narrowed(q, k, cos, sin):
        from flash_attn.layers.rotary import apply_rotary_emb
        cos = cos.chunk(2, dim=-1)[0].contiguous().to(q.dtype)
        sin = sin.chunk(2, dim=-1)[0].contiguous().to(q.dtype)
        return apply_rotary_emb(q, cos, sin), kernel(k, cos, sin)
    """

  @Test func aKernelThatWantsEqualDTypesRaises() throws {
    let snippet = try Snippet(RotaryEvidenceTests.kernel)
    let report = try snippet.report("apply_rotary", subject: .bfloat16, tables: .bfloat16)
    #expect(
      report.outcome
        == .raised(
          type: "AssertionError",
          message: "Input and cos/sin must have the same dtype, got torch.float32 and torch.bfloat16"))
    #expect(try snippet.report("apply_rotary", subject: .bfloat16, tables: .float32).results.count == 2)
  }

  @Test func wideningIsSafeAndNarrowingIsNot() throws {
    let snippet = try Snippet(RotaryEvidenceTests.kernel)
    // A lane whose whole model was cast, and one whose tables stayed float32.
    func reports(_ name: String) throws -> [EvidenceReport] {
      [
        try snippet.report(name, subject: .bfloat16, tables: .bfloat16, inverseFrequency: .bfloat16),
        try snippet.report(name, subject: .bfloat16, tables: .float32),
      ]
    }
    let (before, widened, narrowed) = (try reports("apply_rotary"), try reports("widened"), try reports("narrowed"))
    let first = FixVerdict(before: before, after: widened, alternatives: [narrowed])
    #expect(first.applicability == .safe)
    let second = FixVerdict(before: before, after: narrowed, alternatives: [widened])
    #expect(second.applicability == .unsafe)
    #expect(second.reason?.contains("exceeds") == true)
    // The tables are wrong already: widening ends the exception, not that.
    #expect(widened[0].worst.map { $0.tableShare > 0.9 } == true)
    let shown = widened[0].outcome(variant: "after", setting: "q bfloat16, cos bfloat16")
    #expect(shown.raises == nil)
    #expect(shown.resultDType == "bfloat16")
    #expect(shown.errorByPosition.count == 6)
  }

  @Test func whatCannotBeEvaluatedSaysWhy() throws {
    let snippet = try Snippet(
      """
      from elsewhere import mystery

      def apply_rotary(q, cos, sin):
          return mystery(q, cos, sin)

      def endless_rope(q, cos, sin):
          while True:
              q = q * 1
      """)
    guard case .failure(let failure) = try snippet.evidence("apply_rotary").layout() else {
      Issue.record("it found a layout")
      return
    }
    #expect(failure.description.contains("mystery"))
    guard case .failure(.tooLong) = try snippet.evidence("endless_rope").layout() else {
      Issue.record("it did not stop")
      return
    }
  }

  @Test(.enabled(if: Release("4.49.0") != nil)) func theReleasedBugIsMeasured() throws {
    let release = try #require(Release("4.49.0"))
    let file = "models/qwen2_5_vl/modeling_qwen2_5_vl.py"
    let function = try #require(release.function("apply_rotary_pos_emb_flashatt", in: file))
    let evidence = RotaryEvidence(function: function, in: release.graph, policy: OperatorPromotion())
    let layout = try evidence.layout().get()
    let cast: [String: ElementType] = ["q": .bfloat16, "k": .bfloat16, "cos": .bfloat16, "sin": .bfloat16]
    let origin = TableOrigin(inverseFrequency: .bfloat16, table: .bfloat16)
    guard case .raised(_, let message) = evidence.report(layout, dtypes: cast, tables: origin).outcome else {
      Issue.record("it does not raise")
      return
    }
    #expect(message == "Input and cos/sin must have the same dtype, got torch.float32 and torch.bfloat16")
  }
}
