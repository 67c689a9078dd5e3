import Foundation
import Linting
import Reporting
import Testing

@Suite struct JSONReporterTests {
  @Test func hasTheFixedKeys() throws {
    let text = Sample.render([Sample.diagnostic], as: .json)
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let row = try #require((value as? [[String: Any]])?.first)
    #expect(row["code"] as? String == "ROPE001")
    #expect(row["slug"] as? String == "rotary-kernel-dtype-mismatch")
    #expect(row["severity"] as? String == "error")
    #expect(row["file"] as? String == "models/tiny/modeling_tiny.py")
    #expect(row["line"] as? Int == 4)
    #expect(row["column"] as? Int == 19)
    #expect(row["end_line"] as? Int == 4)
    #expect(row["end_column"] as? Int == 56)
    #expect(row["function"] as? String == "Rotary.forward")
    #expect(row["lanes"] as? [String] == ["cast-bf16/flash_attention_2"])
    #expect(row["fingerprint"] as? String == "0123456789abcdef")
    let related = try #require((row["related"] as? [[String: Any]])?.first)
    #expect(Set(related.keys) == ["file", "line", "message"])
    let fix = try #require(row["fix"] as? [String: Any])
    #expect(fix["applicability"] as? String == "safe")
    #expect(fix["evidence"] is [String: Any])
    #expect((fix["edits"] as? [[String: Any]])?.first?["replacement"] as? String == "cos.float()")
  }

  @Test func isAListEvenWhenEmpty() {
    #expect(Sample.render([], as: .json) == "[]\n")
  }

  @Test func isTheSameEveryTime() {
    #expect(Sample.render([Sample.diagnostic], as: .json) == Sample.render([Sample.diagnostic], as: .json))
  }

  @Test func aMissingFixIsNull() {
    var diagnostic = Sample.diagnostic
    diagnostic.fix = nil
    #expect(Sample.render([diagnostic], as: .json).contains("\"fix\": null"))
  }

  @Test func stringsAreEscaped() throws {
    let nasty = "quote \" backslash \\ line \n tab \t bell \u{7} snow \u{2603} \u{1F600}"
    let text = JSON.object([("text", .string(nasty))]).text()
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String]
    #expect(value?["text"] == nasty)
  }

  @Test func infinityIsNull() {
    #expect(JSON.optional(Double.infinity).text() == "null")
    #expect(JSON.array([.integer(1), .bool(false)]).text() == "[1, false]")
  }
}
