import Testing

@testable import NumericReference

/// The two roundings, held against methods that share no code with them.
@Suite struct RoundingTests {
  /// Ten million in a release build; a debug build is some fifty times slower.
  private static var sampleCount: Int {
    #if DEBUG
      200_000
    #else
      10_000_000
    #endif
  }

  @Test func everyBFloat16SurvivesAsFloat() {
    for pattern in UInt16.min...UInt16.max {
      let number = BFloat16(bitPattern: pattern)
      if number.float.isNaN {
        #expect(BFloat16(number.float).float.isNaN)
      } else if BFloat16(number.float).bitPattern != pattern {
        Issue.record("pattern \(pattern) became \(BFloat16(number.float).bitPattern)")
      }
    }
  }

  @Test func everyHalfSurvivesAsFloat() {
    for pattern in UInt16.min...UInt16.max {
      let number = Half(bitPattern: pattern)
      let native = Float(Float16(bitPattern: pattern))
      if native.isNaN {
        #expect(number.float.isNaN && Half(number.float).float.isNaN)
      } else if number.float.bitPattern != native.bitPattern || Half(number.float).bitPattern != pattern {
        Issue.record("pattern \(pattern) became \(number.float)")
      }
    }
  }

  /// The processor's own conversion, and for bfloat16 a search among the neighbours in exact arithmetic.
  @Test func randomFloatsRoundToTheNearest() {
    var generator = SplitMix(state: 0x5eed)
    for _ in 0..<RoundingTests.sampleCount {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      if value.isNaN {
        if !BFloat16(value).float.isNaN || !Half(value).float.isNaN { Issue.record("NaN was lost") }
        continue
      }
      if Half(value).bitPattern != Float16(value).bitPattern {
        Issue.record("float16 of \(value): \(Half(value).float), not \(Float16(value))")
      }
      let rounded = BFloat16(value).bitPattern
      if rounded != nearestBFloat16(value) { Issue.record("bfloat16 of \(value): \(BFloat16(value).float)") }
    }
  }

  /// Halfway points of every exponent, and their neighbours: random patterns hardly ever hit them.
  @Test func tiesGoToEven() {
    for pattern in UInt16.min..<0x7f80 {
      for (offset, expected) in [
        (UInt32(0x7fff), pattern), (0x8000, pattern &+ (pattern & 1)), (0x8001, pattern + 1),
      ] {
        let value = Float(bitPattern: UInt32(pattern) << 16 + offset)
        if BFloat16(value).bitPattern != expected { Issue.record("bfloat16 of \(value)") }
      }
    }
    for pattern in UInt16.min..<0x7bff {
      let low = Double(Float16(bitPattern: pattern))
      let high = Double(Float16(bitPattern: pattern + 1))
      let tie = Float((low + high) / 2)
      let even = pattern & 1 == 0 ? pattern : pattern + 1
      if Half(tie).bitPattern != even { Issue.record("float16 of \(tie)") }
      if Half(tie.nextUp).bitPattern != pattern + 1 { Issue.record("float16 above \(tie)") }
      if Half(tie.nextDown).bitPattern != pattern { Issue.record("float16 below \(tie)") }
    }
  }

  @Test func overflowAndZeros() {
    #expect(Half(65_519.99).bitPattern == 0x7bff)
    #expect(Half(65_520).bitPattern == 0x7c00)
    #expect(Half(-.infinity).bitPattern == 0xfc00)
    #expect(Half(-0.0).bitPattern == 0x8000)
    #expect(BFloat16(-0.0).bitPattern == 0x8000)
    #expect(BFloat16(.greatestFiniteMagnitude).bitPattern == 0x7f80)
    #expect(BFloat16(Float(bitPattern: 0x7f7f_7fff)).bitPattern == 0x7f7f)
  }

  @Test func float64RoundsTwiceAsTorchDoes() {
    let value = 1 + 0x1p-11 + 0x1p-40
    #expect(ElementType.float16.round(value) == 1)
    #expect(Half(directly: value).float == 1 + 0x1p-10)
    #expect(ElementType.bfloat16.round(1 + 0x1p-8 + 0x1p-40) == 1)
    #expect(ElementType.float16.round(65_519.9999999) == .infinity)
    #expect(Half(directly: 65_519.9999999).float == 65_504)
  }

  @Test func directRoundingIsTheProcessors() {
    var generator = SplitMix(state: 7)
    for _ in 0..<RoundingTests.sampleCount / 10 {
      // Exponents around float16's range, any mantissa.
      let bits = generator.next()
      let exponent = 1023 - 30 + bits % 50
      let value = Double(bitPattern: bits & 0x800f_ffff_ffff_ffff | exponent << 52)
      if Half(directly: value).bitPattern != Float16(value).bitPattern { Issue.record("float16 of \(value)") }
    }
  }

  @Test func integersReachSixteenBitsThroughFloat32() {
    let wide = Tensor(.int64, shape: [3], integers: [1 << 40 + 1 << 32 + 1, 16_777_217, 257])
    #expect(wide.converted(to: .bfloat16).reals == [0x1p40 + 0x1p33 - 0x1p33, 16_777_216, 256])
    #expect(wide.converted(to: .float32).reals == [0x1p40 + 0x1p32, 16_777_216, 257])
    let exact = Tensor(.int64, shape: [1], integers: [1 << 53 + 1])
    #expect(exact.converted(to: .int32).integers == [1])
  }

  @Test func floatsBecomeIntegersAsOnX86() {
    let source = Tensor(.float32, shape: [8], reals: [0.5, -1.5, 3.99, 1e10, -1e10, .infinity, .nan, 255.9])
    #expect(source.converted(to: .int64).integers == [0, -1, 3, 10_000_000_000, -10_000_000_000, .min, .min, 255])
    let least = Int64(Int32.min)
    #expect(source.converted(to: .int32).integers == [0, -1, 3, least, least, least, least, 255])
    #expect(source.converted(to: .uint8).integers == [0, 255, 3, 0, 0, 0, 0, 255])
    #expect(source.converted(to: .bool).integers == [1, 1, 1, 1, 1, 1, 1, 1])
  }

  /// The bfloat16 next to a float by distance, the even one of two equally near.
  private func nearestBFloat16(_ value: Float) -> UInt16 {
    let low = UInt16(value.bitPattern >> 16)
    guard low & 0x7f80 != 0x7f80 else { return low }
    let exact = Double(value)
    let below = Double(Float(bitPattern: UInt32(low) << 16))
    let next = Float(bitPattern: UInt32(low + 1) << 16)
    // Past the greatest finite number the next one would be 2¹²⁸.
    let above = next.isInfinite ? (next > 0 ? 0x1p128 : -0x1p128) : Double(next)
    let toLow = (exact - below).magnitude
    let toHigh = (above - exact).magnitude
    if toLow == toHigh { return low & 1 == 0 ? low : low + 1 }
    return toLow < toHigh ? low : low + 1
  }
}

/// A small random generator with a fixed seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
