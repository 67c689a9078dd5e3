import Foundation

/// A comment of an example that says what is expected on its line.
struct SpecAssertion {
  enum Kind: Equatable {
    /// The dtype of `reveal_dtype(…)` (or `reveal_narrowest(…)`) on the line, as a `SpecLanes`.
    case dtype(String)
    /// The right dtype of a `reveal_dtype(…)` that is answered wrongly today: fails when it is answered rightly.
    case knownWrong(String)
    /// A finding of some severity; the column and a part of the message are optional.
    case finding(severity: String, code: String, column: Int?, text: String?)
    /// A part of a note, a hop of a flow, or a related place.
    case note(String)
    /// A finding that should be there and is not: fails when it appears.
    case falseNegative(String)
    /// A finding that is there and should not be: fails when it disappears.
    case falsePositive(String)
  }

  let kind: Kind
  /// The line of the example that it speaks of, counted from one.
  let line: Int
  /// The line of the example that it stands on.
  let ownLine: Int

  struct Malformed: Error, CustomStringConvertible {
    let line: String
    var description: String { "not an assertion: \(line)" }
  }

  /// Reads `# kind: …` or `# kind@-1: …`; nil if the line has none.
  static func read(_ line: String, number: Int) throws -> SpecAssertion? {
    let pattern =
      /#\s(?<kind>dtype|known-wrong|error|warning|info|note|false-negative|false-positive)(?:@(?<offset>[+-]\d+))?:\s*(?<rest>.*)$/
    guard let match = line.firstMatch(of: pattern) else { return nil }
    let offset = match.output.offset.flatMap { Int($0) } ?? 0
    let rest = String(match.output.rest).trimmingCharacters(in: .whitespaces)
    let kind = try kind(String(match.output.kind), rest, line)
    return SpecAssertion(kind: kind, line: number + offset, ownLine: number)
  }

  private static func kind(_ word: String, _ rest: String, _ line: String) throws -> Kind {
    switch word {
    case "dtype": return .dtype(rest)
    case "known-wrong": return .knownWrong(rest)
    case "note":
      guard rest.hasPrefix("\""), rest.hasSuffix("\""), rest.count > 2 else { throw Malformed(line: line) }
      return .note(String(rest.dropFirst().dropLast()))
    default:
      let pattern = /(?:(?<column>\d+)\s+)?\[(?<code>[^\]]+)\](?:\s+"(?<text>.*)")?/
      guard let match = rest.wholeMatch(of: pattern) else { throw Malformed(line: line) }
      let code = String(match.output.code)
      if word == "false-negative" { return .falseNegative(code) }
      if word == "false-positive" { return .falsePositive(code) }
      return .finding(
        severity: word, code: code, column: match.output.column.flatMap { Int($0) },
        text: match.output.text.map(String.init))
    }
  }
}

/// What a dtype assertion says, lane by lane.
///
/// `bfloat16` means every lane; `load-*: float32; cast-bf16/flash_attention_2: bfloat16; others: unreached` picks lanes
/// by scenario, by attention or by both, the first that fits counting. `model` is the dtype that the lane's model has.
struct SpecLanes {
  private let parts: [(selectors: [String], text: String)]

  init(_ text: String) {
    parts = text.split(separator: ";").map { part in
      let pieces = part.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      if pieces.count == 1 { return (["others"], pieces[0]) }
      return (pieces[0].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }, pieces[1])
    }
  }

  /// What is expected in a lane; nil if nothing is said of it.
  func expected(scenario: String, attention: String) -> String? {
    parts.first { part in
      part.selectors.contains { selector in
        selector == "others" || selector == scenario || selector == attention
          || selector == "\(scenario)/\(attention)"
          || (selector.hasSuffix("*") && scenario.hasPrefix(selector.dropLast()))
      }
    }?.text
  }
}
