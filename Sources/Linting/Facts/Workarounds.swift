package import DTypeAnalysis
package import Dataflow

/// Ways to run a model meanwhile, read off the lanes that do not fail.
package struct Workarounds {
  private let lanes: LaneTable
  private let failing: LaneMask

  package init(lanes: LaneTable, failing: LaneMask) {
    self.lanes = lanes
    self.failing = failing
  }

  /// One sentence for each way, best first; empty if nothing in the lanes helps.
  package var notes: [String] {
    var notes: [String] = []
    if let attention = otherAttention() {
      notes.append("until this is fixed, `attn_implementation=\"\(attention)\"` does not reach it")
    }
    if let note = otherScenario() { notes.append(note) }
    return notes
  }

  /// The first attention implementation that fails in none of the failing scenarios.
  private func otherAttention() -> String? {
    let scenarios = Scenario.allCases.filter { !(failing & lanes.mask(of: $0)).isEmpty }
    return [AttentionImplementation.sdpa, .eager, .flashAttention2].first { attention in
      let mask = lanes.mask { $0.attention == attention && scenarios.contains($0.scenario) }
      return !mask.isEmpty && (mask & failing).isEmpty
    }?.name
  }

  private func otherScenario() -> String? {
    func fails(_ scenario: Scenario) -> Bool { !(failing & lanes.mask(of: scenario)).isEmpty }
    guard fails(.castBF16), !fails(.loadBF16), !lanes.mask(of: .loadBF16).isEmpty else { return nil }
    return
      "loading with `from_pretrained(…, torch_dtype=torch.bfloat16)` instead of `model.to(torch.bfloat16)` avoids it"
  }
}
