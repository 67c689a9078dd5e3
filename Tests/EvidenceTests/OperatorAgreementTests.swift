import DTypeAnalysis
import NumericReference
import PythonSyntax
import SourceText
import Testing

@testable import Linting

/// The evaluator's dtypes are those that the checker's operator models predict: one source of truth.
@Suite struct OperatorAgreementTests {
  private static let dtypes: [ElementType] = [.int64, .float16, .bfloat16, .float32, .float64]

  /// The recordings' name of a call, and the call.
  private static let unary: [(api: String, call: String)] = [
    ("torch.cos", "torch.cos(a)"), ("torch.exp", "torch.exp(a)"), ("torch.rsqrt", "torch.rsqrt(a)"),
    ("torch.reciprocal", "torch.reciprocal(a)"), ("torch.neg", "torch.neg(a)"), ("torch.abs", "torch.abs(a)"),
    ("torch.square", "torch.square(a)"), ("torch.sigmoid", "torch.sigmoid(a)"), ("torch.sum", "torch.sum(a)"),
    ("torch.mean", "torch.mean(a)"), ("torch.cumsum", "torch.cumsum(a, 0)"), ("Tensor.view", "a.view(4)"),
    ("Tensor.repeat", "a.repeat(2, 1)"), ("Tensor.roll", "a.roll(1, 0)"), ("Tensor.flip", "a.flip(0)"),
    ("Tensor.float", "a.float()"), ("Tensor.bfloat16", "a.bfloat16()"), ("torch.isnan", "torch.isnan(a)"),
  ]

  private static let binary: [(api: String, call: String)] = [
    ("operator.+", "a + b"), ("operator.-", "a - b"), ("operator.*", "a * b"), ("operator./", "a / b"),
    ("operator.//", "a // b"), ("operator.**", "a ** b"), ("operator.<", "a < b"), ("operator.==", "a == b"),
    ("torch.add", "torch.add(a, b)"), ("torch.mul", "torch.mul(a, b)"), ("torch.maximum", "torch.maximum(a, b)"),
  ]

  private static let tensorPairs: [(api: String, call: String)] = [
    ("torch.cat", "torch.cat([a, b])"), ("torch.stack", "torch.stack([a, b])"),
    ("torch.matmul", "torch.matmul(a, b)"), ("operator.@", "a @ b"), ("operator.+=", "a.add_(b)"),
    ("Tensor.mul_", "a.mul_(b)"), ("Tensor.div_", "a.div_(b)"), ("Tensor.type_as", "a.type_as(b)"),
    ("Tensor.expand_as", "a.expand_as(b)"), ("torch.polar", "torch.polar(a, b)"),
  ]

  private struct Operand {
    var json: String
    var python: String

    static func tensor(_ dtype: ElementType) -> Operand {
      Operand(json: row("tensor", "torch." + dtype.rawValue), python: "torch.ones(2, 2, dtype=torch.\(dtype.rawValue))")
    }

    static func zeroDimensional(_ dtype: ElementType) -> Operand {
      Operand(
        json: row("zero_dim", "torch." + dtype.rawValue), python: "torch.tensor(1, dtype=torch.\(dtype.rawValue))")
    }

    static func number(_ type: String, _ value: String) -> Operand { Operand(json: row("scalar", type), python: value) }

    private static func row(_ kind: String, _ dtype: String) -> String {
      let bare = dtype.hasPrefix("torch.") ? String(dtype.dropFirst(6)) : dtype
      return #"{"kind":"\#(kind)","dtype":"\#(bare)"}"#
    }
  }

  @Test func everyCallGivesThePredictedDType() throws {
    var command = OperatorsCommand(library: OperatorLibrary.bundled.library)
    var compared = 0
    func check(_ api: String, _ call: String, _ operands: [Operand]) throws {
      let row =
        #"{"api":"\#(api)","args":[\#(operands.map(\.json).joined(separator: ","))],"kwargs":{},"context":"plain"}"#
      let answer = command.answer(row[...])
      let predicted = try #require(answer.components(after: #""predicted": "#)).dropLast()
      guard predicted != #""unknown""# else { return }
      let own = try outcome(call, operands)
      guard let own else { return }
      compared += 1
      #expect(own == predicted, "\(call) with \(operands.map(\.python))")
    }
    for a in OperatorAgreementTests.dtypes {
      for (api, call) in OperatorAgreementTests.unary { try check(api, call, [.tensor(a)]) }
      for b in OperatorAgreementTests.dtypes {
        for (api, call) in OperatorAgreementTests.tensorPairs { try check(api, call, [.tensor(a), .tensor(b)]) }
        for (api, call) in OperatorAgreementTests.binary {
          try check(api, call, [.tensor(a), .tensor(b)])
          try check(api, call, [.tensor(a), .zeroDimensional(b)])
          try check(api, call, [.zeroDimensional(a), .tensor(b)])
        }
      }
      for (api, call) in OperatorAgreementTests.binary {
        try check(api, call, [.tensor(a), .number("float", "0.5")])
        try check(api, call, [.tensor(a), .number("int", "2")])
        try check(api, call, [.zeroDimensional(a), .number("float", "0.5")])
      }
    }
    #expect(compared > 700)
  }

  /// What the evaluator gives for a call: a list of one dtype or that it raises; nil if it does not know the call.
  private func outcome(_ call: String, _ operands: [Operand]) throws -> Substring? {
    var text = "import torch\n\ndef f():\n"
    for (name, operand) in zip(["a", "b"], operands) { text += "    \(name) = \(operand.python)\n" }
    let snippet = try Snippet(text + "    return \(call)\n")
    let scope = GraphScope(snippet.module, in: snippet.graph)
    guard case .function(_, let node) = scope.definition(of: "f") else { return nil }
    do {
      let value = try PythonEvaluator(policy: OperatorPromotion()).call(PythonFunction(scope: scope, node: node), [])
      return value.tensor.map { #"["torch.\#($0.dtype.rawValue)"]"# }
    } catch PythonFailure.raised {
      return #"{"raises": true}"#
    } catch {
      return nil
    }
  }
}

extension String {
  /// What follows the first occurrence of a text.
  fileprivate func components(after marker: String) -> Substring? {
    firstRange(of: marker).map { self[$0.upperBound...] }
  }
}
