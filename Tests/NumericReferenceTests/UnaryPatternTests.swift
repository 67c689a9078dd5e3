import Glibc
import Testing

@testable import NumericReference

/// Every 16-bit pattern through every unary operation.
@Suite struct UnaryPatternTests {
  /// The functions in float64, from other formulas than the kernel's where there are any.
  private static let exact: [UnaryOperation: @Sendable (Double) -> Double] = [
    .negate: { 0 - $0 }, .absolute: { $0 < 0 ? 0 - $0 : $0 }, .reciprocal: { pow($0, -1) }, .square: { pow($0, 2) },
    .cosine: { 1 - 2 * pow(sin($0 / 2), 2) }, .sine: { sin($0) }, .tangent: { tan($0) }, .arcCosine: { acos($0) },
    .arcSine: { asin($0) }, .arcTangent: { atan($0) }, .hyperbolicCosine: { cosh($0) },
    .hyperbolicSine: { sinh($0) }, .hyperbolicTangent: { tanh($0) }, .exponential: { pow(M_E, $0) },
    .exponential2: { pow(2, $0) }, .exponentialMinusOne: { expm1($0) }, .logarithm: { log($0) },
    .logarithm2: { log($0) / M_LN2 }, .logarithm10: { log($0) / M_LN10 }, .logarithmOfOnePlus: { log1p($0) },
    .squareRoot: { $0 < 0 ? .nan : pow($0, 0.5) },
    .reciprocalSquareRoot: { $0 == 0 ? 1 / $0 : $0 < 0 ? .nan : pow($0, -0.5) },
    // The exponential is infinite in float32 long before the quotient is zero.
    .sigmoid: { 1 / (1 + Double(Float(exp(-$0)))) }, .silu: { $0 / (1 + Double(Float(exp(-$0)))) },
    .relu: { $0 < 0 ? 0 : $0 }, .softplus: { log1p(exp($0)) },
    .errorFunction: { erf($0) }, .floor: { floor($0) }, .ceiling: { ceil($0) }, .round: { rint($0) },
    .truncate: { trunc($0) }, .sign: { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
  ]

  @Test(arguments: [ElementType.bfloat16, .float16], UnaryOperation.allCases)
  func isTheNearestRepresentableNumber(_ dtype: ElementType, _ operation: UnaryOperation) throws {
    guard let exact = UnaryPatternTests.exact[operation] else { return }
    let input = Tensor(dtype, shape: [65_536], bitPatterns: (0..<65_536).map { UInt64($0) })
    let source = try #require(input)
    let values = source.reals
    let results = try source.applying(operation, result: dtype).reals
    var wrong = 0
    for (value, result) in zip(values, results) where !isNearest(result, exact(value), dtype, value) { wrong += 1 }
    #expect(wrong == 0, "\(operation) in \(dtype): \(wrong) patterns")
  }

  /// Within half an ulp of the exact value; a hair more, since the way goes through float32, and two roundings of
  /// float32 steps for composed functions.
  private func isNearest(_ result: Double, _ exact: Double, _ dtype: ElementType, _ input: Double) -> Bool {
    if exact.isNaN || result.isNaN { return exact.isNaN == result.isNaN || input.isNaN }
    if result == exact { return true }
    // From the last half ulp on, numbers round to infinity; below float32's range products of subnormals vanish.
    if result.isInfinite { return exact.magnitude >= dtype.greatest && (exact < 0) == (result < 0) }
    let half = dtype.ulpSize(at: exact) / 2
    return (result - exact).magnitude <= half * (1 + 0x1p-10) + exact.magnitude * 0x1p-21
  }

  @Test func predicatesKnowNotANumber() throws {
    let source = Tensor(.bfloat16, shape: [4], reals: [.nan, .infinity, -0.0, 3])
    #expect(try source.applying(.isNaN, result: .bool).integers == [1, 0, 0, 0])
    #expect(try source.applying(.isInfinite, result: .bool).integers == [0, 1, 0, 0])
    #expect(try source.applying(.isFinite, result: .bool).integers == [0, 0, 1, 1])
    #expect(try source.applying(.logicalNot, result: .bool).integers == [0, 0, 1, 0])
    #expect(try source.applying(.negate, result: .bfloat16).bitPatterns[2] == 0)
  }

  @Test func geluIsNearItsDefinition() throws {
    for dtype in [ElementType.bfloat16, .float16, .float32] {
      let source = Tensor(dtype, shape: [401], reals: (0..<401).map { Double($0) / 25 - 8 })
      let result = try source.applying(.gelu, result: dtype)
      for (x, y) in zip(source.reals, result.reals) {
        let truth = 0.5 * x * erfc(-x / 2.0.squareRoot())
        #expect((y - truth).magnitude <= dtype.ulpSize(at: truth) / 2 + 2.5e-7 * max(x.magnitude, 0.5))
      }
    }
  }
}
