import DTypeAnalysis
import SourceText

/// `dtypelint trace`: the dtypes of every binding, for programs.
enum TraceCommand: Command {
  static let specification = CommandSpecification(
    name: "trace", operands: "PATH…", summary: "print the dtype of every name in every lane",
    details: ["A lane is a way of running the model: how it got its dtype, and its attention implementation."],
    options: AnalysisArguments.options + [
      OptionSpecification(
        name: "--output-format", value: "FORMAT", allowed: ["jsonl"], help: "how to write it down"),
      OptionSpecification(
        name: "--explain-unknown", help: "instead list why values are not known, most frequent first"),
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(CommandLineError) -> ExitCode {
    if arguments.has("--explain-unknown") { return try explainUnknown(arguments, console) }
    return try AnalysisArguments.printRows(arguments, console, command: specification.name) { unit in
      unit.traceRows().map(\.json)
    }
  }

  private static func explainUnknown(
    _ arguments: ParsedArguments, _ console: Console
  ) throws(CommandLineError) -> ExitCode {
    let session = try AnalysisArguments.session(arguments)
    let found = try FileDiscovery(files: session.files).find(arguments.operands)
    var total: [String: Int] = [:]
    for counts in session.map(found.paths, { $0.unknownCounts() }) {
      total.merge(counts ?? [:], uniquingKeysWith: +)
    }
    for (reason, count) in total.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      console.print("\(count)\t\(reason)\n")
    }
    return .clean
  }
}

/// `dtypelint sites`: the dtypes at every call of a function that applies rotary embeddings.
enum SitesCommand: Command {
  static let specification = CommandSpecification(
    name: "sites", operands: "PATH…", summary: "print the dtypes at every call that applies rotary embeddings",
    options: AnalysisArguments.options + [
      OptionSpecification(
        name: "--output-format", value: "FORMAT", allowed: ["jsonl"], help: "how to write it down")
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(CommandLineError) -> ExitCode {
    try AnalysisArguments.printRows(arguments, console, command: specification.name) { unit in
      unit.siteRows().map(\.json)
    }
  }
}

/// The options of all commands that analyse files.
enum AnalysisArguments {
  static let options = [
    OptionSpecification(
      name: "--autocast-device", value: "DEVICE", allowed: ["cuda", "cpu", "mps"],
      help: "whose autocast policy applies (default: cuda)"),
    OptionSpecification(name: "--threads", value: "N", help: "how many threads work (default: all processors)"),
  ]

  static func session(_ arguments: ParsedArguments) throws(CommandLineError) -> AnalysisSession {
    var session = AnalysisSession()
    switch arguments.value("--autocast-device") {
    case "cpu": session.options.autocastDevice = .cpu
    case "mps": session.options.autocastDevice = .mps
    default: break
    }
    if let threads = try arguments.count("--threads") { session.threads = threads }
    return session
  }

  /// Prints lines for every file, in the order of the paths.
  static func printRows(
    _ arguments: ParsedArguments, _ console: Console, command: String,
    _ rows: @escaping @Sendable (UnitAnalysis) -> [String]
  ) throws(CommandLineError) -> ExitCode {
    guard !arguments.operands.isEmpty else { throw .missingArgument("a path", command: command) }
    let session = try session(arguments)
    let found = try FileDiscovery(files: session.files).find(arguments.operands)
    for lines in session.map(found.paths, rows) {
      guard let lines, !lines.isEmpty else { continue }
      console.print(lines.joined(separator: "\n") + "\n")
    }
    return .clean
  }
}
