import RuleLibrary
import Testing

@testable import Linting

@Suite struct KnownReleasesTests {
  static let header = """
    # Bugs

    | rule | file | function | statement | fixed in | see |
    | --- | --- | --- | --- | --- | --- |

    """
  static let row = "| ROPE001 | models/a.py | A.forward | 0123456789abcdef | 4.50.0 | #12 |\n"
  static let key = KnownReleases.Key(
    package: "tiny", rule: "ROPE001", file: "models/a.py", function: "A.forward", statement: "0123456789abcdef")

  private func known(_ text: String) throws(KnownReleases.Problem) -> KnownReleases {
    var known = KnownReleases()
    try known.add(RuleLibrary.Entry(file: "tiny.md", text: text), rules: ["ROPE001", "MIX101"])
    return known
  }

  @Test func aRowIsFoundByItsContent() throws {
    let known = try known(Self.header + Self.row)
    let note = "fixed in tiny 4.50.0 (#12), see its models/a.py"
    #expect(known.note(for: Self.key, checked: nil) == note)
    #expect(known.note(for: Self.key, checked: ReleaseVersion("4.49.0")) == note)
    var other = Self.key
    other.statement = "fedcba9876543210"
    #expect(known.note(for: other, checked: nil) == nil)
    other = Self.key
    other.package = "transformers"
    #expect(known.note(for: other, checked: nil) == nil)
  }

  @Test func aReleaseThatCameLaterIsNotToldToUpdate() throws {
    let known = try known(Self.header + Self.row)
    for version in ["4.50.0", "4.50.1", "5.0.0.dev0"] {
      #expect(known.note(for: Self.key, checked: ReleaseVersion(version)) == nil)
    }
  }

  @Test func whereToReadMoreMayBeLeftOut() throws {
    let row = "| MIX101 | models/a.py | f | 0123456789abcdef | 5.0.0 | |\n"
    var key = Self.key
    (key.rule, key.function) = ("MIX101", "f")
    #expect(try known(Self.header + row).note(for: key, checked: nil) == "fixed in tiny 5.0.0, see its models/a.py")
  }

  @Test(arguments: [
    ("ROPE001", "ROPE999", KnownReleases.Problem.unknownRule("ROPE999")),
    ("0123456789abcdef", "0123", .invalidStatement("0123")),
    ("0123456789abcdef", "0123456789ABCDEF", .invalidStatement("0123456789ABCDEF")),
    ("4.50.0", "soon", .invalidVersion("soon")),
    ("| A.forward ", "", .malformedRow("| ROPE001 | models/a.py | 0123456789abcdef | 4.50.0 | #12 |")),
    ("A.forward", "", .malformedRow("| ROPE001 | models/a.py |  | 0123456789abcdef | 4.50.0 | #12 |")),
  ])
  func malformedRowsAreRejected(old: String, new: String, problem: KnownReleases.Problem) {
    #expect(throws: problem) { try known(Self.header + Self.row.replacing(old, with: new)) }
  }

  @Test func pagesAreOrderedTables() {
    #expect(throws: KnownReleases.Problem.noTable) { try known("# Nothing\n") }
    #expect(throws: KnownReleases.Problem.noTable) { try known(Self.row + Self.row) }
    let row = String(Self.row.dropLast())
    #expect(throws: KnownReleases.Problem.outOfOrder(row)) { try known(Self.header + Self.row + Self.row) }
  }

  @Test func everyBundledPageIsSound() throws {
    let rules = Set(RulePage.all.map(\.id.code))
    #expect(!RuleLibrary.releases.isEmpty)
    for page in RuleLibrary.releases {
      var known = KnownReleases()
      #expect(throws: Never.self, "\(page.file)") { try known.add(page, rules: rules) }
    }
  }

  @Test func versionsAreOrdered() throws {
    let ordered = ["4.9", "4.49.0", "4.50.0.dev0", "4.50.0", "4.50.3", "4.51.0rc1", "4.51", "5.0.0"]
    let versions = try ordered.map { try #require(ReleaseVersion($0)) }
    #expect(versions == versions.sorted())
    #expect(Set(versions).count == ordered.count)
    #expect(ReleaseVersion("4.50") == ReleaseVersion("4.50.0"))
    for text in ["", "soon", "4", "v4.5", "4..5"] { #expect(ReleaseVersion(text) == nil, "\(text)") }
  }
}
