import RuleLibrary
import SourceText
import Testing

@testable import Linting

@Suite struct RulePageTests {
  @Test func everyPageIsSound() throws {
    for entry in RuleLibrary.pages {
      let page = try RulePage(entry)
      #expect(entry.file == "\(page.id.code)-\(page.id.slug).md")
      #expect(page.id.code.count == page.id.family.count + 3)
      #expect(page.id.slug.allSatisfy { $0.isLowercase || $0 == "-" || $0.isNumber })
      #expect(!page.title.hasSuffix("."))
      #expect(page.summary.hasSuffix("."))
      for section in ["## Why it is bad", "## Examples", "## How to fix it", "## Limits"] {
        #expect(page.body.contains("\n\(section)\n"), "\(entry.file) has no section `\(section)`")
      }
    }
    #expect(Set(RulePage.all.map(\.id.code)).count == RuleLibrary.pages.count)
    #expect(Set(RulePage.all.map(\.id.slug)).count == RuleLibrary.pages.count)
  }

  @Test func pagesAndRulesBelongTogether() {
    let rules = AllRules.all.map { type(of: $0).id }
    let pages = RulePage.all.map(\.id)
    #expect(Set(rules + [UnusedSuppression.id]) == Set(pages))
    let names = AllRules.all.map { String(describing: type(of: $0)) }
    #expect(names == names.sorted())
  }

  @Test func badPagesAreRefused() {
    func problem(_ text: StaticString) -> RulePage.Problem? {
      do {
        _ = try RulePage(RuleLibrary.Entry(file: "X.md", text: text.description))
        return nil
      } catch {
        return error
      }
    }
    #expect(problem("# Title\n") == .noFrontMatter)
    #expect(problem("---\ncode: A001\n---\n") == .missingKey("slug"))
    #expect(
      problem("---\ncode: A001\nslug: a\nsince: 1\nseverity: fatal\n---\n")
        == .invalidValue(key: "severity", value: "fatal"))
  }
}

@Suite struct RuleSelectionTests {
  static let pages = ["ROPE001", "ROPE002", "CAST401"].compactMap { code in
    try? RulePage(
      RuleLibrary.Entry(
        file: "",
        text: "---\ncode: \(code)\nslug: \(code.lowercased())-slug\nsince: 1\nseverity: info\nfix: never\n"
          + "default: \(code == "ROPE002" ? "off" : "on")\n---\n# T\n\nS.\n"))
  }

  private func selected(_ select: [String], ignore: [String] = []) throws -> [String] {
    let selection = try RuleSelection(select: select, ignore: ignore, pages: Self.pages)
    return Self.pages.map(\.id).filter(selection.contains).map(\.code)
  }

  @Test func defaultsNamesAndFamilies() throws {
    #expect(try selected([]) == ["ROPE001", "CAST401"])
    #expect(try selected(["rope"]) == ["ROPE001", "ROPE002"])
    #expect(try selected(["ALL"], ignore: ["ROPE"]) == ["CAST401"])
    #expect(try selected(["cast401-slug"]) == ["CAST401"])
    #expect(try selected([], ignore: ["ROPE001"]) == ["CAST401"])
  }

  @Test func unknownNamesAreErrors() {
    #expect(throws: RuleSelection.UnknownName(name: "ROP")) { try selected(["ROP"]) }
    #expect(throws: RuleSelection.UnknownName(name: "x")) { try selected([], ignore: ["x"]) }
  }
}

@Suite struct SuppressionCommentTests {
  private func read(_ text: String) -> SuppressionComment? {
    SuppressionComment(text, span: .init(start: 0, end: UInt32(text.utf8.count)))
  }

  @Test func namesAndReason() {
    let comment = read("# dtypelint: ignore[ROPE001, leaked-float32] the kernel casts")
    #expect(comment?.names == ["ROPE001", "leaked-float32"])
    #expect(comment?.reason == "the kernel casts")
    #expect(read("#dtypelint:ignore[MIX]")?.names == ["MIX"])
  }

  @Test(arguments: [
    "# noqa: ROPE001", "# dtypelint: ignore", "# dtypelint: ignore[]", "# dtypelint: ignore[ROPE001",
    "# see dtypelint: ignore[ROPE001]", "# dtypelint: skip[ROPE001]",
  ])
  func othersAreNone(text: String) {
    #expect(read(text) == nil)
  }
}

@Suite struct FingerprintTests {
  private func print(_ code: String) -> String {
    var print = Fingerprint()
    print.combine("ROPE001")
    print.combine(code: Array(code.utf8))
    return print.text
  }

  @Test func layoutDoesNotMatterButCodeDoes() {
    #expect(print("f(a, b)") == print("f(a,\n    b)"))
    #expect(print("f(a, b)") != print("f(a, c)"))
    #expect(print("x").count == 16)
  }
}
