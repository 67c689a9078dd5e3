/// The options and operands of one call of a command.
struct ParsedArguments: Equatable {
  private(set) var values: [String: [String]] = [:]
  private(set) var operands: [String] = []

  /// Whether a switch, or an option with any value, was given.
  func has(_ option: String) -> Bool { values[option] != nil }

  /// The last value of an option.
  func value(_ option: String) -> String? { values[option]?.last }

  /// Every value of an option that may be repeated, lists separated by commas taken apart.
  func list(_ option: String) -> [String] {
    (values[option] ?? []).flatMap { $0.split(separator: ",") }.map(String.init).filter { !$0.isEmpty }
  }

  /// Every value of an option, as written.
  func all(_ option: String) -> [String] { values[option] ?? [] }

  /// A positive whole number.
  func count(_ option: String) throws(CommandLineError) -> Int? {
    guard let text = value(option) else { return nil }
    guard let number = Int(text), number > 0 else {
      throw .invalidValue(option: option, value: text, allowed: ["a positive number"], suggestion: nil)
    }
    return number
  }
}

extension ParsedArguments {
  /// Reads the arguments of a command: `--name value`, `--name=value`, operands anywhere, `--` ends the options.
  init(_ arguments: some Collection<String>, of command: CommandSpecification) throws(CommandLineError) {
    var rest = Array(arguments)[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        operands += rest
        return
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        operands.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let option = command.option(named: parts[0]) else {
        let names = command.options.map(\.name) + ["--help", "--version"]
        throw .unknownOption(
          parts[0], command: command.name, suggestion: Suggestion.nearest(to: parts[0], in: names))
      }
      let attached = parts.count > 1 ? parts[1] : nil
      if option.value == nil {
        guard attached == nil else { throw .unexpectedValue(option: option.name) }
        values[option.name] = []
      } else {
        guard let value = attached ?? rest.popFirst(), value.contains(where: { $0 != "," }) else {
          throw .missingValue(option: option.name)
        }
        try check(value, for: option)
        values[option.name] = (option.isRepeatable ? values[option.name] ?? [] : []) + [value]
      }
    }
  }

  private func check(_ value: String, for option: OptionSpecification) throws(CommandLineError) {
    guard !option.allowed.isEmpty, !option.allowed.contains(value) else { return }
    throw .invalidValue(
      option: option.name, value: value, allowed: option.allowed,
      suggestion: Suggestion.nearest(to: value, in: option.allowed))
  }
}

extension ParsedArguments {
  /// The same options with other operands.
  mutating func replaceOperands(_ operands: [String]) { self.operands = operands }
}
