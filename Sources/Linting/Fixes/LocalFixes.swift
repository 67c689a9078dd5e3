import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Fixes for findings that an edit next to them mends, proven by analysing the edited file.
///
/// A rule that measures its own fixes on the kernel is not asked here.
final class LocalFixes {
  /// A way of mending, not judged yet.
  struct Candidate {
    var title: String
    var edits: [Edit]
    /// The expressions that the edits cast: what changes where nothing raised.
    var casts: [Cast] = []
    /// Whether it mends a module that makes tables, which can be measured.
    var makesTables = false
    /// Why it is not safe even if it mends, if that is known from the start.
    var caveat: String?
  }

  /// An expression that the edit at the same place of `edits` casts.
  struct Cast {
    var node: NodeID
  }

  private let unit: AnalyzedUnit
  private lazy var trial = FixTrial(unit)

  init(_ unit: AnalyzedUnit) { self.unit = unit }

  /// More candidates than this are not tried: each costs an analysis of the file.
  private static let limit = 4

  /// The fixes of a finding, the best first; those that do not mend are left out.
  func fixes(for finding: Finding, by rule: RuleID) -> [Fix] {
    if rule.code == "ROPE004" {
      return proven(RotaryResultFixes(finding, in: unit)?.ranked ?? [], for: finding, by: rule)
    }
    guard unit.reanalysis != nil else { return [] }
    let fixes = candidates(for: finding, by: rule).prefix(Self.limit).compactMap { fix($0, finding, rule) }
    let order: [Fix.Applicability] = [.safe, .unsafe, .displayOnly]
    return order.flatMap { wanted in fixes.filter { $0.applicability == wanted } }
  }

  /// Fixes that were measured, held against an analysis of the edited file too: what brings a finding is not safe.
  func proven(_ fixes: [Fix], for finding: Finding, by rule: RuleID) -> [Fix] {
    guard unit.reanalysis != nil else { return fixes }
    let held = fixes.map { fix -> Fix in
      guard fix.applicability == .safe else { return fix }
      let edits = fix.edits.map { Edit(span: $0.place.span, replacement: $0.replacement) }
      guard case .fails(let reason) = trial.verdict(on: edits, for: finding, by: rule) else { return fix }
      var fix = fix
      fix.applicability = .unsafe
      fix.reason = reason
      return fix
    }
    return held.filter { $0.applicability == .safe } + held.filter { $0.applicability != .safe }
  }

  private func candidates(for finding: Finding, by rule: RuleID) -> [Candidate] {
    switch rule.code {
    case "MIX101", "MIX102", "MIX103", "MIX104", "MIX105": RaiseFixes(unit).candidates(for: finding)
    case "MIX109": RaiseFixes(Self.look(of: rule, at: unit)).candidates(for: finding)
    case "LEAK201": CacheFixes(unit).candidates(for: finding)
    case "CAST402": DiscardedCastFixes(unit).candidates(for: finding)
    case "CAST403": RedundantCastFixes(unit).candidates(for: finding)
    case "ROPE002", "PREC301": AngleFixes(unit).candidates(for: finding)
    default: []
    }
  }

  /// The facts that a rule's findings are about: what only the second look sees has its dtypes there.
  private static func look(of rule: RuleID, at unit: AnalyzedUnit) -> AnalyzedUnit {
    AllRules.readsProcessorInputs(rule) ? unit.withProcessorInputs ?? unit : unit
  }

  private func fix(_ candidate: Candidate, _ finding: Finding, _ rule: RuleID) -> Fix? {
    guard case .mends(let after) = trial.verdict(on: candidate.edits, for: finding, by: rule) else { return nil }
    let calls = Self.editedCalls(candidate, in: after)
    // Of what is unknown nothing is found, mended or not.
    guard calls.allSatisfy({ after.dtypes(of: after.value(of: $0), in: after.lanes.all).isKnown }) else { return nil }
    let tables = candidate.makesTables ? TableEvidence(finding, in: unit, after: after) : nil
    // What was rounded before it is widened stays rounded.
    if let tables, !tables.isBetter { return nil }
    let reason =
      (tables == nil ? candidate.caveat : nil) ?? change(candidate, calls, in: after, besides: failingLanes(finding))
      ?? finding.condition.map { "it was found \($0)" }
    let edits = (Edit.sorted(candidate.edits) ?? []).map {
      FileEdit(place: unit.checkedFile.place($0.span), replacement: $0.replacement)
    }
    return Fix(
      title: candidate.title, applicability: reason == nil ? .safe : .unsafe, edits: edits,
      evidence: tables.map { FixEvidence(outcomes: $0.outcomes) } ?? evidence(candidate, calls, after, finding, rule),
      reason: reason)
  }

  /// The lanes of a finding, and those in which its operation raises in other calls or as a float32 model.
  private func failingLanes(_ finding: Finding) -> LaneMask {
    let found = unit.lanes(in: unit.lanes.all) { unit.names(of: $0).allSatisfy(finding.lanes.contains) }
    return unit.analysis.facts.raises.filter {
      $0.module == unit.analysis.module.id && Int($0.node.rawValue) < unit.tree.nodes.count
        && unit.tree.span($0.node) == finding.span
    }.reduce(found) { $0 | $1.lanes }
  }

  /// The casts that the edits made, in the order of `casts`.
  private static func editedCalls(_ candidate: Candidate, in after: AnalyzedUnit) -> [NodeID] {
    var ends: [Edit: UInt32] = [:]
    var shift = 0
    for edit in Edit.sorted(candidate.edits) ?? [] {
      ends[edit] = UInt32(clamping: Int(edit.span.start) + shift + edit.replacement.utf8.count)
      shift += edit.replacement.utf8.count - Int(edit.span.end - edit.span.start)
    }
    let calls = after.nodes(.call)
    return candidate.casts.indices.compactMap { index in
      calls.first { after.tree.span($0).end == ends[candidate.edits[index]] }
    }
  }

  /// What a fix changes in lanes in which nothing raises; nil if it changes nothing there.
  private func change(
    _ candidate: Candidate, _ calls: [NodeID], in after: AnalyzedUnit, besides failing: LaneMask
  ) -> String? {
    for (cast, call) in zip(candidate.casts, calls) {
      let value = unit.value(of: cast.node)
      let lanes = unit.lanes(in: unit.support(of: value) - failing) { lane in
        let old = unit.dtypes(of: value, in: lane)
        let new = after.dtypes(of: after.value(of: call), in: lane)
        return !old.isKnown || !new.isKnown || old.dtypes != new.dtypes
      }
      if let first = unit.names(of: lanes).first {
        return "it also changes the dtype of `\(unit.shortText(cast.node) ?? "an operand")` where nothing raises, "
          + "as in \(first)"
      }
    }
    return nil
  }

  private func evidence(
    _ candidate: Candidate, _ calls: [NodeID], _ edited: AnalyzedUnit, _ finding: Finding, _ rule: RuleID
  ) -> FixEvidence {
    let (unit, after) = (Self.look(of: rule, at: unit), Self.look(of: rule, at: edited))
    let mask = unit.lanes(in: unit.lanes.all) { unit.names(of: $0).allSatisfy(finding.lanes.contains) }
    func setting(_ dtype: (LocalFixes.Cast, NodeID) -> String) -> String {
      let words = zip(candidate.casts, calls).compactMap { cast, call in
        unit.shortText(cast.node).map { "\($0) \(dtype(cast, call))" }
      }
      return (words.isEmpty ? "" : words.joined(separator: ", ") + " ") + "(\(unit.laneWords(mask)))"
    }
    let message = finding.notes.first { $0.hasPrefix("torch raises: ") }.map { String($0.dropFirst(14)) }
    return FixEvidence(outcomes: [
      FixEvidence.Outcome(
        variant: "before", setting: setting { cast, _ in unit.dtypeWords(cast.node, in: mask) }, raises: message),
      FixEvidence.Outcome(variant: "after", setting: setting { _, call in after.dtypeWords(call, in: mask) }),
    ])
  }
}
