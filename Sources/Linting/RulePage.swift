package import RuleLibrary

/// The page of a rule: its documentation, its tests, and the facts about it that the program uses.
package struct RulePage: Sendable {
  /// When a page cannot be used.
  package enum Problem: Error, Equatable {
    case noFrontMatter
    case missingKey(String)
    case invalidValue(key: String, value: String)
    case noTitle
  }

  /// Whether the rule offers fixes.
  package enum FixAvailability: String, Sendable {
    case always, sometimes, never
  }

  package let id: RuleID
  package let severity: Severity
  /// Whether the rule runs when nothing is selected.
  package let isOnByDefault: Bool
  /// The version that brought it.
  package let since: String
  package let fix: FixAvailability
  package let title: String
  /// The first paragraph.
  package let summary: String
  /// The Markdown after the front matter.
  package let body: String

  package init(_ entry: RuleLibrary.Entry) throws(Problem) {
    var lines = entry.text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard lines.popFirst() == "---", let end = lines.firstIndex(of: "---") else { throw .noFrontMatter }
    var values: [String: String] = [:]
    for line in lines[..<end] {
      guard let colon = line.firstIndex(of: ":") else { throw .invalidValue(key: "front matter", value: String(line)) }
      values[String(line[..<colon])] = String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    func value(_ key: String) throws(Problem) -> String {
      guard let value = values[key] else { throw .missingKey(key) }
      return value
    }
    id = RuleID(try value("code"), slug: try value("slug"))
    since = try value("since")
    guard let severity = Severity(rawValue: try value("severity")) else {
      throw .invalidValue(key: "severity", value: try value("severity"))
    }
    self.severity = severity
    guard let fix = FixAvailability(rawValue: try value("fix")) else {
      throw .invalidValue(key: "fix", value: try value("fix"))
    }
    self.fix = fix
    switch try value("default") {
    case "on": isOnByDefault = true
    case "off": isOnByDefault = false
    case let other: throw .invalidValue(key: "default", value: other)
    }
    let rest = lines[(end + 1)...]
    guard let heading = rest.firstIndex(where: { $0.hasPrefix("# ") }) else { throw .noTitle }
    title = String(rest[heading].dropFirst(2))
    let paragraph = rest[(heading + 1)...].drop { $0.isEmpty }.prefix { !$0.isEmpty }
    summary = paragraph.joined(separator: " ")
    body = rest.joined(separator: "\n")
  }
}

extension RulePage {
  /// The pages that the program was built with, ordered by code.
  ///
  /// A page that cannot be read is left out here and fails the test that holds pages and rules together.
  package static let all: [RulePage] = RuleLibrary.pages.compactMap { try? RulePage($0) }
    .sorted { $0.id.code < $1.id.code }

  /// The page of a rule, by code or slug.
  package static func named(_ name: String) -> RulePage? {
    let name = name.lowercased()
    return all.first { $0.id.code.lowercased() == name || $0.id.slug == name }
  }
}
