import DTypeAnalysis
import Linting
import PythonSemantics
import PythonSyntax
import SourceText

/// One run of the rules over files.
struct Check: Sendable {
  var session: AnalysisSession
  let linter: Linter
  let paths: [String]
  /// Whether findings of generated and copied code stay where they were found.
  var reportsGenerated = false

  struct Result: Sendable {
    var diagnostics: [Diagnostic] = []
    /// Files that could not be read or parsed whole, one line each.
    var problems: [String] = []
    /// Files that were read.
    var fileCount = 0
    /// Files that were found and could not be read.
    var unreadCount = 0
    /// What the analysis of all files cost, second passes included.
    var statistics = AnalysisStatistics()
    /// The files with findings or fixes, as they were analysed, by path.
    var files: [String: CheckedFile] = [:]
  }

  private struct UnitResult: Sendable {
    var file: CheckedFile?
    /// Whether somebody writes comments into it, so that those without effect are worth a report.
    var isEditable = true
    /// Files that findings were moved to.
    var sources: [CheckedFile] = []
    var diagnostics: [Diagnostic] = []
    /// Those found in copies of other files' code, at the source and at the copy.
    var copied: [(atSource: Diagnostic, atCopy: Diagnostic)] = []
    var problems: [String] = []
    var statistics = AnalysisStatistics()
  }

  func run() -> Result {
    let display = DisplayPaths(paths, files: session.files)
    let checked = Set(paths)
    let units = session.map(paths) { worker, module, path in unit(worker, module, path, display, among: checked) }
    var result = Result()
    result.problems = units.flatMap(\.problems)
    for unit in units { result.statistics.add(unit.statistics) }
    let files = units.filter(\.isEditable).compactMap(\.file)
    let sources = units.filter { !$0.isEditable }.compactMap(\.file) + units.flatMap(\.sources)
    result.fileCount = units.count { $0.file != nil }
    result.unreadCount = units.count - result.fileCount
    result.files = Dictionary((files + sources).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    result.diagnostics = linter.merged(
      located(units, among: checked), in: files, sources: sources, foldsCopies: !reportsGenerated)
    return result
  }

  /// The findings of all units; one in a copy is told at its source, unless that was checked as well and is without it.
  private func located(_ units: [UnitResult], among checked: Set<String>) -> [Diagnostic] {
    struct Spot: Hashable {
      var rule: RuleID
      var path: String
      var line: Int

      init(_ diagnostic: Diagnostic) {
        rule = diagnostic.rule
        path = diagnostic.place.path
        line = diagnostic.place.line
      }
    }
    let found = units.flatMap(\.diagnostics)
    let spots = Set(found.map(Spot.init))
    let copied = units.flatMap(\.copied).map { copy in
      checked.contains(copy.atSource.place.path) && !spots.contains(Spot(copy.atSource)) ? copy.atCopy : copy.atSource
    }
    return found + copied
  }

  private func unit(
    _ worker: AnalysisWorker, _ module: Module?, _ path: String, _ display: DisplayPaths, among checked: Set<String>
  ) -> UnitResult {
    guard let source = module else { return UnitResult(problems: ["\(path): cannot be read"]) }
    if let problem = source.fileProblem { return UnitResult(problems: ["\(path): \(problem.description)"]) }
    var result = UnitResult()
    result.problems = source.problems.map { problem in
      let position = source.lines.characterPosition(at: problem.span.start, in: source.bytes)
      return "\(path):\(position.line):\(position.column): syntax error: \(problem.message)"
    }
    // What a modular file says is found in the code that was generated from it, and told at the modular file's lines.
    if !reportsGenerated, checked.contains(GeneratedMap.generatedPath(of: path)), worker.isSource(source, at: path) {
      result.file = CheckedFile(source, path: path)
      return result
    }
    let processorInputs = linter.readsProcessorInputs ? worker.analyzeProcessorInputs(source, at: path) : nil
    var unit = AnalyzedUnit(
      worker.analyze(source, at: path), processorInputs: processorInputs, path: path, displayPath: display.path)
    result.statistics = unit.analysis.statistics
    if let processorInputs { result.statistics.add(processorInputs.statistics) }
    result.diagnostics = linter.diagnostics(for: unit, withFixes: false)
    if !result.diagnostics.isEmpty {
      // Origins cost sharing, so they are only tracked where there is something to explain.
      unit = AnalyzedUnit(
        worker.analyze(source, at: path, tracksOrigins: true), processorInputs: processorInputs, path: path,
        reanalysis: session.reanalysis, displayPath: display.path)
      result.statistics.add(unit.analysis.statistics)
      result.diagnostics = linter.diagnostics(for: unit)
    }
    result.file = unit.checkedFile
    let sources = EditableSources(worker.generatedMap(for: path), displayPath: display.path)
    let found = result.diagnostics
    let mended = found.map { sources.withMovedFixes($0, from: source.id) }
    if reportsGenerated {
      result.diagnostics = mended
    } else {
      result.isEditable = !sources.isGenerated(source.id)
      result.diagnostics = []
      for (diagnostic, mended) in zip(found, mended) {
        let moved = sources.moved(mended, from: source.id)
        if let atCopy = sources.atCopy(diagnostic, from: source.id) {
          result.copied.append((moved, atCopy))
        } else {
          result.diagnostics.append(moved)
        }
      }
    }
    result.sources = sources.files
    return result
  }
}
