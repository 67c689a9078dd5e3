import Glibc

/// The program behind `dtypelint`: finds the subcommand, runs it and turns errors into messages and exit codes.
package enum CommandLineTool {
  /// Runs the program and gives its exit code.
  ///
  /// - Parameter arguments: without the program's name.
  package static func main(arguments: [String], console: Console? = nil) -> Int32 {
    // A closed pipe shows as a failed write, not as a signal that kills us half-way through a file.
    signal(SIGPIPE, SIG_IGN)
    let console = console ?? .standard
    do {
      return try run(arguments, console).rawValue
    } catch {
      console.printError("dtypelint: \(error.text)\n")
      return error.exitCode.rawValue
    }
  }

  private static func run(_ arguments: [String], _ console: Console) throws(CommandLineError) -> ExitCode {
    guard let name = arguments.first else {
      console.printError(overview)
      return .usage
    }
    switch name {
    case "--help", "-h", "help":
      console.print(
        arguments.count > 1 && name == "help" ? try command(named: arguments[1]).specification.help : overview)
      return .clean
    case "--version", "-V":
      console.print("dtypelint \(dtypelintVersion)\n")
      return .clean
    default: break
    }
    let command = try command(named: name)
    let rest = arguments.dropFirst()
    let options = rest.prefix { $0 != "--" }
    if options.contains(where: { $0 == "--help" || $0 == "-h" }) {
      console.print(command.specification.help)
      return .clean
    }
    if options.contains("--version") {
      console.print("dtypelint \(dtypelintVersion)\n")
      return .clean
    }
    return try command.run(try ParsedArguments(rest, of: command.specification), console)
  }

  private static func command(named name: String) throws(CommandLineError) -> any Command.Type {
    if let command = commands.first(where: { $0.specification.name == name }) { return command }
    if name.hasPrefix("-") {
      throw .unknownOption(
        name, command: "", suggestion: Suggestion.nearest(to: name, in: ["--help", "--version"]))
    }
    throw .unknownCommand(
      name, suggestion: Suggestion.nearest(to: name, in: commands.map { $0.specification.name }))
  }

  /// The subcommands, in the order of the help.
  static var commands: [any Command.Type] {
    [
      CheckCommand.self, TraceCommand.self, SitesCommand.self, RuleCommand.self, OperatorsSubcommand.self,
      KernelSubcommand.self,
    ]
  }

  private static var overview: String {
    let rows = commands.map { ($0.specification.name, $0.specification.summary) }
    let lines =
      [
        "dtypelint \(dtypelintVersion): finds where tensor dtypes diverge in PyTorch modeling code.",
        "", "Usage: dtypelint COMMAND [OPTION…] [ARGUMENT…]", "", "Commands:",
      ] + CommandSpecification.table(rows) + [
        "", "`dtypelint COMMAND --help` tells more.",
        "Exit codes: 0 no findings, 1 findings, 2 wrong usage or nothing to check, 3 internal error.",
      ]
    return lines.joined(separator: "\n") + "\n"
  }
}

/// A subcommand.
protocol Command {
  static var specification: CommandSpecification { get }

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(CommandLineError) -> ExitCode
}
