/// The dtypes the kernel computes in.
package enum ElementType: String, CaseIterable, Hashable, Sendable {
  case bool, uint8, int8, int16, int32, int64
  case float16, bfloat16, float32, float64
  case complex64, complex128

  package var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }

  package var isComplex: Bool { self == .complex64 || self == .complex128 }

  /// Whether values are kept as integers; `bool` counts as one here.
  package var isIntegral: Bool { !isFloatingPoint && !isComplex }

  /// Whether it is one of the two 16-bit floating dtypes.
  package var isReduced: Bool { self == .float16 || self == .bfloat16 }

  /// The dtype of a complex number's parts; any other dtype itself.
  package var realType: ElementType {
    switch self {
    case .complex64: .float32
    case .complex128: .float64
    default: self
    }
  }

  /// The dtype in which torch's CPU kernels do arithmetic on this one.
  package var computeType: ElementType { isReduced ? .float32 : self }

  /// Width of one element (of one part, if complex) in bits; `bool` is stored in 8.
  package var partBits: Int {
    switch self {
    case .bool, .uint8, .int8: 8
    case .int16, .float16, .bfloat16: 16
    case .int32, .float32, .complex64: 32
    case .int64, .float64, .complex128: 64
    }
  }

  /// How many numbers of a buffer one element takes.
  var partCount: Int { isComplex ? 2 : 1 }

  /// Rounds a real number to this floating dtype (a complex dtype's part), as torch converts: to nearest, ties to
  /// even, and to the 16-bit dtypes *through float32*, which rounds twice.
  ///
  /// For the result of one `+ - × ÷ √` on 16-bit operands the first rounding does no harm: float32 has 24 bits, and
  /// 2·8 + 2 (bfloat16) and 2·11 + 2 (float16) bits suffice. For the same reason a float32 operation may be computed
  /// in float64 (53 ≥ 2·24 + 2) and rounded here. Neither holds for a fused multiply-add.
  package func round(_ value: Double) -> Double {
    switch self {
    case .float64, .complex128: value
    case .bfloat16: Double(BFloat16(Float(value)).float)
    case .float16: Double(Half(Float(value)).float)
    default: Double(Float(value))
    }
  }

  /// Cuts an integer down to this dtype's width, as torch does (two's complement); anything but 0 is `true`.
  package func wrap(_ value: Int64) -> Int64 {
    switch self {
    case .bool: value == 0 ? 0 : 1
    case .uint8: Int64(UInt8(truncatingIfNeeded: value))
    case .int8: Int64(Int8(truncatingIfNeeded: value))
    case .int16: Int64(Int16(truncatingIfNeeded: value))
    case .int32: Int64(Int32(truncatingIfNeeded: value))
    default: value
    }
  }

  /// Distance between 1 and the next number, `torch.finfo(dtype).eps`; 1 for integers.
  package var epsilon: Double {
    switch self {
    case .bfloat16: 0x1p-7
    case .float16: 0x1p-10
    case .float32, .complex64: 0x1p-23
    case .float64, .complex128: 0x1p-52
    default: 1
    }
  }

  /// The largest finite number, `torch.finfo(dtype).max` or `torch.iinfo(dtype).max`.
  package var greatest: Double {
    switch self {
    case .bool: 1
    case .uint8: 255
    case .int8: 127
    case .int16: 32_767
    case .int32: 2_147_483_647
    case .int64: 0x1p63
    case .float16: 65_504
    case .bfloat16: Double(BFloat16(bitPattern: 0x7f7f).float)
    case .float32, .complex64: Double(Float.greatestFiniteMagnitude)
    case .float64, .complex128: .greatestFiniteMagnitude
    }
  }

  /// The least finite number, `torch.finfo(dtype).min` or `torch.iinfo(dtype).min`.
  package var least: Double {
    switch self {
    case .bool, .uint8: 0
    case .int8, .int16, .int32: -greatest - 1
    default: -greatest
    }
  }

  /// The smallest positive normal number, `torch.finfo(dtype).tiny`; 1 for integers.
  package var tiny: Double {
    switch self {
    case .float16: 0x1p-14
    case .bfloat16, .float32, .complex64: 0x1p-126
    case .float64, .complex128: 0x1p-1022
    default: 1
    }
  }
}
