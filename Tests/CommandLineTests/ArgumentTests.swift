import Testing

@testable import CommandLineTool

@Suite struct ArgumentTests {
  static let command = CommandSpecification(
    name: "check", operands: "PATH…", summary: "",
    options: [
      OptionSpecification(name: "--output-format", value: "FORMAT", allowed: ["text", "json"], help: ""),
      OptionSpecification(name: "--select", value: "RULE", isRepeatable: true, help: ""),
      OptionSpecification(name: "--threads", value: "N", help: ""),
      OptionSpecification(name: "--fix", help: ""),
    ])

  private func parse(_ arguments: String...) throws(CommandLineError) -> ParsedArguments {
    try ParsedArguments(arguments, of: Self.command)
  }

  @Test func optionsAndOperandsMix() throws {
    let parsed = try parse("a.py", "--output-format=json", "b.py", "--select", "ROPE,MIX101", "--select=CAST", "--fix")
    #expect(parsed.operands == ["a.py", "b.py"])
    #expect(parsed.value("--output-format") == "json")
    #expect(parsed.list("--select") == ["ROPE", "MIX101", "CAST"])
    #expect(parsed.has("--fix"))
    #expect(!parsed.has("--threads"))
  }

  @Test func twoDashesEndTheOptions() throws {
    #expect(try parse("--", "--fix", "-x").operands == ["--fix", "-x"])
  }

  @Test func theLastValueCounts() throws {
    #expect(try parse("--threads", "2", "--threads=3").count("--threads") == 3)
  }

  @Test func mistakesAreNamed() {
    #expect(throws: CommandLineError.unknownOption("--fxi", command: "check", suggestion: "--fix")) {
      try parse("--fxi")
    }
    #expect(throws: CommandLineError.unknownOption("--wholly-other", command: "check", suggestion: nil)) {
      try parse("--wholly-other")
    }
    #expect(throws: CommandLineError.missingValue(option: "--select")) { try parse("--select") }
    for empty in ["", ",", ",,"] {
      #expect(throws: CommandLineError.missingValue(option: "--select")) { try parse("--select", empty) }
    }
    #expect(throws: CommandLineError.unexpectedValue(option: "--fix")) { try parse("--fix=yes") }
    #expect(
      throws: CommandLineError.invalidValue(
        option: "--output-format", value: "jsno", allowed: ["text", "json"], suggestion: "json")
    ) { try parse("--output-format", "jsno") }
    for bad in ["0", "-1", "many"] {
      #expect(throws: CommandLineError.self) { try parse("--threads=\(bad)").count("--threads") }
    }
  }

  @Test func helpNamesEveryOption() {
    let help = Self.command.help
    for option in Self.command.options { #expect(help.contains(option.name)) }
    #expect(help.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }
}
