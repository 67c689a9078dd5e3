import DTypeAnalysis
import NumericReference
import PythonSemantics
import SourceText

/// Measures ways of mending rotary calls on the reference kernel and ranks them.
struct RotaryFixes {
  private let calls: RotaryCallFixes
  private var unit: AnalyzedUnit { calls.unit }

  init(_ calls: RotaryCallFixes) { self.calls = calls }

  /// What became of the function after one way of mending.
  private struct Trial {
    var candidate: RotaryCallFixes.Candidate
    var reports: [EvidenceReport]
  }

  /// The fixes, the best first.
  var ranked: [Fix] {
    let candidates = calls.candidates
    if candidates.isEmpty { return [] }
    let info = unit.graph[calls.function]
    let evidence = RotaryEvidence(function: calls.function, in: unit.graph, policy: OperatorPromotion())
    let (settings, problem) = RotarySetting.all(
      of: calls.function, parameters: evidence.tensorParameters, failing: calls.failing, reached: calls.reached,
      in: unit)
    if let problem { return candidates.map { shown($0, because: problem) } }
    let layout: RotaryLayout
    switch evidence.layout() {
    case .success(let found): layout = found
    case .failure(let failure): return candidates.map { shown($0, because: failure.description) }
    }
    func reports(_ evidence: RotaryEvidence) -> [EvidenceReport] {
      settings.map { evidence.report(layout, dtypes: $0.dtypes, tables: $0.tables) }
    }
    let before = reports(evidence)
    let trials = candidates.compactMap { candidate -> Trial? in
      guard let bytes = Edit.apply(candidate.edits, to: unit.checkedFile.bytes) else { return nil }
      let path = unit.analysis.module.path
      let graph = ModuleGraph(
        cache: SourceCache(files: EditedFileSystem(unit.graph.cache.files, path: path, bytes: bytes)),
        roots: unit.graph.roots, environment: unit.graph.environment)
      guard let module = graph.module(atPath: path), graph[module].problems.isEmpty,
        let function = graph[module].functionsInOrder.first(where: {
          graph[$0].qualifiedName == info.qualifiedName && graph[$0].node == info.node
        }) ?? graph[module].functionsInOrder.last(where: { graph[$0].qualifiedName == info.qualifiedName })
      else { return nil }
      return Trial(
        candidate: candidate,
        reports: reports(RotaryEvidence(function: function, in: graph, policy: OperatorPromotion())))
    }
    return ranked(trials, before, settings)
  }

  private func ranked(_ trials: [Trial], _ before: [EvidenceReport], _ settings: [RotarySetting]) -> [Fix] {
    let judged = trials.enumerated().map { index, trial -> (fix: Fix, rank: (Int, Int, Double)) in
      let others = trials.enumerated().filter { $0.offset != index }.map(\.element.reports)
      let verdict = FixVerdict(before: before, after: trial.reports, alternatives: others)
      var outcomes: [FixEvidence.Outcome] = []
      for (setting, (old, new)) in zip(settings, zip(before, trial.reports)) {
        let text = setting.text + " (" + unit.names(of: setting.lanes).joined(separator: ", ") + ")"
        outcomes.append(old.outcome(variant: "before", setting: text))
        outcomes.append(new.outcome(variant: "after", setting: text))
      }
      let fix = Fix(
        title: trial.candidate.title, applicability: verdict.applicability, edits: edits(of: trial.candidate),
        evidence: FixEvidence(outcomes: outcomes), reason: verdict.reason)
      let order: [Fix.Applicability] = [.safe, .unsafe, .displayOnly]
      let worst = trial.reports.compactMap { $0.worst?.error.maximum }.max() ?? .infinity
      let raises = trial.reports.count { if case .raised = $0.outcome { true } else { false } }
      return (fix, (order.firstIndex(of: verdict.applicability) ?? order.count, raises, worst))
    }
    // Candidates that come out alike keep their order: the code asked for the wider dtype.
    return judged.enumerated().sorted { left, right in
      left.element.rank == right.element.rank ? left.offset < right.offset : left.element.rank < right.element.rank
    }
    .map(\.element.fix)
  }

  private func shown(_ candidate: RotaryCallFixes.Candidate, because reason: String) -> Fix {
    Fix(
      title: candidate.title, applicability: .displayOnly, edits: edits(of: candidate),
      reason: "it could not be evaluated: \(reason)")
  }

  private func edits(of candidate: RotaryCallFixes.Candidate) -> [FileEdit] {
    (Edit.sorted(candidate.edits) ?? []).map {
      FileEdit(place: unit.checkedFile.place($0.span), replacement: $0.replacement)
    }
  }
}
