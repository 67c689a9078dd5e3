/// Why a command line cannot be carried out.
package enum CommandLineError: Error, Equatable {
  case unknownCommand(String, suggestion: String?)
  case unknownOption(String, command: String, suggestion: String?)
  case missingValue(option: String)
  case unexpectedValue(option: String)
  case invalidValue(option: String, value: String, allowed: [String], suggestion: String?)
  case missingArgument(String, command: String)
  case unexpectedArgument(String, command: String)
  case conflictingOptions(String, String)
  case unknownRule(String, suggestion: String?)
  case path(String, problem: String)
  case nothingToCheck(String)
  case output(String, problem: String)
  case malformedInput(String)
  case version(String)
  case git(String)

  /// The exit code that goes with it.
  package var exitCode: ExitCode { .usage }

  /// The message, without the program's name.
  package var text: String {
    switch self {
    case .unknownCommand(let name, let suggestion):
      return "unknown command `\(name)`\(Self.hint(suggestion)); see `dtypelint --help`"
    case .unknownOption(let option, let command, let suggestion):
      let program = command.isEmpty ? "dtypelint" : "dtypelint \(command)"
      return "unknown option `\(option)`\(Self.hint(suggestion)); see `\(program) --help`"
    case .missingValue(let option):
      return "option `\(option)` needs a value"
    case .unexpectedValue(let option):
      return "option `\(option)` takes no value"
    case .invalidValue(let option, let value, let allowed, let suggestion):
      let choices = allowed.isEmpty ? "" : "; it can be " + allowed.joined(separator: ", ")
      return "`\(value)` is no value for `\(option)`\(Self.hint(suggestion))\(choices)"
    case .missingArgument(let name, let command):
      return "`dtypelint \(command)` needs \(name); see `dtypelint \(command) --help`"
    case .unexpectedArgument(let argument, let command):
      return "`dtypelint \(command)` takes no `\(argument)`; see `dtypelint \(command) --help`"
    case .conflictingOptions(let first, let second):
      return "options `\(first)` and `\(second)` exclude each other"
    case .unknownRule(let name, let suggestion):
      return "no rule is called `\(name)`\(Self.hint(suggestion)); `dtypelint rule` lists them"
    case .path(let path, let problem), .output(let path, let problem):
      return "\(path): \(problem)"
    case .nothingToCheck(let reason):
      return "nothing was checked: \(reason)"
    case .git(let problem):
      return "git: \(problem)"
    case .malformedInput(let problem), .version(let problem):
      return problem
    }
  }

  private static func hint(_ suggestion: String?) -> String {
    suggestion.map { ", did you mean `\($0)`?" } ?? ""
  }
}
