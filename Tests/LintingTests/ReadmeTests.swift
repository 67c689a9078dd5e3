import Foundation
import Testing

@testable import Linting

/// README's table of rules is made from the pages.
@Suite struct ReadmeTests {
  static let readme = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "README.md")

  static var table: String {
    let rows = RulePage.all.map { page in
      "| \(page.id.code) | [\(page.title)](Rules/pages/\(page.id.code)-\(page.id.slug).md) | \(page.severity.rawValue) "
        + "| \(page.isOnByDefault ? "on" : "off") | \(page.fix.rawValue) |\n"
    }
    return "| code | rule | severity | default | fix |\n| --- | --- | --- | --- | --- |\n" + rows.joined()
  }

  @Test func theTableOfRulesIsCurrent() throws {
    let text = try String(contentsOf: Self.readme, encoding: .utf8)
    let start = try #require(text.firstRange(of: "<!-- rules:"))
    let line = try #require(text[start.lowerBound...].firstIndex(of: "\n"))
    let end = try #require(text.firstRange(of: "<!-- end of rules -->"))
    let begin = text.index(after: line)
    if text[begin..<end.lowerBound] == Self.table { return }
    if ProcessInfo.processInfo.environment["SPEC_UPDATE"] == "1" {
      try text.replacingCharacters(in: begin..<end.lowerBound, with: Self.table)
        .write(to: Self.readme, atomically: true, encoding: .utf8)
    } else {
      Issue.record("README's table of rules should be\n\(Self.table)")
    }
  }
}
