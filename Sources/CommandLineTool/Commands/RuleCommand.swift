import Linting
import Reporting

/// `dtypelint rule`: lists the rules, or shows the page of one.
enum RuleCommand: Command {
  static let specification = CommandSpecification(
    name: "rule", operands: "[RULE]", summary: "list the rules, or explain one of them",
    details: ["RULE is a code such as ROPE001, or a slug."],
    options: [
      OptionSpecification(
        name: "--output-format", value: "FORMAT", allowed: ["text", "json"], help: "how to write it down")
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(CommandLineError) -> ExitCode {
    let isJSON = arguments.value("--output-format") == "json"
    if arguments.operands.count > 1 {
      throw .unexpectedArgument(arguments.operands[1], command: specification.name)
    }
    if let name = arguments.operands.first {
      guard let page = RulePage.named(name) else {
        let names = RulePage.all.flatMap { [$0.id.code, $0.id.slug] }
        throw .unknownRule(name, suggestion: Suggestion.nearest(to: name, in: names))
      }
      console.print(isJSON ? json(page, withBody: true).text(pretty: true) + "\n" : text(page))
    } else if isJSON {
      console.print(JSON.array(RulePage.all.map { json($0, withBody: false) }).text(pretty: true) + "\n")
    } else {
      console.print(list(RulePage.all))
    }
    return .clean
  }

  private static func text(_ page: RulePage) -> String {
    let facts = [
      page.id.slug, page.severity.rawValue, page.isOnByDefault ? "on by default" : "off by default",
      "fix: \(page.fix.rawValue)", "since \(page.since)",
    ]
    return "\(page.id.code) (\(facts.joined(separator: ", ")))\n\n"
      + page.body + (page.body.hasSuffix("\n") ? "" : "\n")
  }

  private static func list(_ pages: [RulePage]) -> String {
    let rows = pages.map { page in
      (
        "\(page.id.code) \(page.id.slug)",
        "\(page.severity.rawValue)\(page.isOnByDefault ? "" : ", off by default"): \(page.title)"
      )
    }
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { row in
      row.0 + String(repeating: " ", count: width - row.0.count + 2) + row.1 + "\n"
    }.joined()
  }

  private static func json(_ page: RulePage, withBody: Bool) -> JSON {
    var items: [(key: String, value: JSON)] = [
      ("code", .string(page.id.code)), ("slug", .string(page.id.slug)), ("title", .string(page.title)),
      ("summary", .string(page.summary)), ("severity", .string(page.severity.rawValue)),
      ("default", .bool(page.isOnByDefault)), ("fix", .string(page.fix.rawValue)), ("since", .string(page.since)),
    ]
    if withBody { items.append(("page", .string(page.body))) }
    return .object(items)
  }
}
