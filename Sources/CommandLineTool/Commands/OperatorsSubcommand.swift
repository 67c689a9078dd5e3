import DTypeAnalysis

/// `dtypelint operators`: predicts the result dtypes of recorded calls.
enum OperatorsSubcommand: Command {
  static let specification = CommandSpecification(
    name: "operators", operands: "", summary: "predict the result dtypes of recorded calls given on standard input",
    details: [
      "A line is {\"api\", \"args\": [{\"kind\", \"dtype\"}], \"kwargs\", \"context\"}; it is printed with",
      "its \"predicted\".",
      "The autocast-bf16 context is the CPU's autocast.",
    ],
    options: [])

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(CommandLineError) -> ExitCode {
    if let extra = arguments.operands.first {
      throw .unexpectedArgument(extra, command: specification.name)
    }
    let text = String(decoding: console.readInput(), as: UTF8.self)
    var command = OperatorsCommand(library: OperatorLibrary.bundled.library)
    var output = ""
    for line in text.split(whereSeparator: \.isNewline) {
      output += command.answer(line)
      output += "\n"
    }
    console.print(output)
    return .clean
  }
}
