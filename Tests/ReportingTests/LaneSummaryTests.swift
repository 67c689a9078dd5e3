import Reporting
import Testing

@Suite struct LaneSummaryTests {
  static let all = ["load-bf16", "cast-bf16", "fp32"].flatMap { scenario in
    ["eager", "sdpa", "flash_attention_2"].map { "\(scenario)/\($0)" }
  }

  @Test(arguments: [
    ([], "none"),
    (["cast-bf16/sdpa"], "cast-bf16 × sdpa"),
    (["load-bf16/eager", "load-bf16/sdpa"], "load-bf16 × eager, sdpa"),
    (["load-bf16/sdpa", "cast-bf16/sdpa"], "load-bf16, cast-bf16 × sdpa"),
    (["load-bf16/sdpa", "fp32/eager"], "load-bf16 × sdpa; fp32 × eager"),
    (["fp32/eager", "fp32/sdpa", "fp32/flash_attention_2"], "fp32 × any attention"),
  ])
  func lanesThatAgreeAreWrittenTogether(lanes: [String], text: String) {
    #expect(LaneSummary.text(lanes, of: Self.all) == text)
    // Reports list the failing lanes first.
    #expect(LaneSummary.text(lanes, of: lanes + Self.all.filter { !lanes.contains($0) }) == text)
    #expect(LaneSummary.text(lanes, of: Self.all.reversed()) == text)
  }

  @Test func everyLaneIsSaidInTwoWords() {
    #expect(LaneSummary.text(Self.all, of: Self.all) == "every lane")
    #expect(LaneSummary.text(["a"], of: []) == "a")
  }
}
