/// The type of a Python number.
package enum PythonScalar: UInt8, CaseIterable, Sendable {
  case bool, int, float, complex

  /// The dtype torch gives such a number under a default dtype; nil where torch refuses (complex under bfloat16).
  package func dtype(default defaultDType: DType) -> DType? {
    switch self {
    case .bool: .bool
    case .int: .int64
    case .float: defaultDType
    case .complex: defaultDType.complexDType
    }
  }
}

/// What an operand is, as far as promotion looks at it.
package enum OperandKind: UInt8, Sendable {
  /// A tensor with at least one dimension.
  case tensor
  case zeroDim
  /// A module's parameter or buffer with at least one dimension: promotes as `tensor` does.
  case parameter
  /// A Python number.
  case scalar
  /// An optional argument that is not given, or is None.
  case absent
}

/// One tensor or number given to an operator.
package struct Operand: Hashable, Sendable {
  package var kind: OperandKind
  /// Meaningless for `scalar` and `absent`.
  package var dtype: DType
  /// Meaningful for `scalar` only.
  package var scalar: PythonScalar

  package init(kind: OperandKind, dtype: DType, scalar: PythonScalar = .bool) {
    self.kind = kind
    self.dtype = dtype
    self.scalar = scalar
  }

  package static func tensor(_ dtype: DType) -> Operand { Operand(kind: .tensor, dtype: dtype) }
  package static func zeroDim(_ dtype: DType) -> Operand { Operand(kind: .zeroDim, dtype: dtype) }
  package static func number(_ scalar: PythonScalar) -> Operand {
    Operand(kind: .scalar, dtype: .bool, scalar: scalar)
  }
  package static let absent = Operand(kind: .absent, dtype: .bool)

  /// Whether this is a tensor of any rank.
  package var isTensor: Bool { kind == .tensor || kind == .zeroDim || kind == .parameter }
}

/// The device type whose autocast policy applies.
package enum AutocastDevice: UInt8, CaseIterable, Sendable {
  case cuda, cpu, mps
}

/// The state of torch that decides dtypes besides the operands.
package struct OperatorContext: Hashable, Sendable {
  /// `torch.get_default_dtype()`.
  package var defaultDType: DType
  /// The dtype of an enabled autocast region; nil outside.
  package var autocast: DType?
  package var device: AutocastDevice

  package init(
    defaultDType: DType = .float32, autocast: DType? = nil, device: AutocastDevice = .cuda
  ) {
    self.defaultDType = defaultDType
    self.autocast = autocast
    self.device = device
  }
}
