import DTypeAnalysis
import Linting
import PythonSemantics
import Reporting
import SourceText

/// `dtypelint check`: runs the rules and reports what they find.
enum CheckCommand: Command {
  static let specification = CommandSpecification(
    name: "check", operands: "PATH…", summary: "find places where dtypes diverge",
    details: [
      "PATH is a file or a folder. Imports are resolved from the package around it, only the files given are reported.",
      "Exit codes: 0 no findings, 1 findings, 2 wrong usage or nothing to check, 3 internal error.",
    ],
    options: [
      OptionSpecification(
        name: "--output-format", value: "FORMAT", allowed: OutputFormat.allCases.map(\.rawValue),
        help: "how to write findings; text unless given"),
      OptionSpecification(
        name: "--output", value: "FORMAT:FILE", isRepeatable: true,
        help: "also write the findings to a file in another format; may be repeated"),
      OptionSpecification(
        name: "--select", value: "RULES", isRepeatable: true,
        help: "run these rules only: codes, families or slugs, separated by commas; ALL for every rule"),
      OptionSpecification(name: "--ignore", value: "RULES", isRepeatable: true, help: "do not run these rules"),
      OptionSpecification(
        name: "--min-severity", value: "SEVERITY", allowed: Severity.allCases.reversed().map(\.rawValue),
        help: "leave out findings below this severity; warning unless given, or info with --select"),
      OptionSpecification(
        name: "--report-generated",
        help: "report generated and copied code where it was found, not at the line that spells it"),
      OptionSpecification(name: "--fix", help: "apply safe fixes, then report what is left"),
      OptionSpecification(name: "--unsafe-fixes", help: "with --fix, --fix-only or --diff: apply unsafe fixes too"),
      OptionSpecification(name: "--fix-only", help: "apply fixes and report nothing else"),
      OptionSpecification(
        name: "--diff", help: "print what --fix would change as a unified diff, change nothing; exit with 1 if any"),
      OptionSpecification(name: "--exit-zero", help: "exit with 0 even if there are findings"),
      OptionSpecification(
        name: "--changed", help: "check only files that are new or changed in git's eyes, below PATH or here"),
      OptionSpecification(
        name: "--base", value: "REF", help: "with --changed: compare with where the work left this branch or commit"),
      OptionSpecification(
        name: "--statistics", help: "print on standard error what the analysis cost, and the roots that cost most"),
    ] + AnalysisArguments.options)

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(CommandLineError) -> ExitCode {
    // Mistakes are told before the work, not after it.
    for text in arguments.all("--output") { _ = try OutputTarget(text) }
    let selection = try selection(arguments)
    let disk = DiskFileSystem()
    let found = try discover(arguments, in: disk)
    var session = try AnalysisArguments.session(arguments, over: disk, paths: found.paths)
    session.options.countsPlaces = arguments.has("--statistics")
    for problem in found.problems { console.printError("dtypelint: \(problem)\n") }
    let check = Check(
      session: session, linter: Linter(selection: selection), paths: found.paths,
      reportsGenerated: arguments.has("--report-generated"))
    var result = check.run()
    for problem in result.problems { console.printError("dtypelint: \(problem)\n") }
    if arguments.has("--statistics") { console.printError(StatisticsReport(result).text) }
    // A hook that is handed nothing but excluded files, or no changed ones, has nothing to complain about.
    if !found.paths.isEmpty || (found.excludedCount == 0 && !arguments.has("--changed")) {
      try AnalysisArguments.requireAny(found.paths, unread: result.unreadCount, arguments)
    }
    var files = session.files
    if let request = FixRequest(arguments) {
      let outcome = FixEngine(check: check, allowed: request.allowed).run(after: result)
      let isChanged = try request.carryOut(outcome, files: session.files, console)
      if request.isDiff || request.isOnly {
        return request.isDiff && isChanged && !arguments.has("--exit-zero") ? .findings : .clean
      }
      if isChanged {
        files = outcome.tree
        var again = check
        again.session = AnalysisSession(files: outcome.tree, modelsOf: session)
        result = again.run()
      }
    }
    return try report(result, arguments, files, console)
  }

  /// Writes the report in every format asked for.
  private static func report(
    _ result: Check.Result, _ arguments: ParsedArguments, _ files: any FileSystem, _ console: Console
  ) throws(CommandLineError) -> ExitCode {
    let outputs = try arguments.all("--output").map { text throws(CommandLineError) in try OutputTarget(text) }
    let usual = arguments.has("--select") ? Severity.info : .warning
    let minimum = arguments.value("--min-severity").flatMap(Severity.init) ?? usual
    let report = Report(
      diagnostics: result.diagnostics.filter { $0.severity >= minimum }, fileCount: result.fileCount,
      unreadCount: result.unreadCount)
    let sources = SourceTexts { try? files.read($0, limit: SourceFile.sizeLimit) }
    for output in outputs {
      let context = RenderingContext(useColor: false, sources: sources, toolVersion: dtypelintVersion)
      try AtomicFile.write(Array(report.rendered(as: output.format, in: context).utf8), to: output.path)
    }
    let format = arguments.value("--output-format").flatMap(OutputFormat.init) ?? .text
    let context = RenderingContext(useColor: console.wantsColor, sources: sources, toolVersion: dtypelintVersion)
    console.print(report.rendered(as: format, in: context))
    return report.diagnostics.isEmpty || arguments.has("--exit-zero") ? .clean : .findings
  }

  /// The files to check; with `--changed` there may be none, which is a clean result.
  private static func discover(
    _ arguments: ParsedArguments, in files: any FileSystem
  ) throws(CommandLineError) -> FileDiscovery.Result {
    guard arguments.has("--changed") else {
      if arguments.has("--base") { throw .malformedInput("option `--base` needs `--changed`") }
      return try AnalysisArguments.discover(arguments, in: files, command: specification.name)
    }
    let changes = GitChanges(files: files, base: arguments.value("--base"))
    var changed = arguments
    changed.replaceOperands(try changes.find(arguments.operands.isEmpty ? ["."] : arguments.operands))
    if changed.operands.isEmpty { return FileDiscovery.Result() }
    // Nobody named these files, so exclusions hold as in a walk through the folder.
    return try AnalysisArguments.discover(changed, in: files, command: specification.name, forceExclude: true)
  }

  private static func selection(_ arguments: ParsedArguments) throws(CommandLineError) -> RuleSelection {
    do {
      return try RuleSelection(select: arguments.list("--select"), ignore: arguments.list("--ignore"))
    } catch {
      throw .unknownRule(error.name, suggestion: Suggestion.nearest(to: error.name, in: RuleSelection.names()))
    }
  }
}

/// A file that a report is written to: `FORMAT:FILE`.
struct OutputTarget: Sendable {
  let format: OutputFormat
  let path: String

  init(_ text: String) throws(CommandLineError) {
    let names = OutputFormat.allCases.map(\.rawValue)
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[1].isEmpty, let format = OutputFormat(rawValue: parts[0]) else {
      throw .invalidValue(
        option: "--output", value: text, allowed: names.map { $0 + ":FILE" },
        suggestion: Suggestion.nearest(to: parts[0], in: names).map { $0 + ":" + (parts.count > 1 ? parts[1] : "FILE") }
      )
    }
    self.format = format
    path = parts[1]
  }
}
