import DTypeAnalysis
import PythonSemantics

/// `dtypelint trace`: the dtypes of every binding.
enum TraceCommand: Command {
  static let specification = CommandSpecification(
    name: "trace", operands: "PATH…", summary: "print the dtype of every name in every lane",
    details: [
      "PATH is a file or a folder; FILE:LINE or FILE:LINE:NAME shows what is bound there and how it got its dtype.",
      "A lane is a way of running the model: how it got its dtype, and its attention implementation.",
    ],
    options: AnalysisArguments.options + [
      OptionSpecification(
        name: "--output-format", value: "FORMAT", allowed: ["text", "jsonl"],
        help: "for people, or one JSON object a line; text unless given"),
      OptionSpecification(
        name: "--explain-unknown", help: "instead list why values are not known, most frequent first"),
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(CommandLineError) -> ExitCode {
    if arguments.has("--explain-unknown") { return try explainUnknown(arguments, console) }
    let isText = arguments.value("--output-format") != "jsonl"
    let (targets, paths) = TraceTarget.split(arguments.operands)
    if !targets.isEmpty || isText {
      return try TraceText(targets: targets, isText: isText).run(paths, arguments, console)
    }
    return try AnalysisArguments.printRows(arguments, console, command: specification.name) { unit in
      unit.traceRows().map(\.json)
    }
  }

  /// How many places are listed for each reason.
  private static let placesShown = 12

  /// Reasons by the bindings they cost (one per lane), each with the places where knowledge is lost.
  private static func explainUnknown(
    _ arguments: ParsedArguments, _ console: Console
  ) throws(CommandLineError) -> ExitCode {
    let (session, found) = try AnalysisArguments.opened(arguments, command: specification.name)
    let units = session.map(found.paths) { worker, module, path in
      module.map { module in
        let unit = worker.analyze(module, at: path)
        return (file: module.file, costs: unit.unknownCounts(), causes: unit.unknownCauses())
      }
    }
    var costs: [String: Int] = [:]
    var places: [String: [String]] = [:]
    for case let unit? in units {
      costs.merge(unit.costs, uniquingKeysWith: +)
      for cause in unit.causes {
        places[cause.reason, default: []].append("\(unit.file):\(cause.line): `\(cause.text)`")
        costs[cause.reason, default: 0] += 0
      }
    }
    for (reason, cost) in costs.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      let known = places[reason] ?? []
      console.print("\(cost)\t\(reason)\n")
      for place in known.prefix(placesShown) { console.print("\t  \(place)\n") }
      if known.count > placesShown { console.print("\t  and \(known.count - placesShown) more places\n") }
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
        name: "--output-format", value: "FORMAT", allowed: ["jsonl"], help: "one JSON object a line")
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(CommandLineError) -> ExitCode {
    try AnalysisArguments.printRows(arguments, console, command: specification.name) { unit in
      unit.siteRows().map(\.json)
    }
  }
}
