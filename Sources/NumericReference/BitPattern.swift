/// Bit patterns of elements: what recordings hold, and what ulps are counted in.
extension ElementType {
  /// The pattern of a real number that is already rounded to this floating dtype.
  package func bitPattern(of value: Double) -> UInt64 {
    switch self {
    case .bfloat16: UInt64(BFloat16(Float(value)).bitPattern)
    case .float16: UInt64(Half(Float(value)).bitPattern)
    case .float64, .complex128: value.bitPattern
    default: UInt64(Float(value).bitPattern)
    }
  }

  /// The number that a floating dtype's pattern stands for.
  package func real(bitPattern: UInt64) -> Double {
    switch self {
    case .bfloat16: Double(BFloat16(bitPattern: UInt16(truncatingIfNeeded: bitPattern)).float)
    case .float16: Double(Half(bitPattern: UInt16(truncatingIfNeeded: bitPattern)).float)
    case .float64, .complex128: Double(bitPattern: bitPattern)
    default: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bitPattern)))
    }
  }

  /// An integer that grows with the number and by one from each representable number to the next.
  ///
  /// Both zeros have the same place. Infinity follows the greatest finite number.
  package func place(of value: Double) -> Int64 {
    let bits = partBits
    let pattern = bitPattern(of: value)
    let sign = UInt64(1) << UInt64(bits - 1)
    let magnitude = Int64(pattern & (sign &- 1))
    return pattern & sign == 0 ? magnitude : -magnitude
  }

  /// How many representable numbers lie between two numbers of this floating dtype, the second one counted.
  ///
  /// Two NaNs are 0 apart, a NaN and a number `UInt64.max`.
  package func ulps(from left: Double, to right: Double) -> UInt64 {
    if left.isNaN || right.isNaN { return left.isNaN && right.isNaN ? 0 : .max }
    let (difference, overflow) = place(of: left).subtractingReportingOverflow(place(of: right))
    return overflow ? .max - 1 : difference.magnitude
  }

  /// The distance between the neighbours of a number in this floating dtype: the size of one ulp there.
  ///
  /// Below the normal range it is the subnormal spacing, so that errors near zero are not blown up.
  package func ulpSize(at value: Double) -> Double {
    let magnitude = max(value.magnitude, tiny)
    guard magnitude.isFinite else { return .infinity }
    return Double(sign: .plus, exponent: magnitude.exponent, significand: 1) * epsilon
  }
}
