/// Casts and bit patterns.
extension Tensor {
  /// `.to(dtype)`: itself if the dtype is the same.
  ///
  /// Floating to integer cuts towards zero and wraps at the width as x86 does; infinity and NaN give the least
  /// int64 before wrapping. Integers go to the 16-bit dtypes through float32. Complex to real drops the imaginary part.
  package func converted(to target: ElementType) -> Tensor {
    if target == dtype { return self }
    if target.isIntegral { return convertedToInteger(target) }
    if dtype.isIntegral {
      // An int64 has more bits than a Double: to float32 it must be rounded once, straight from the integer.
      let values = integers.map { target.realType == .float64 ? Double($0) : target.round(Double(Float($0))) }
      return Tensor(target, shape: shape, exact: target.isComplex ? values.flatMap { [$0, 0] } : values)
    }
    var values = reals
    if dtype.isComplex && !target.isComplex {
      values = stride(from: 0, to: values.count, by: 2).map { values[$0] }
    } else if target.isComplex && !dtype.isComplex {
      values = values.flatMap { [$0, 0] }
    }
    return Tensor(target, shape: shape, reals: values)
  }

  private func convertedToInteger(_ target: ElementType) -> Tensor {
    if dtype.isIntegral { return Tensor(target, shape: shape, integers: integers) }
    var values = reals
    let parts = dtype.partCount
    if target == .bool {
      let truths = (0..<count).map { index in (0..<parts).contains { values[index * parts + $0] != 0 } }
      return Tensor(.bool, shape: shape, integers: truths.map { $0 ? 1 : 0 })
    }
    if parts == 2 { values = stride(from: 0, to: values.count, by: 2).map { values[$0] } }
    return Tensor(target, shape: shape, integers: values.map { Tensor.truncated($0, to: target) })
  }

  /// `cvttsd2si` has one answer for all it cannot convert: the least integer of the register's width.
  private static func truncated(_ value: Double, to target: ElementType) -> Int64 {
    if target == .int32 { return Int64(Int32(exactly: value.rounded(.towardZero)) ?? .min) }
    return Int64(exactly: value.rounded(.towardZero)) ?? (target == .int64 ? .min : 0)
  }

  /// The elements' bit patterns in row-major order, two for each complex element.
  package var bitPatterns: [UInt64] {
    if dtype.isIntegral {
      let mask = dtype.partBits == 64 ? UInt64.max : (1 << UInt64(dtype.partBits)) - 1
      return integers.map { UInt64(bitPattern: $0) & mask }
    }
    return reals.map(dtype.bitPattern(of:))
  }

  /// A tensor from bit patterns in row-major order; nil if their number does not fit the shape.
  package init?(_ dtype: ElementType, shape: [Int], bitPatterns: [UInt64]) {
    guard bitPatterns.count == Shape.count(shape) * dtype.partCount else { return nil }
    guard dtype.isIntegral else {
      self.init(dtype, shape: shape, exact: bitPatterns.map(dtype.real(bitPattern:)))
      return
    }
    self.init(dtype, shape: shape, integers: bitPatterns.map { dtype.wrap(Int64(bitPattern: $0)) })
  }
}
