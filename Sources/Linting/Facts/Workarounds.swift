import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// A way to run a model meanwhile.
package struct Workaround: Sendable, Hashable {
  package let text: String
  /// The lanes that it leads to: where one of them turns out to fail too, it is none.
  let lanes: [String]

  func holds(failing: [String]) -> Bool { !lanes.contains(where: failing.contains) }
}

/// Ways to run a model meanwhile, read off the lanes that do not fail.
private struct Workarounds {
  let unit: AnalyzedUnit
  let failing: LaneMask
  /// The lanes that can be recommended at all.
  let running: LaneMask

  private var lanes: LaneTable { unit.lanes }

  /// Best first; empty if nothing in the lanes helps.
  var all: [Workaround] { [otherAttention(), otherScenario()].compactMap { $0 } }

  /// The first attention implementation that fails in none of the failing scenarios.
  private func otherAttention() -> Workaround? {
    let scenarios = Scenario.allCases.filter { !(failing & lanes.mask(of: $0)).isEmpty }
    for attention in [AttentionImplementation.sdpa, .eager, .flashAttention2] {
      let mask = lanes.mask { $0.attention == attention && scenarios.contains($0.scenario) }
      guard !mask.isEmpty, (mask & failing).isEmpty, mask & running == mask, unit.modelsRun(with: attention) != false
      else { continue }
      return Workaround(
        text: "until this is fixed, `attn_implementation=\"\(attention.name)\"` does not reach it",
        lanes: unit.names(of: mask))
    }
    return nil
  }

  private func otherScenario() -> Workaround? {
    func fails(_ scenario: Scenario) -> Bool { !(failing & lanes.mask(of: scenario)).isEmpty }
    let mask = lanes.mask(of: .loadBF16)
    guard fails(.castBF16), !fails(.loadBF16), !(mask & running).isEmpty else { return nil }
    return Workaround(
      text:
        "loading with `from_pretrained(…, torch_dtype=torch.bfloat16)` instead of `model.to(torch.bfloat16)` avoids it",
      lanes: unit.names(of: mask))
  }
}

extension AnalyzedUnit {
  /// Ways to run a model meanwhile, where some lanes fail.
  func workarounds(failing: LaneMask) -> [Workaround] {
    Workarounds(unit: self, failing: failing, running: lanes.all - doubtfulLanes(beside: failing)).all
  }

  /// The lanes in which the result of some `forward` is unknown that is known where it fails: a model that has no such
  /// attention finds no class for it, and nobody would get that far.
  private func doubtfulLanes(beside failing: LaneMask) -> LaneMask {
    var doubtful = LaneMask()
    for node in nodes(.return_) {
      guard let function = analysis.enclosingFunction(of: node), graph[function].name == "forward" else { continue }
      let value = value(of: tree.child(node, 0))
      guard !(support(of: value) & failing).isEmpty, dtypes(of: value, in: failing).isKnown else { continue }
      doubtful.formUnion(lanes(in: support(of: value)) { !dtypes(of: value, in: $0).isKnown })
    }
    return doubtful
  }
}
