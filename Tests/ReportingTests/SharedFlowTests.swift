import Linting
import Testing

@testable import Reporting

/// Operands that went the same way are told together.
@Suite struct SharedFlowTests {
  private func flow(_ name: String, _ dtype: String, _ steps: [(Int, String)]) -> OperandFlow {
    OperandFlow(
      name: name, dtype: dtype,
      steps: steps.map { FlowStep(file: "a.py", path: "a.py", line: $0.0, column: 1, text: $0.1) })
  }

  @Test func cosineAndSineShareTheirWay() {
    let flows = SharedFlow.all(of: [
      flow("x", "float32", [(9, "`q.float()` makes it float32")]),
      flow("cos", "bfloat16", [(1, "made"), (5, "passed as `cos` to `f`"), (7, "`cos = cos.chunk(2)`")]),
      flow("sin", "bfloat16", [(1, "made"), (5, "passed as `sin` to `f`"), (8, "`sin = sin.chunk(2)`")]),
    ])
    #expect(flows.map(\.names) == [["x"], ["cos", "sin"]])
    #expect(flows[1].steps.map(\.line) == [1, 5, 7, 8])
    #expect(flows[1].steps[1].text == "passed as `cos`, `sin` to `f`")
    #expect(flows[1].steps[3].text == "`sin = sin.chunk(2)`")
  }

  @Test func otherDTypesOrWordsAreToldApart() {
    let flows = SharedFlow.all(of: [
      flow("cos", "bfloat16", [(1, "made")]), flow("sin", "float32", [(1, "made")]),
      flow("key", "bfloat16", [(1, "made otherwise")]), flow("value", "bfloat16", []),
    ])
    #expect(flows.map(\.names) == [["cos"], ["sin"], ["key"]])
  }
}
