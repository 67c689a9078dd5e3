import Glibc
import NumericReference
import Testing

/// float32 functions of torch's vector libraries, where they end and how far they are from the truth.
@Suite struct VectorMathTests {
  private func apply(_ operation: UnaryOperation, _ values: [Double]) throws -> [Double] {
    try Tensor(.float32, shape: [values.count], reals: values).applying(operation, result: .float32).reals
  }

  @Test func cosineAndSineStayWithinAnUlp() throws {
    var state: UInt64 = 1
    let angles = (0..<20_000).map { index -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return ElementType.float32.round(Double(state >> 11) * 0x1p-53 * [7, 1_000, 131_072, 3e9][index % 4])
    }
    for (operation, exact) in [(UnaryOperation.cosine, cos), (.sine, sin)] as [(UnaryOperation, (Double) -> Double)] {
      for (angle, got) in zip(angles, try apply(operation, angles)) {
        #expect(ElementType.float32.ulps(from: got, to: ElementType.float32.round(exact(angle))) <= 1, "\(angle)")
      }
    }
  }

  @Test func specialAnglesAreSpecial() throws {
    #expect(try apply(.cosine, [0, -0.0]) == [1, 1])
    let sines = try apply(.sine, [0, -0.0])
    #expect(sines == [0, 0] && sines[1].sign == .minus)
    #expect(try apply(.sine, [.infinity, .nan]).allSatisfy(\.isNaN))
  }

  @Test func theExponentialEndsInZeroAndOne() throws {
    #expect(try apply(.sigmoid, [-200, -.infinity, 200, .infinity, 0]) == [0, 0, 1, 1, 0.5])
    #expect(try apply(.sigmoid, [.nan])[0].isNaN)
  }

  @Test func powersEndWhereFloat32Ends() throws {
    let base = Tensor(.float32, shape: [5], reals: [10_000, 2, 0.5, 0, 10_000])
    let exponent = Tensor(.float32, shape: [5], reals: [20, -160, 149, 2, 0])
    let powers = try Tensor.binary(.power, .tensor(base), .tensor(exponent), common: .float32).reals
    #expect(powers == [.infinity, 0, 0x1p-149, 0, 1])
  }
}
