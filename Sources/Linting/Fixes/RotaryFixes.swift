import Dataflow
import NumericReference
import SourceText

/// Ranks ways of mending a rotary function by what the reference kernel measures of them.
struct RotaryFixes {
  /// A way of mending, and what became of the function.
  struct Trial {
    /// What the edits are for: of two ways to the same end one is enough.
    enum Aim { case widen, narrow, castBack }

    var aim: Aim
    var title: String
    var edits: [Edit]
    /// One for each setting; empty if it could not be measured.
    var reports: [EvidenceReport]

    /// In how many settings the function still raises.
    var raiseCount: Int { reports.count { if case .raised = $0.outcome { true } else { false } } }
  }

  let unit: AnalyzedUnit
  /// The settings in words, and their lanes.
  let words: [(dtypes: String, lanes: LaneMask)]
  let before: [EvidenceReport]
  /// The dtype that the rest of the code expects of the result, where it is not the one that comes out now.
  var expected: [ElementType?] = []

  /// The fixes, the best first: no raise, the dtype that is expected, least error, least work.
  func ranked(_ trials: [Trial]) -> [Fix] {
    // Of two ways to the same end, one that raises somewhere is of no use beside one that does not.
    let useful = trials.filter { trial in
      trial.raiseCount == 0 || !trials.contains { $0.aim == trial.aim && $0.raiseCount < trial.raiseCount }
    }
    let judged = useful.enumerated().map { index, trial -> (fix: Fix, rank: (Int, Int, Double)) in
      let others = useful.enumerated().filter { $0.offset != index }.map(\.element.reports)
      let verdict = FixVerdict(before: before, after: trial.reports, alternatives: others, expected: expected)
      let fix = Fix(
        title: trial.title, applicability: verdict.applicability, edits: Self.edits(trial.edits, in: unit),
        evidence: evidence(of: trial), reason: verdict.reason)
      let order: [Fix.Applicability] = [.safe, .unsafe, .displayOnly]
      let worst = trial.reports.compactMap(\.ownError).max() ?? .infinity
      return (fix, (order.firstIndex(of: verdict.applicability) ?? order.count, trial.raiseCount, worst))
    }
    // Candidates that come out alike keep their order: the code asked for the wider dtype.
    return judged.enumerated().sorted { left, right in
      left.element.rank == right.element.rank ? left.offset < right.offset : left.element.rank < right.element.rank
    }
    .map(\.element.fix)
  }

  /// What was measured before and after a trial; settings that differ in nothing but their lanes are told once.
  private func evidence(of trial: Trial) -> FixEvidence {
    var told: [(index: Int, lanes: LaneMask)] = []
    for index in words.indices {
      let alike = told.firstIndex {
        words[$0.index].dtypes == words[index].dtypes && before[$0.index] == before[index]
          && trial.reports[$0.index] == trial.reports[index]
      }
      if let alike {
        told[alike].lanes.formUnion(words[index].lanes)
      } else {
        told.append((index, words[index].lanes))
      }
    }
    return FixEvidence(
      outcomes: told.flatMap { index, lanes in
        let lanes = "(\(unit.laneWords(lanes)))"
        let setting = words[index].dtypes.isEmpty ? lanes : "\(words[index].dtypes) \(lanes)"
        return [
          before[index].outcome(variant: "before", setting: setting),
          trial.reports[index].outcome(variant: "after", setting: setting),
        ]
      })
  }

  /// A fix that could not be measured.
  static func shown(_ title: String, _ edits: [Edit], in unit: AnalyzedUnit, because reason: String) -> Fix {
    Fix(
      title: title, applicability: .displayOnly, edits: Self.edits(edits, in: unit),
      reason: "it could not be evaluated: \(reason)")
  }

  private static func edits(_ edits: [Edit], in unit: AnalyzedUnit) -> [FileEdit] {
    (Edit.sorted(edits) ?? []).map {
      FileEdit(place: unit.checkedFile.place($0.span), replacement: $0.replacement)
    }
  }
}

extension RotaryCallFixes {
  /// The fixes, the best first.
  var ranked: [Fix] {
    let candidates = candidates
    if candidates.isEmpty { return [] }
    let measurement: RotaryMeasurement
    do {
      measurement = try RotaryMeasurement(function, failing: failing, reached: reached, in: unit)
    } catch {
      return candidates.map { RotaryFixes.shown($0.title, $0.edits, in: unit, because: error.reason) }
    }
    let trials = candidates.compactMap { candidate -> RotaryFixes.Trial? in
      guard let reports = measurement.reports(after: candidate.edits) else { return nil }
      return RotaryFixes.Trial(
        aim: candidate.aim, title: candidate.title, edits: candidate.edits, reports: reports)
    }
    return RotaryFixes(unit: unit, words: measurement.words, before: measurement.reports()).ranked(trials)
  }
}
