import Linting
import NumericReference
import Testing

@testable import CommandLineTool

/// The recorded sample, computed anew from its inputs alone.
@Suite struct KernelCommandTests {
  /// Results that torch computes with libraries whose last bit is not reproduced, and how far off they may be.
  ///
  /// float32 exponential, logarithm, hyperbolic tangent and square root come from a vendor's vector library (1 ulp);
  /// cosine and sine too, but for few values to the bit; `gelu` is oneDNN's, see `ErrorFunction`.
  private static func allowedUlps(_ path: [String], _ dtype: String) -> UInt64 {
    let name = path.last ?? ""
    guard dtype == "float32" || dtype == "bfloat16" && name == "gelu" else { return 0 }
    switch path[0] {
    case "transcendental_f32": return name == "torch" ? 1 : 0
    case "polar": return name == "polar" ? 0 : 1
    case "elementwise":
      switch name {
      case "exp", "sqrt", "tanh": return 1
      case "gelu": return .max
      default: return 0
      }
    default: return 0
    }
  }

  @Test func theRecordedSampleIsComputedToTheBit() throws {
    let text = try recorded("kernel/goldens.json")
    let truth = try JSONReader.read(text)
    let answer = try JSONReader.read(KernelCommand.run(blanked(truth, []).text, policy: OperatorPromotion()))
    var compared = 0
    for (path, leaf) in leaves(truth, []) where !GoldenRecipes.isInput(path.last ?? "", section: path[0]) {
      let expected = try #require(TensorLeaf(leaf)?.tensor)
      let got = try #require(TensorLeaf(value(answer, path))?.tensor, "\(path) was not computed")
      var worst: UInt64 = 0
      if expected.dtype.isIntegral {
        worst = expected.integers == got.integers ? 0 : .max
      } else {
        for (a, b) in zip(expected.reals, got.reals) {
          worst = max(worst, expected.dtype.realType.ulps(from: a, to: b))
        }
      }
      let allowed = KernelCommandTests.allowedUlps(path, expected.dtype.rawValue)
      #expect(worst <= allowed, "\(path.joined(separator: "/")): \(worst) ulps")
      compared += 1
    }
    #expect(compared > 400)
  }

  @Test func resultsInTheInputAreIgnored() throws {
    let leaf = #"{"dtype":"bfloat16","shape":[2],"hex":"3f804000"}"#
    let wrong = #"{"dtype":"bfloat16","shape":[2],"hex":"00000000"}"#
    let text = #"{"elementwise":{"bfloat16":{"x":\#(leaf),"neg":\#(wrong)}},"note":"kept"}"#
    let answer = try KernelCommand.run(text, policy: OperatorPromotion())
    #expect(answer.contains(#""neg":{"dtype":"bfloat16","shape":[2],"hex":"bf80c000"}"#))
    #expect(answer.contains(#""note":"kept""#))
  }

  @Test func anUnknownOperationIsLeftWithoutPatterns() throws {
    let leaf = #"{"dtype":"float32","shape":[1],"hex":"3f800000"}"#
    let text = #"{"elementwise":{"float32":{"x":\#(leaf),"frobnicate":\#(leaf)}}}"#
    let answer = try KernelCommand.run(text, policy: OperatorPromotion())
    #expect(answer.contains(#""frobnicate":{"dtype":"float32","shape":[1],"hex":""}"#))
  }

  @Test func otherNumbersThanTheRecordedOnesWork() throws {
    let x = #"{"dtype":"float32","shape":[1],"hex":"40000000"}"#
    let text = #"{"scalar_ops":{"float32":{"x":\#(x),"(x-0.5)*4/3":\#(x),"2**x":\#(x)}}}"#
    let answer = try KernelCommand.run(text, policy: OperatorPromotion())
    #expect(answer.contains(#""(x-0.5)*4/3":{"dtype":"float32","shape":[1],"hex":"40000000"}"#))
    #expect(answer.contains(#""2**x":{"dtype":"float32","shape":[1],"hex":"40800000"}"#))
  }

  @Test(arguments: ["", "[]", "{", #"{"a":}"#, "{} x", #"{"a":"\u12"}"#])
  func whatIsNoGoldensFileIsRefused(_ text: String) {
    #expect(throws: KernelCommandError.self) { try KernelCommand.run(text, policy: OperatorPromotion()) }
  }

  // MARK: Walking

  private func leaves(_ node: JSONValue, _ path: [String]) -> [([String], JSONValue)] {
    if TensorLeaf(node) != nil { return [(path, node)] }
    guard case .object(let members) = node else { return [] }
    return members.flatMap { leaves($0.value, path + [$0.key]) }
  }

  private func value(_ node: JSONValue, _ path: [String]) -> JSONValue {
    path.reduce(node) { $0[$1] ?? .null }
  }

  private func blanked(_ node: JSONValue, _ path: [String]) -> JSONValue {
    if TensorLeaf(node) != nil {
      return GoldenRecipes.isInput(path.last ?? "", section: path[0]) ? node : GoldenRecipes.withoutResult(node)
    }
    guard case .object(let members) = node else { return node }
    return .object(members.map { .init(key: $0.key, value: blanked($0.value, path + [$0.key])) })
  }
}
