import Foundation
import Testing

/// What is inferred for a release, against the dtypes that real runs of it had.
@Suite(.enabled(if: Wheel.isThere, "needs `make build corpus`"))
struct AgreementTests {
  @Test func nothingRecordedIsRuledOut() throws {
    let script = Wheel.root.appending(path: "Benchmarks/agreement.py").path
    let run = try Wheel.run(
      URL(filePath: "/usr/bin/env"), ["python3", script, Wheel.binary.path, "4.49.0", "--show", "wrong"],
      in: Wheel.root)
    #expect(run.code == 0, "\(run.error)")
    let summaries = run.output.split(separator: "\n").filter { $0.contains(" rows: ") }
    #expect(summaries.count == 2)
    #expect(summaries.allSatisfy { $0.hasSuffix("wrong 0.00 %") }, "\(run.output)")
  }

  /// A model that was recorded up to its return in some lanes and in others not raised there.
  @Test func everyRecordedRaiseIsTold() throws {
    let script = Wheel.root.appending(path: "Benchmarks/agreement.py").path
    let run = try Wheel.run(
      URL(filePath: "/usr/bin/env"), ["python3", script, Wheel.binary.path, "--raises"], in: Wheel.root)
    #expect(run.code == 0, "\(run.output)\(run.error)")
    #expect(run.output.split(separator: "\n").count == 2, "\(run.output)")
  }
}
