/// The dtypes a tensor may have in one lane: bit i is the `DType` of raw value i, bit 15 is "unknown".
package struct DTypeSet: OptionSet, Hashable, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package init(_ dtype: DType) { rawValue = 1 << UInt16(dtype.rawValue) }

  /// The dtype is not known.
  package static let unknown = DTypeSet(rawValue: 1 << 15)

  package func contains(_ dtype: DType) -> Bool { rawValue & (1 << UInt16(dtype.rawValue)) != 0 }

  package var isUnknown: Bool { rawValue & (1 << 15) != 0 }

  /// The known dtypes in `DType` order.
  package var dtypes: [DType] { DType.allCases.filter(contains) }

  /// The one dtype this set holds; nil when it is empty, holds several, or may be unknown.
  package var single: DType? {
    guard rawValue != 0, rawValue & (rawValue - 1) == 0, !isUnknown else { return nil }
    return DType(rawValue: UInt8(rawValue.trailingZeroBitCount))
  }
}
