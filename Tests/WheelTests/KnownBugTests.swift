import Foundation
import Testing

/// The rotary bug as it was released, and the releases that fixed it.
@Suite(.enabled(if: Wheel.isThere, "needs `make build corpus`"), .serialized)
struct KnownBugTests {
  static let qwen = "models/qwen2_5_vl/modeling_qwen2_5_vl.py"
  static let omni = "models/qwen2_5_omni/modeling_qwen2_5_omni.py"

  @Test func qwenIsFoundInTheReleaseThatHasIt() throws {
    let findings = try Wheel.check(Self.qwen, in: "4.49.0")
    #expect(findings.map(\.code) == ["ROPE001", "ROPE001"])
    #expect(findings.map(\.line) == [168, 169])
    for finding in findings {
      #expect(finding.function == "apply_rotary_pos_emb_flashatt")
      #expect(finding.lanes == ["cast-bf16/flash_attention_2"])
      let cos = try #require(finding.operands.first { $0.name == "cos" })
      #expect(cos.dtype == "bfloat16")
      #expect(cos.flow.first?.text.contains("inv_freq") == true)
      #expect(finding.operands.first { $0.name == "x" }?.dtype == "float32")
    }
  }

  @Test func theReleaseWithoutItIsNamed() throws {
    for options in [["--report-generated"], []] {
      let findings = try Wheel.check(Self.qwen, in: "4.49.0", options)
      #expect(findings.count == 2)
      for finding in findings {
        #expect(finding.notes.contains { $0.hasPrefix("fixed in transformers 4.50.0") }, "\(finding.notes)")
      }
    }
  }

  @Test func qwenIsToldAtTheModularLine() throws {
    let findings = try Wheel.check(Self.qwen, in: "4.49.0", [])
    #expect(findings.map(\.file) == Array(repeating: "models/qwen2_5_vl/modular_qwen2_5_vl.py", count: 2))
    #expect(findings.map(\.line) == [73, 74])
    #expect(findings.map { $0.related.map(\.file) } == [[Self.qwen], [Self.qwen]])
    #expect(findings.map { $0.related.map(\.line) } == [[168], [169]])
  }

  @Test func fixingTheModularFileGivesWhatWasReleased() throws {
    let run = try Wheel.run(["check", Self.qwen, "--diff"], in: "4.49.0")
    #expect(run.code == 1)
    let added = run.output.split(separator: "\n").filter { $0.hasPrefix("+ ") }
      .map { $0.dropFirst().trimmingPrefix { $0 == " " } }
    let released = try String(
      contentsOf: Wheel.package("4.50.0").appending(path: "models/qwen2_5_vl/modular_qwen2_5_vl.py"), encoding: .utf8)
    #expect(added.count == 2)
    for line in added { #expect(released.contains(line)) }
    #expect(run.output.hasPrefix("--- a/models/qwen2_5_vl/modular_qwen2_5_vl.py\n"))
  }

  @Test(arguments: ["4.50.0", "4.50.3"])
  func qwenIsSilentOnceFixed(version: String) throws {
    #expect(try Wheel.check(Self.qwen, in: version).isEmpty)
  }

  @Test func omniIsFoundInTheReleaseThatHasIt() throws {
    let findings = try Wheel.check(Self.omni, in: "4.52.4")
    #expect(findings.map(\.code) == ["ROPE001"])
    #expect(findings.map(\.function) == ["Qwen2_5OmniVisionFlashAttention2._apply_rotary_pos_emb_flashatt"])
    #expect(findings.first?.lanes == ["cast-bf16/flash_attention_2"])
  }

  @Test func omniIsSilentOnceFixed() throws {
    #expect(try Wheel.check(Self.omni, in: "4.53.0").isEmpty)
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let one = try Wheel.run(["check", "models/qwen2_5_vl", "models/llama", "--threads", "1"], in: "4.49.0")
    let four = try Wheel.run(["check", "models/qwen2_5_vl", "models/llama", "--threads", "4"], in: "4.49.0")
    #expect(one.output == four.output)
    #expect(one.code == 1)
  }
}

@Suite(.enabled(if: Wheel.isThere, "needs `make build corpus`"), .serialized)
struct WholePackageTests {
  @Test func the4_49PackageHasTheKnownBugOnly() throws {
    let findings = try Wheel.check(".", in: "4.49.0")
    #expect(findings.allSatisfy { $0.code == "ROPE001" })
    #expect(findings.filter { $0.file == KnownBugTests.qwen }.map(\.line) == [168, 169])
    #expect(
      findings.allSatisfy { $0.file.hasSuffix("qwen2_5_vl.py") },
      "\(findings.map { "\($0.file):\($0.line)" })")
  }

  @Test func the5_23PackageIsSilent() throws {
    let findings = try Wheel.check(".", in: "5.23.0")
    #expect(findings.map { "\($0.code) \($0.file):\($0.line)" }.isEmpty)
  }
}
