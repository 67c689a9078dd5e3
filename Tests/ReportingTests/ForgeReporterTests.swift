import Foundation
import Linting
import Reporting
import Testing

@Suite struct GitHubReporterTests {
  @Test func commandsAreEscaped() {
    var diagnostic = Sample.diagnostic
    diagnostic.place.path = "a, b:c/100%.py"
    diagnostic.message = "50% of it: one,\ntwo"
    diagnostic.notes = []
    let text = Sample.render([diagnostic], as: .github)
    #expect(
      text == "::error file=a%2C b%3Ac/100%25.py,line=4,endLine=4,col=19,endColumn=56,"
        + "title=ROPE001 rotary-kernel-dtype-mismatch::50%25 of it: one,%0Atwo\n")
  }

  @Test func severitiesHaveTheirNames() {
    var diagnostic = Sample.diagnostic
    diagnostic.severity = .info
    diagnostic.place.endLine = 6
    let text = Sample.render([diagnostic], as: .github)
    #expect(text.hasPrefix("::notice file="))
    #expect(!text.contains("col="))
  }
}

@Suite struct SARIFReporterTests {
  private func run(_ diagnostics: [Diagnostic]) throws -> [String: Any] {
    let text = Sample.render(diagnostics, as: .sarif)
    let log = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(log["version"] as? String == "2.1.0")
    return try #require((log["runs"] as? [[String: Any]])?.first)
  }

  @Test func aResultHasAllThatCodeScanningReads() throws {
    let run = try run([Sample.diagnostic])
    let result = try #require((run["results"] as? [[String: Any]])?.first)
    #expect(result["ruleId"] as? String == "ROPE001")
    #expect(result["level"] as? String == "error")
    #expect((result["partialFingerprints"] as? [String: String])?["dtypelint/v1"] == "0123456789abcdef")
    let location = try #require((result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any])
    #expect((location["artifactLocation"] as? [String: String])?["uri"] == Sample.path)
    #expect((location["region"] as? [String: Int])?["startLine"] == 4)
    let flow = try #require((result["codeFlows"] as? [[String: Any]])?.first)
    #expect((flow["threadFlows"] as? [[String: Any]])?.count == 1)
    #expect((result["relatedLocations"] as? [[String: Any]])?.count == 1)
    let fix = try #require((result["fixes"] as? [[String: Any]])?.first)
    #expect((fix["artifactChanges"] as? [[String: Any]])?.count == 1)
    let driver = try #require((run["tool"] as? [String: [String: Any]])?["driver"])
    let rule = try #require((driver["rules"] as? [[String: Any]])?.first)
    #expect((rule["help"] as? [String: String])?["markdown"]?.contains("## Why it is bad") == true)
  }

  @Test func pathsBecomeURIs() throws {
    var diagnostic = Sample.diagnostic
    diagnostic.place.path = "sub folder/é.py"
    let text = Sample.render([diagnostic], as: .sarif)
    #expect(text.contains("\"uri\": \"sub%20folder/%C3%A9.py\""))
  }

  @Test func nothingFoundIsAnEmptyList() throws {
    #expect((try run([])["results"] as? [Any])?.isEmpty == true)
  }
}
