import Foundation
import Testing

/// `check --statistics` tells what the analysis cost, beside the report and not in it.
@Suite struct StatisticsTests {
  private let tree = DeterminismTests.tree

  /// The numbers by their names.
  private func figures(_ program: Program) -> [String: Double] {
    var result: [String: Double] = [:]
    for line in program.error.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, let value = Double(parts[1].trimmingCharacters(in: .whitespaces)) {
        result[String(parts[0])] = value
      }
    }
    return result
  }

  @Test func figuresGoToStandardError() throws {
    let plain = Program("check", tree, "--output-format", "json")
    let counted = Program("check", tree, "--output-format", "json", "--statistics")
    #expect(counted.output == plain.output)
    #expect(counted.code == plain.code)
    #expect(plain.error.isEmpty)
    let figures = figures(counted)
    let visits = try #require(figures["visits"])
    let places = try #require(figures["places visited"])
    #expect(visits > places && places > 100)
    #expect(try #require(figures["roots"]) > 0)
    #expect(figures["roots cut by the visit bound"] == 0)
    let calls = try #require(figures["function calls"])
    #expect(try #require(figures["calls answered by a summary"]) < calls)
    let dearest = counted.error.split(separator: "\n").filter { $0.hasPrefix("  ") }
    #expect(!dearest.isEmpty && dearest.count <= 10)
    #expect(counted.error.contains("models/tiny_vl/modeling_tiny_vl.py:"))
  }

  @Test func helpNamesTheOption() {
    #expect(Program("check", "--help").output.contains("--statistics"))
  }
}
