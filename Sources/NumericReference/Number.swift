/// A Python number.
package enum Number: Hashable, Sendable {
  case bool(Bool)
  case integer(Int64)
  case real(Double)
  case complex(Double, Double)

  /// The real part as a float.
  package var real: Double {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .integer(let value): Double(value)
    case .real(let value), .complex(let value, _): value
    }
  }

  /// The imaginary part; 0 unless it is a complex number.
  package var imaginary: Double {
    if case .complex(_, let value) = self { value } else { 0 }
  }

  /// The number as an integer, cut towards zero; out-of-range values as x86 converts them.
  package var integer: Int64 {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .integer(let value): value
    case .real(let value), .complex(let value, _): Int64(exactly: value.rounded(.towardZero)) ?? .min
    }
  }

  package var isTrue: Bool {
    switch self {
    case .bool(let value): value
    case .integer(let value): value != 0
    case .real(let value): value != 0
    case .complex(let real, let imaginary): real != 0 || imaginary != 0
    }
  }
}

/// One argument of an elementwise operation.
package enum ElementOperand {
  case tensor(Tensor)
  case number(Number)

  package var shape: [Int] {
    if case .tensor(let tensor) = self { tensor.shape } else { [] }
  }

  /// A Python number or a tensor without dimensions: neither widens a tensor with dimensions of the same category.
  package var isScalarLike: Bool { shape.isEmpty }
}

/// How an operand takes part in type promotion.
package struct PromotionOperand: Hashable, Sendable {
  package enum Category: Hashable, Sendable { case tensor, zeroDimensional, number }

  /// Of a number: `bool`, `int64`, `float64` or `complex128`, for the kind of Python number it is.
  package var dtype: ElementType
  package var category: Category

  package init(dtype: ElementType, category: Category) {
    self.dtype = dtype
    self.category = category
  }

  package init(_ operand: ElementOperand) {
    switch operand {
    case .tensor(let tensor):
      self.init(dtype: tensor.dtype, category: tensor.rank == 0 ? .zeroDimensional : .tensor)
    case .number(.bool): self.init(dtype: .bool, category: .number)
    case .number(.integer): self.init(dtype: .int64, category: .number)
    case .number(.real): self.init(dtype: .float64, category: .number)
    case .number(.complex): self.init(dtype: .complex128, category: .number)
    }
  }
}

/// The source of result dtypes.
///
/// The kernel itself decides none: the operator models do, for it and for the checker.
package protocol PromotionPolicy: Sendable {
  /// The dtype in which operands of these dtypes meet, `torch.result_type`; nil if it is not known.
  func commonType(of operands: [PromotionOperand]) -> ElementType?

  /// `torch.get_default_dtype()`: what integers become in operations that need floating numbers.
  var defaultType: ElementType { get }
}
