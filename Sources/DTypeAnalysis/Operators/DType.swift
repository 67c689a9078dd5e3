/// A torch dtype that modeling code meets.
package enum DType: UInt8, CaseIterable, Sendable {
  case bool, uint8, int8, int16, int32, int64
  case float16, bfloat16, float32, float64
  case complex32, complex64, complex128
  // swift-format-ignore: AlwaysUseLowerCamelCase
  case float8_e4m3fn, float8_e5m2

  /// The number of dtypes; `DTypeSet` uses one bit for each and one more for "unknown".
  package static let count = 15

  /// The dtype called `name` in torch, with or without `torch.`, aliases (`half`, `float`, `long` …) included.
  package init?(name: some StringProtocol) {
    let bare = name.hasPrefix("torch.") ? String(name.dropFirst(6)) : String(name)
    guard let found = Self.byName[bare] else { return nil }
    self = found
  }

  /// The name without `torch.`, for example `bfloat16`.
  package var name: String { Self.names[Int(rawValue)] }

  /// The name as torch prints it, for example `torch.bfloat16`.
  package var torchName: String { "torch." + name }

  private static let names = [
    "bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64",
    "complex32", "complex64", "complex128", "float8_e4m3fn", "float8_e5m2",
  ]

  private static let byName: [String: DType] = {
    var table: [String: DType] = [
      "half": .float16, "float": .float32, "double": .float64, "long": .int64, "int": .int32,
      "short": .int16,
      "chalf": .complex32, "cfloat": .complex64, "cdouble": .complex128,
    ]
    for dtype in DType.allCases { table[dtype.name] = dtype }
    return table
  }()
}

extension DType: CustomStringConvertible {
  package var description: String { name }
}

// MARK: Categories

extension DType {
  package var isFloatingPoint: Bool { (rawValue >= 6 && rawValue <= 9) || isFloat8 }
  package var isComplex: Bool { rawValue >= 10 && rawValue <= 12 }
  /// An integer dtype; `bool` is none.
  package var isInteger: Bool { rawValue >= 1 && rawValue <= 5 }
  /// bool or an integer dtype: what torch turns into the default dtype where a floating result is due.
  package var isIntegral: Bool { rawValue <= 5 }
  package var isFloat8: Bool { rawValue >= 13 }
  /// Whether autocast casts tensors of this dtype; float64, integers and complex are left alone.
  package var isCastByAutocast: Bool { isHalfPrecision || self == .float32 }
  /// A floating dtype of two bytes.
  package var isHalfPrecision: Bool { self == .float16 || self == .bfloat16 }

  /// Bytes of one element.
  package var itemSize: Int {
    switch self {
    case .bool, .uint8, .int8, .float8_e4m3fn, .float8_e5m2: 1
    case .int16, .float16, .bfloat16: 2
    case .int32, .float32, .complex32: 4
    case .int64, .float64, .complex64: 8
    case .complex128: 16
    }
  }

  /// The dtype of the real part; the dtype itself unless it is complex.
  package var realDType: DType {
    switch self {
    case .complex32: .float16
    case .complex64: .float32
    case .complex128: .float64
    default: self
    }
  }

  /// The complex dtype torch builds from this one (bfloat16 has no own: complex64); nil for bool, integers and float8.
  package var complexDType: DType? {
    switch self {
    case .float16: .complex32
    case .bfloat16, .float32: .complex64
    case .float64: .complex128
    case .complex32, .complex64, .complex128: self
    case .bool, .uint8, .int8, .int16, .int32, .int64, .float8_e4m3fn, .float8_e5m2: nil
    }
  }
}

// MARK: Limits

extension DType {
  /// What `torch.finfo` tells of a floating dtype (of its parts, for a complex one); nil for the others.
  package var floatLimits: (max: Double, smallestNormal: Double, epsilon: Double)? {
    switch realDType {
    case .float16: (65504, 0x1p-14, 0x1p-10)
    case .bfloat16: (0x1.FEp127, 0x1p-126, 0x1p-7)
    case .float32: (0x1.FFFFFEp127, 0x1p-126, 0x1p-23)
    case .float64: (Double.greatestFiniteMagnitude, 0x1p-1022, 0x1p-52)
    case .float8_e4m3fn: (448, 0x1p-6, 0x1p-3)
    case .float8_e5m2: (57344, 0x1p-14, 0x1p-2)
    default: nil
    }
  }

  /// The range of an integer dtype as `torch.iinfo` tells it; 0…1 for bool, nil for the others.
  package var integerLimits: (min: Int64, max: Int64)? {
    switch self {
    case .bool: (0, 1)
    case .uint8: (0, 255)
    case .int8: (-128, 127)
    case .int16: (-32768, 32767)
    case .int32: (Int64(Int32.min), Int64(Int32.max))
    case .int64: (Int64.min, Int64.max)
    default: nil
    }
  }

  /// Whether torch takes `value` as a fill of this dtype: infinities fit floating dtypes, finite values must lie in
  /// range ("value cannot be converted to type … without overflow").
  package func holdsFill(_ value: Double) -> Bool {
    if self == .bool { return true }
    if let limits = floatLimits {
      return value.isNaN || value.isInfinite || abs(value) <= limits.max
    }
    guard let limits = integerLimits, value.isFinite else { return false }
    // An unsigned fill may be negative down to the mirror of its range: torch wraps those.
    let low = self == .uint8 ? -255.0 : Double(limits.min)
    return value >= low && value <= Double(limits.max)
  }
}
