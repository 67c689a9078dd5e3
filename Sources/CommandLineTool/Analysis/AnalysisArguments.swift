import DTypeAnalysis
import PythonSemantics
import SourceText

/// The options of all commands that analyse files.
enum AnalysisArguments {
  static let options = [
    OptionSpecification(
      name: "--autocast-device", value: "DEVICE", allowed: ["cuda", "cpu", "mps"],
      help: "whose autocast policy applies; cuda unless given"),
    OptionSpecification(
      name: "--exclude", value: "PATTERN", isRepeatable: true,
      help: "leave out files and folders that match, as in .gitignore; may be repeated"),
    OptionSpecification(
      name: "--force-exclude", help: "apply --exclude to files that are named on the command line too"),
    OptionSpecification(
      name: "--threads", value: "N", help: "how many threads work, never what they find (default: all processors)"),
  ]

  /// A session over files as the options want it.
  static func session(
    _ arguments: ParsedArguments, over files: any FileSystem, paths: [String]
  ) throws(CommandLineError) -> AnalysisSession {
    let threads = try arguments.count("--threads") ?? WorkerPool.defaultThreadCount
    var session = AnalysisSession(files: files, threads: threads, paths: paths)
    switch arguments.value("--autocast-device") {
    case "cpu": session.options.autocastDevice = .cpu
    case "mps": session.options.autocastDevice = .mps
    default: break
    }
    return session
  }

  /// A session over the disk with the files that the operands mean.
  static func opened(
    _ arguments: ParsedArguments, command: String
  ) throws(CommandLineError) -> (session: AnalysisSession, found: FileDiscovery.Result) {
    let files = DiskFileSystem()
    let found = try discover(arguments, in: files, command: command)
    return (try session(arguments, over: files, paths: found.paths), found)
  }

  /// The files that the operands mean; a path that cannot be used is an error.
  static func discover(
    _ arguments: ParsedArguments, in files: any FileSystem, command: String, forceExclude: Bool = false
  ) throws(CommandLineError) -> FileDiscovery.Result {
    guard !arguments.operands.isEmpty else { throw .missingArgument("a path", command: command) }
    var discovery = FileDiscovery(files: files)
    discovery.exclude = arguments.list("--exclude").map(GlobPattern.init)
    discovery.forceExclude = forceExclude || arguments.has("--force-exclude")
    return try discovery.find(arguments.operands)
  }

  /// Prints lines for every file, in the order of the paths.
  static func printRows(
    _ arguments: ParsedArguments, _ console: Console, command: String,
    _ rows: @escaping @Sendable (UnitAnalysis) -> [String]
  ) throws(CommandLineError) -> ExitCode {
    let (session, found) = try opened(arguments, command: command)
    for problem in found.problems { console.printError("dtypelint: \(problem)\n") }
    let outputs = session.map(found.paths) { worker, module, path -> (rows: [String], problem: String?) in
      guard let module else { return ([], "\(path): cannot be read") }
      if let problem = module.fileProblem { return ([], "\(path): \(problem.description)") }
      return (rows(worker.analyze(module, at: path)), nil)
    }
    for output in outputs {
      if let problem = output.problem { console.printError("dtypelint: \(problem)\n") }
      if !output.rows.isEmpty { console.print(output.rows.joined(separator: "\n") + "\n") }
    }
    try requireAny(found.paths, unread: outputs.count { $0.problem != nil }, arguments)
    return .clean
  }

  /// It is an error if no file was found, or none of them could be read.
  static func requireAny(
    _ paths: [String], unread: Int, _ arguments: ParsedArguments
  ) throws(CommandLineError) {
    if paths.isEmpty { throw .nothingToCheck("no Python file in \(arguments.operands.joined(separator: ", "))") }
    if unread == paths.count { throw .nothingToCheck("no file could be read") }
  }
}
