import DTypeAnalysis
import Linting
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

  func run() -> Result {
    let check = UnitCheck(
      linter: linter, display: DisplayPaths(paths, files: session.files), checked: Set(paths),
      reportsGenerated: reportsGenerated)
    let team = WorkerTeam()
    var units = session.map(paths, team: team) { check.found($0, $1, $2) }
    var diagnostics = merged(units)
    var explained: Set<String> = []
    // Of many copies of a finding one is told, and only that one needs its way and its fixes.
    while true {
      let wanted = Set(diagnostics.map(\.unit)).subtracting(explained)
      let indices = units.indices.filter { wanted.contains(paths[$0]) }
      if indices.isEmpty { break }
      let rules = Dictionary(indices.map { (paths[$0], units[$0].rules) }, uniquingKeysWith: { $0.union($1) })
      let again = session.map(indices.map { paths[$0] }, team: team) { worker, module, path in
        check.explained(worker, module, path, rules[path] ?? [])
      }
      for (index, unit) in zip(indices, again) {
        var unit = unit
        unit.statistics.add(units[index].statistics)
        units[index] = unit
      }
      explained.formUnion(wanted)
      diagnostics = merged(units)
    }
    return result(units, diagnostics)
  }

  private func merged(_ units: [UnitCheck.Outcome]) -> [Diagnostic] {
    linter.merged(
      located(units), in: editable(units), sources: sources(units), foldsCopies: !reportsGenerated)
  }

  /// The files that somebody writes comments into, so that those without effect are worth a report.
  private func editable(_ units: [UnitCheck.Outcome]) -> [CheckedFile] {
    units.filter(\.isEditable).compactMap(\.file)
  }

  /// The files that comments and findings count in all the same.
  private func sources(_ units: [UnitCheck.Outcome]) -> [CheckedFile] {
    units.filter { !$0.isEditable }.compactMap(\.file) + units.flatMap(\.sources)
  }

  private func result(_ units: [UnitCheck.Outcome], _ diagnostics: [Diagnostic]) -> Result {
    var result = Result(diagnostics: diagnostics)
    result.problems = units.flatMap(\.problems)
    for unit in units { result.statistics.add(unit.statistics) }
    result.fileCount = units.count { $0.file != nil }
    result.unreadCount = units.count - result.fileCount
    result.files = Dictionary(
      (editable(units) + sources(units)).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    return result
  }

  /// The findings of all units; one in a copy is told at its source, unless that was checked as well and is without it.
  private func located(_ units: [UnitCheck.Outcome]) -> [Diagnostic] {
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
    let checked = Set(paths)
    let found = units.flatMap(\.diagnostics)
    let spots = Set(found.map(Spot.init))
    let copied = units.flatMap(\.copied).map { copy in
      checked.contains(copy.atSource.place.path) && !spots.contains(Spot(copy.atSource)) ? copy.atCopy : copy.atSource
    }
    return found + copied
  }
}
