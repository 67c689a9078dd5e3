/// Lanes in few words: those that agree in all but one part are written together.
package enum LaneSummary {
  /// Such as `cast-bf16 × flash_attention_2` or `load-bf16, load-fp16 × any attention`; the lanes' order is kept.
  ///
  /// - Parameter all: every lane that comes to the place, to recognise "any attention" and "every lane".
  package static func text(_ lanes: [String], of all: [String]) -> String {
    if lanes.isEmpty { return "none" }
    if !all.isEmpty, lanes.count == all.count, isEveryScenario(lanes) { return "every lane" }
    let everyAttention = Set(attentions(of: all))
    var groups: [(attentions: [String], scenarios: [String])] = []
    for (scenario, attentions) in byScenario(lanes) {
      if let index = groups.firstIndex(where: { $0.attentions == attentions }) {
        groups[index].scenarios.append(scenario)
      } else {
        groups.append((attentions, [scenario]))
      }
    }
    return groups.map { group in
      let scenarios = group.scenarios.joined(separator: ", ")
      if group.attentions == [""] { return scenarios }
      if everyAttention.count > 1, Set(group.attentions) == everyAttention { return "\(scenarios) × any attention" }
      return "\(scenarios) × \(group.attentions.joined(separator: ", "))"
    }.joined(separator: "; ")
  }

  /// Whether a model of 16 bits does not get by, however it is made.
  private static func isEveryScenario(_ lanes: [String]) -> Bool {
    let scenarios = Set(byScenario(lanes).map(\.scenario))
    return scenarios.isSuperset(of: ["load-bf16", "cast-bf16"])
  }

  private static func byScenario(_ lanes: [String]) -> [(scenario: String, attentions: [String])] {
    var groups: [(scenario: String, attentions: [String])] = []
    for lane in lanes {
      let parts = lane.split(separator: "/", maxSplits: 1).map(String.init)
      let scenario = parts.first ?? ""
      let attention = parts.count > 1 ? parts[1] : ""
      if let index = groups.firstIndex(where: { $0.scenario == scenario }) {
        groups[index].attentions.append(attention)
      } else {
        groups.append((scenario, [attention]))
      }
    }
    return groups
  }

  private static func attentions(of lanes: [String]) -> [String] {
    var found: [String] = []
    for group in byScenario(lanes) {
      for attention in group.attentions where !found.contains(attention) { found.append(attention) }
    }
    return found
  }
}
