import Foundation
import SourceText
import Testing

@testable import DTypeAnalysis

@Suite struct RecordedOperatorTests {
  /// The exact share of a real torch's answers, and no wrong answer without a reason on record.
  @Test func agreesWithTorch() throws {
    let known = Set(
      try Recording.lines("known-differences.txt").filter { !$0.hasPrefix("#") }.map { $0.split(separator: ": ")[0] })
    var command = OperatorsCommand(library: OperatorLibrary.bundled.library)
    var counts = (asked: 0, answered: 0, exact: 0)
    var unexplained: [String] = []
    let missingKernel = #""raises":"NotImplementedError: \""#
    for line in try Recording.unzippedLines("operators.jsonl.gz") {
      guard let key = line.range(of: "\"result\":"), !line.contains(missingKernel),
        !line.contains("\"api\":\"idiom:")
      else { continue }
      let recorded = line[key.upperBound...]
      let answer = command.answer(line)
      guard
        let predicted = answer.range(of: "\"predicted\": ").map({
          answer[$0.upperBound...].dropLast().replacing(", ", with: ",")
        })
      else {
        continue
      }
      counts.asked += 1
      if predicted == "\"unknown\"" { continue }
      counts.answered += 1
      let isExact = recorded.hasPrefix("{") ? predicted.hasPrefix("{") : recorded.hasPrefix(predicted)
      counts.exact += isExact ? 1 : 0
      if !isExact, let api = RecordedRow(line)?.api, !known.contains(Substring(api)) {
        unexplained.append("\(line) -> \(predicted)")
      }
    }
    #expect(counts.asked > 30_000)
    #expect(counts.answered * 1000 >= counts.asked * 995)
    #expect(counts.exact * 1000 >= counts.answered * 995, "\(counts)")
    #expect(unexplained.isEmpty, "\(unexplained.prefix(20).joined(separator: "\n"))")
  }

  /// Everything that modeling code commonly calls has a model.
  @Test func knowsWhatModelingCodeCalls() throws {
    let library = OperatorLibrary.bundled.library
    var missing: [Substring] = []
    for line in try Recording.lines("census.txt") {
      guard let name = line.split(separator: " ").last else { continue }
      let symbol = Symbol(String(name))
      if library.operatorID(named: symbol) == nil, library.module(named: symbol) == nil { missing.append(name) }
    }
    #expect(missing.isEmpty, "\(missing)")
  }

  /// CUDA's autocast, but for operators of its promoting list that the recorded operands could not tell from others.
  @Test func followsCudaAutocast() throws {
    let library = OperatorLibrary.bundled.library
    var off: [String] = []
    for line in try Recording.lines("cuda_autocast.txt") {
      let words = line.split(separator: " ", maxSplits: 1)
      let names = RecordedAPI(String(words[1])).names
      let policies = Set(
        names.flatMap { library.overloads(named: $0) + (library.module(named: $0)?.forward ?? []) }
          .map { library.contract($0).autocast[Int(AutocastDevice.cuda.rawValue)].rawValue })
      if !policies.isEmpty, !policies.contains(String(words[0])) { off.append("\(line): \(policies.sorted())") }
    }
    off.removeAll { $0.hasPrefix("none") && $0.hasSuffix("[\"promote\"]") }
    #expect(off.isEmpty, "\(off.joined(separator: "\n"))")
  }
}
