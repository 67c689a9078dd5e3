import DTypeAnalysis
import Linting
import PythonSemantics
import PythonSyntax
import SourceText

/// The rules run over one file.
struct UnitCheck: Sendable {
  let linter: Linter
  let display: DisplayPaths
  /// The paths that the run is about.
  let checked: Set<String>
  /// Whether findings of generated and copied code stay where they were found.
  let reportsGenerated: Bool

  struct Outcome: Sendable {
    var file: CheckedFile?
    /// Whether somebody writes comments into it, so that those without effect are worth a report.
    var isEditable = true
    /// Files that findings were moved to.
    var sources: [CheckedFile] = []
    var diagnostics: [Diagnostic] = []
    /// Those found in copies of other files' code, at the source and at the copy.
    var copied: [(atSource: Diagnostic, atCopy: Diagnostic)] = []
    /// The rules that found something, or the cause of it.
    var rules: Set<RuleID> = []
    var problems: [String] = []
    var statistics = AnalysisStatistics()
  }

  /// What there is to be found, without the ways that dtypes took and without fixes.
  func found(_ worker: AnalysisWorker, _ module: Module?, _ path: String) -> Outcome {
    guard let source = module else { return Self.unreadable(path) }
    if let problem = source.fileProblem { return Outcome(problems: ["\(path): \(problem.description)"]) }
    // What a modular file says is found in the code that was generated from it, and told at the modular file's lines.
    if !reportsGenerated, checked.contains(GeneratedMap.generatedPath(of: path)), worker.isSource(source, at: path) {
      return Outcome(file: CheckedFile(source, path: path), problems: problems(of: source, path))
    }
    return outcome(of: worker, source, path, linter, isExplained: false)
  }

  /// The same with all there is to tell; what the rules found that are named.
  func explained(_ worker: AnalysisWorker, _ module: Module?, _ path: String, _ rules: Set<RuleID>) -> Outcome {
    guard let source = module else { return Self.unreadable(path) }
    return outcome(of: worker, source, path, linter.running(rules), isExplained: true)
  }

  private static func unreadable(_ path: String) -> Outcome { Outcome(problems: ["\(path): cannot be read"]) }

  private func problems(of source: Module, _ path: String) -> [String] {
    source.problems.map { problem in
      let position = source.lines.characterPosition(at: problem.span.start, in: source.bytes)
      return "\(path):\(position.line):\(position.column): syntax error: \(problem.message)"
    }
  }

  private func outcome(
    of worker: AnalysisWorker, _ source: Module, _ path: String, _ linter: Linter, isExplained: Bool
  ) -> Outcome {
    let processorInputs = linter.readsProcessorInputs ? worker.analyzeProcessorInputs(source, at: path) : nil
    // Origins cost sharing, so they are only tracked where there is something to explain.
    let unit = AnalyzedUnit(
      worker.analyze(source, at: path, tracksOrigins: isExplained), processorInputs: processorInputs, path: path,
      reanalysis: isExplained ? worker.reanalysis : nil, displayPath: display.path)
    var outcome = Outcome(file: unit.checkedFile, problems: problems(of: source, path))
    outcome.statistics = unit.analysis.statistics
    if let processorInputs { outcome.statistics.add(processorInputs.statistics) }
    let diagnostics = linter.diagnostics(for: unit, isExplained: isExplained)
    outcome.rules = Set(diagnostics.flatMap { [$0.rule, $0.causeRule].compactMap { $0 } })
    let sources = EditableSources(worker.generatedMap(for: path), displayPath: display.path)
    locate(diagnostics, from: source.id, sources, &outcome)
    return outcome
  }

  /// Moves findings to where a person would edit.
  private func locate(
    _ diagnostics: [Diagnostic], from module: ModuleID, _ sources: EditableSources, _ outcome: inout Outcome
  ) {
    let mended = diagnostics.map { sources.withMovedFixes($0, from: module) }
    if reportsGenerated {
      outcome.diagnostics = mended
    } else {
      outcome.isEditable = !sources.isGenerated(module)
      for (diagnostic, mended) in zip(diagnostics, mended) {
        let moved = sources.moved(mended, from: module)
        if let atCopy = sources.atCopy(diagnostic, from: module) {
          outcome.copied.append((moved, atCopy))
        } else {
          outcome.diagnostics.append(moved)
        }
      }
    }
    outcome.sources = sources.files
  }
}
