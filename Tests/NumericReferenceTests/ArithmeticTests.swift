import Testing

@testable import NumericReference

/// Arithmetic where torch's habits show.
@Suite struct ArithmeticTests {
  private let ones = Tensor(.bfloat16, shape: [3], reals: [1, 3, 200])

  private func binary(
    _ operation: BinaryOperation, _ left: ElementOperand, _ right: ElementOperand, _ common: ElementType
  ) throws -> [Double] {
    try Tensor.binary(operation, left, right, common: common).reals
  }

  @Test func numbersKeepTheirWidthInProductsOnly() throws {
    let r = ElementType.bfloat16.round
    let tenth = Double(Float(0.1))
    #expect(try binary(.multiply, .tensor(ones), .number(.real(0.1)), .bfloat16) == [1, 3, 200].map { r($0 * tenth) })
    #expect(try binary(.multiply, .number(.real(0.1)), .tensor(ones), .bfloat16) == [1, 3, 200].map { r($0 * tenth) })
    #expect(try binary(.add, .tensor(ones), .number(.real(0.1)), .bfloat16) == [1, 3, 200].map { r($0 + r(0.1)) })
    let wide = Tensor.scalar(.float32, .real(0.1))
    #expect(try binary(.multiply, .tensor(wide), .tensor(ones), .bfloat16) == [1, 3, 200].map { r($0 * r(0.1)) })
  }

  @Test func aNumberDividedByATensorRoundsTwice() throws {
    let r = ElementType.bfloat16.round
    let expected = [1.0, 3, 200].map { r(r(1 / $0) * 10_000) }
    #expect(try binary(.divide, .number(.real(10_000)), .tensor(ones), .bfloat16) == expected)
  }

  @Test func cubesRoundBetweenInBFloat16Only() throws {
    for (dtype, between) in [(ElementType.bfloat16, ElementType.bfloat16), (.float16, .float32)] {
      let x = dtype.round(1.171875 + 0.0078125)
      let source = Tensor(dtype, shape: [1], reals: [x])
      let expected = dtype.round(between.round(x * x) * x)
      #expect(try binary(.power, .tensor(source), .number(.integer(3)), dtype) == [expected])
    }
  }

  @Test func integersDivideTowardsMinusInfinity() throws {
    let source = Tensor(.int64, shape: [2], integers: [7, -7])
    let quotient = try Tensor.binary(.floorDivide, .tensor(source), .number(.integer(2)), common: .int64)
    #expect(quotient.integers == [3, -4])
    let rest = try Tensor.binary(.remainder, .tensor(source), .number(.integer(2)), common: .int64)
    #expect(rest.integers == [1, 1])
    let floats = source.converted(to: .float32)
    #expect(try binary(.floorDivide, .tensor(floats), .number(.integer(2)), .float32) == [3, -4])
    #expect(try binary(.remainder, .tensor(floats), .number(.integer(-2)), .float32) == [-1, -1])
  }

  @Test func comparisonsRoundTheNumberFirst() throws {
    let source = Tensor(.bfloat16, shape: [1], reals: [0.1])
    let flags = try Tensor.binary(.equal, .tensor(source), .number(.real(0.1)), common: .bfloat16)
    #expect(flags.dtype == .bool)
    #expect(flags.integers == [1])
  }

  @Test func fusedMultiplyAddRoundsOnce() throws {
    let x = 1 + 0x1p-12
    let source = Tensor(.float32, shape: [1], reals: [x])
    let addend = Tensor(.float32, shape: [1], reals: [-1])
    let fused = try Tensor.fusedMultiplyAdd(addend, .tensor(source), .tensor(source), common: .float32)
    #expect(fused.reals == [0x1p-11 + 0x1p-24])
  }

  @Test func matrixProductsRoundOnce() throws {
    let left = Tensor(.bfloat16, shape: [1, 3], reals: [256, 1, 1])
    let right = Tensor(.bfloat16, shape: [3, 1], reals: [1, 1, 1])
    #expect(try Tensor.matrixProduct(left, right).reals == [258])
    #expect(throws: KernelError(.dtype, "expected m1 and m2 to have the same dtype, but got: c10::BFloat16 != float")) {
      try Tensor.matrixProduct(left, right.converted(to: .float32))
    }
    let batch = try Tensor.matrixProduct(left.unsqueezed(0).expanded([2, 1, 3]), right)
    #expect(batch.shape == [2, 1, 1])
  }

  @Test func einsumFollowsItsEquation() throws {
    let a = Tensor(.float32, shape: [2], reals: [1, 2])
    let b = Tensor(.float32, shape: [3], reals: [1, 10, 100])
    #expect(try Tensor.einsum("i,j->ij", [a, b]).reals == [1, 10, 100, 2, 20, 200])
    #expect(try Tensor.einsum("i , j -> j i", [a, b]).shape == [3, 2])
    let m = Tensor(.float32, shape: [2, 2], reals: [1, 2, 3, 4])
    #expect(try Tensor.einsum("ii", [m]).reals == [5])
    #expect(try Tensor.einsum("ij,jk", [m, m]).reals == [7, 10, 15, 22])
    #expect(try Tensor.einsum("...i,i->...", [m, a]).reals == [5, 11])
    #expect(throws: KernelError.self) { try Tensor.einsum("ij,jk->ik", [m]) }
    #expect(throws: KernelError.self) { try Tensor.einsum("i->z", [a]) }
  }

  @Test func positionsCollapseInSixteenBits() throws {
    let positions = try Tensor.arange(.bfloat16, to: .integer(260)).reals
    #expect(positions.suffix(4) == [256, 256, 258, 260])
    #expect(try Tensor.arange(.int64, from: .integer(0), to: .integer(7), by: .integer(2)).integers == [0, 2, 4, 6])
    #expect(
      try Tensor.linspace(.float32, from: .integer(0), to: .integer(1), steps: 5).reals == [0, 0.25, 0.5, 0.75, 1])
  }

  @Test func reductionsKnowTheirShapes() throws {
    let source = Tensor(.float32, shape: [2, 3], reals: [1, 2, 3, 4, 5, 9])
    #expect(try source.reduced(.sum, [0], result: .float32).reals == [5, 7, 12])
    #expect(try source.reduced(.mean, [-1], keepsDimensions: true, result: .float32).shape == [2, 1])
    #expect(try source.reduced(.maximum, result: .float32).reals == [9])
    #expect(try source.reduced(.variance, [1], result: .float32).reals == [1, 7])
    #expect(try source.extremePlace(isMaximum: true, dimension: 0).integers == [1, 1, 1])
    for total in try source.softmax(-1, result: .float32).reduced(.sum, [-1], result: .float32).reals {
      #expect(ElementType.float32.ulps(from: total, to: 1) <= 2)
    }
    let norm = try source.normalized(dimensions: 1, weight: nil, bias: nil, epsilon: 0, isCentered: false)
    let truth = 1 / (14.0 / 3).squareRoot()
    #expect((norm.reals[0] - truth).magnitude < 1e-7)
  }

  @Test func distancesAreCountedInPlaces() {
    #expect(ElementType.bfloat16.ulps(from: 1, to: 1.0078125) == 1)
    #expect(ElementType.float16.ulps(from: 0, to: -0x1p-24) == 1)
    #expect(ElementType.float32.ulps(from: -0.0, to: 0) == 0)
    #expect(ElementType.float32.ulps(from: .nan, to: .nan) == 0)
    #expect(ElementType.float32.ulps(from: .nan, to: 0) == .max)
    #expect(ElementType.float16.ulpSize(at: 1.5) == 0x1p-10)
    #expect(ElementType.float16.ulpSize(at: 0) == 0x1p-24)
    var statistics = ErrorStatistics()
    statistics.add(1.0078125, truth: 1, dtype: .bfloat16)
    statistics.add(2, truth: 2, dtype: .bfloat16)
    #expect(statistics.worstUlps == 1)
    #expect(statistics.maximum == 0.0078125)
    #expect((statistics.rootMeanSquare - 0.0078125 * 0.5.squareRoot()).magnitude < 1e-12)
  }
}
