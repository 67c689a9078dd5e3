package import DTypeAnalysis
package import NumericReference

/// The kernel's promotion policy: the checker's own promotion rules, so that both have one source of truth.
package struct OperatorPromotion: PromotionPolicy {
  package var defaultType: ElementType

  package init(defaultType: ElementType = .float32) { self.defaultType = defaultType }

  package func commonType(of operands: [PromotionOperand]) -> ElementType? {
    Promotion.resultType(operands.map(Operand.init), default: DType(defaultType)).flatMap(ElementType.init)
  }
}

extension Operand {
  /// The checker's view of a kernel operand.
  fileprivate init(_ operand: PromotionOperand) {
    switch operand.category {
    case .tensor: self = .tensor(DType(operand.dtype))
    case .zeroDimensional: self = .zeroDim(DType(operand.dtype))
    case .number:
      switch operand.dtype {
      case .bool: self = .number(.bool)
      case .int64: self = .number(.int)
      case .float64: self = .number(.float)
      default: self = .number(.complex)
      }
    }
  }
}

extension DType {
  /// The checker's name for a kernel dtype.
  package init(_ type: ElementType) {
    switch type {
    case .bool: self = .bool
    case .uint8: self = .uint8
    case .int8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .float16: self = .float16
    case .bfloat16: self = .bfloat16
    case .float32: self = .float32
    case .float64: self = .float64
    case .complex64: self = .complex64
    case .complex128: self = .complex128
    }
  }
}

extension ElementType {
  /// The kernel's dtype, nil if it does not compute in it (complex32, float8).
  package init?(_ dtype: DType) { self.init(rawValue: dtype.name) }
}
