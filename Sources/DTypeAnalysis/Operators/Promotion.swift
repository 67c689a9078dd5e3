/// torch's type promotion: `promote_types`, `can_cast` and the category rule of `result_type`.
package enum Promotion {
  /// `torch.promote_types`; nil where torch refuses (a float8 dtype with any other).
  package static func promoteTypes(_ a: DType, _ b: DType) -> DType? {
    table[Int(a.rawValue) * DType.count + Int(b.rawValue)]
  }

  /// `torch.can_cast`: complex to real, floating to integer, and anything but bool to bool are refused.
  package static func canCast(_ from: DType, to: DType) -> Bool {
    if from.isComplex && !to.isComplex { return false }
    if from.isFloatingPoint && to.isIntegral { return false }
    return from == .bool || to != .bool
  }

  /// `torch.result_type` of operands; absent ones are skipped.
  ///
  /// Dimensioned tensors outrank zero-dimensional ones, which outrank Python numbers; a lower group counts only if
  /// its category (bool, integer, floating, complex) is higher.
  ///
  /// Nil where torch refuses, or where no operand is given.
  package static func resultType(_ operands: some Sequence<Operand>, default defaultDType: DType)
    -> DType?
  {
    var groups: (dimensioned: DType?, zeroDim: DType?, scalar: DType?) = (nil, nil, nil)
    for operand in operands {
      switch operand.kind {
      case .absent: continue
      case .tensor, .parameter:
        guard let joined = join(groups.dimensioned, operand.dtype) else { return nil }
        groups.dimensioned = joined
      case .zeroDim:
        guard let joined = join(groups.zeroDim, operand.dtype) else { return nil }
        groups.zeroDim = joined
      case .scalar:
        guard let dtype = operand.scalar.dtype(default: defaultDType),
          let joined = join(groups.scalar, dtype)
        else {
          return nil
        }
        groups.scalar = joined
      }
    }
    let low = combine(high: groups.zeroDim, low: groups.scalar)
    return combine(high: groups.dimensioned, low: low)
  }

  private static func join(_ a: DType?, _ b: DType) -> DType? {
    guard let a else { return b }
    return promoteTypes(a, b)
  }

  /// ATen's `combine_categories`.
  private static func combine(high: DType?, low: DType?) -> DType? {
    guard let high else { return low }
    guard let low else { return high }
    if high.isComplex { return high }
    if high.isFloatingPoint {
      return low.isComplex ? high.complexDType : high
    }
    if high == .bool || low.isFloatingPoint || low.isComplex { return promoteTypes(high, low) }
    return high
  }

  private static let table: [DType?] = DType.allCases.flatMap { a in
    DType.allCases.map { b in derive(a, b) }
  }

  /// The rule behind the table.
  private static func derive(_ a: DType, _ b: DType) -> DType? {
    if a == b { return a }
    let (low, high) = rank(a) <= rank(b) ? (a, b) : (b, a)
    if high.isFloat8 || low.isFloat8 { return nil }
    if low == .bool { return high }
    switch rank(high) {
    case 1:
      if low == .uint8 || high == .uint8 {
        let other = low == .uint8 ? high : low
        return other == .int8 ? .int16 : other
      }
      return low.itemSize > high.itemSize ? low : high
    case 2:
      if low.isIntegral { return high }
      if low.itemSize == high.itemSize { return .float32 }
      return low.itemSize > high.itemSize ? low : high
    default:
      guard let complex = low.isIntegral ? high : low.complexDType else { return nil }
      return complex.itemSize > high.itemSize ? complex : high
    }
  }

  private static func rank(_ dtype: DType) -> Int {
    dtype == .bool ? 0 : dtype.isInteger ? 1 : dtype.isFloatingPoint ? 2 : 3
  }
}
