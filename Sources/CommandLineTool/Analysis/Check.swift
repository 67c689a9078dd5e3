import Linting
import PythonSemantics
import PythonSyntax
import SourceText

/// One run of the rules over files.
struct Check: Sendable {
  let session: AnalysisSession
  let linter: Linter
  let paths: [String]

  struct Result: Sendable {
    var diagnostics: [Diagnostic] = []
    /// Files that could not be read or parsed whole, one line each.
    var problems: [String] = []
    /// Files that were read.
    var fileCount = 0
  }

  private struct UnitResult: Sendable {
    var file: CheckedFile?
    var diagnostics: [Diagnostic] = []
    var problems: [String] = []
  }

  func run() -> Result {
    let display = DisplayPaths(paths, files: session.files)
    let units = session.map(paths) { worker, module, path in unit(worker, module, path, display) }
    var result = Result()
    result.problems = units.flatMap(\.problems)
    let files = units.compactMap(\.file)
    result.fileCount = files.count
    result.diagnostics = linter.merged(units.flatMap(\.diagnostics), in: files)
    return result
  }

  private func unit(
    _ worker: AnalysisWorker, _ module: Module?, _ path: String, _ display: DisplayPaths
  ) -> UnitResult {
    guard let source = module else { return UnitResult(problems: ["\(path): cannot be read"]) }
    if let problem = source.fileProblem { return UnitResult(problems: ["\(path): \(problem.description)"]) }
    var result = UnitResult()
    result.problems = source.problems.map { problem in
      let position = source.lines.characterPosition(at: problem.span.start, in: source.bytes)
      return "\(path):\(position.line):\(position.column): \(problem.message)"
    }
    var unit = AnalyzedUnit(worker.analyze(source, at: path), path: path, displayPath: display.path)
    result.diagnostics = linter.diagnostics(for: unit)
    if !result.diagnostics.isEmpty {
      // Origins cost sharing, so they are only tracked where there is something to explain.
      unit = AnalyzedUnit(worker.analyze(source, at: path, tracksOrigins: true), path: path, displayPath: display.path)
      result.diagnostics = linter.diagnostics(for: unit)
    }
    result.file = unit.checkedFile
    return result
  }
}
