import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Tells by analysing the edited file whether edits mend what was found and harm nothing.
final class FixTrial {
  /// What identifies a finding across edits elsewhere in the file.
  private struct Key: Hashable {
    var code: String
    var function: String
    var message: String
  }

  /// Operations that raise, by function and name: how many, and in which lanes.
  private struct Raises {
    var count = 0
    var lanes = LaneMask()
  }

  let unit: AnalyzedUnit
  private let findings: [Key: Int]
  private let raises: [String: Raises]
  /// What was analysed last: two findings often have one fix.
  private var last: (edits: [Edit], looksTwice: Bool, unit: AnalyzedUnit)?

  init(_ unit: AnalyzedUnit) {
    self.unit = unit
    findings = Self.findings(in: unit)
    raises = Self.raises(in: unit)
  }

  /// What the edits come to.
  enum Verdict {
    /// The finding is gone, no other came, and no more operations raise.
    case mends(AnalyzedUnit)
    case fails(String)
  }

  /// - Parameter finding: the finding to be mended, and its rule.
  func verdict(on edits: [Edit], for finding: Finding, by rule: RuleID) -> Verdict {
    guard let after = edited(edits, looksTwice: AllRules.readsProcessorInputs(rule)) else {
      return .fails("the edited file could not be analysed")
    }
    let key = Key(code: rule.code, function: finding.function, message: finding.message.text)
    let left = Self.findings(in: after)
    guard left[key, default: 0] < findings[key, default: 0] else { return .fails("the finding would stay") }
    if let new = left.filter({ $0.value > findings[$0.key, default: 0] }).keys.min(by: { $0.message < $1.message }) {
      // What the engine says more of the same raise is no new one: a cause that is gone uncovers the next.
      guard new.code.hasPrefix("MIX") else { return .fails("it would bring another finding: \(new.message)") }
    }
    for (name, found) in Self.raises(in: after) {
      let before = raises[name] ?? Raises()
      guard found.count <= before.count, before.lanes.isSuperset(of: found.lanes) else {
        return .fails("another operation would raise")
      }
    }
    return .mends(after)
  }

  private func edited(_ edits: [Edit], looksTwice: Bool) -> AnalyzedUnit? {
    guard let sorted = Edit.sorted(edits) else { return nil }
    if let last, last.edits == sorted, last.looksTwice == looksTwice { return last.unit }
    last = nil
    guard let bytes = Edit.apply(sorted, to: unit.checkedFile.bytes),
      let after = unit.reanalysis?.unit(unit, bytes: bytes, looksTwice: looksTwice)
    else { return nil }
    last = (sorted, looksTwice, after)
    return after
  }

  private static func findings(in unit: AnalyzedUnit) -> [Key: Int] {
    var counts: [Key: Int] = [:]
    for rule in AllRules.all {
      for finding in unit.findings(of: rule) {
        counts[
          Key(code: type(of: rule).id.code, function: finding.function, message: finding.message.text), default: 0] += 1
      }
    }
    return counts
  }

  private static func raises(in unit: AnalyzedUnit) -> [String: Raises] {
    var result: [String: Raises] = [:]
    var seen: Set<NodeID> = []
    for raise in unit.analysis.facts.raises where raise.module == unit.analysis.module.id {
      let name = unit.functionName(around: raise.node) + " " + raise.operation.text
      if seen.insert(raise.node).inserted { result[name, default: Raises()].count += 1 }
      result[name, default: Raises()].lanes.formUnion(raise.lanes)
    }
    return result
  }
}
