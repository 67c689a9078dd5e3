/// Python-level arithmetic on tensors and numbers: asks the promotion policy in which dtype operands meet.
package struct TensorArithmetic: Sendable {
  package var policy: any PromotionPolicy

  package init(policy: any PromotionPolicy) { self.policy = policy }

  /// `torch.result_type` of the operands.
  package func commonType(_ operands: [ElementOperand]) throws(KernelError) -> ElementType {
    guard let common = policy.commonType(of: operands.map(PromotionOperand.init)) else {
      throw KernelError(.dtype, "the operands' dtypes do not promote")
    }
    return common
  }

  /// An elementwise operation on two operands, at least one of them a tensor.
  package func binary(
    _ operation: BinaryOperation, _ left: ElementOperand, _ right: ElementOperand
  ) throws(KernelError) -> Tensor {
    var common = try commonType([left, right])
    if operation.isFloatingOnly && common.isIntegral { common = policy.defaultType }
    return try Tensor.binary(operation, left, right, common: common)
  }

  /// The in-place form: computed in the dtype in which the operands meet, then stored in the first one's dtype.
  package func binaryInPlace(
    _ operation: BinaryOperation, _ target: Tensor, _ right: ElementOperand
  ) throws(KernelError) {
    let result = try binary(operation, .tensor(target), right)
    if result.dtype.category > target.dtype.category {
      throw KernelError(
        .dtype,
        "result type \(result.dtype.torchScalarName) can't be cast to the desired output type "
          + target.dtype.torchScalarName)
    }
    guard result.shape == target.shape else {
      throw KernelError(
        .shape,
        "output with shape \(target.shape) doesn't match the broadcast shape \(result.shape)")
    }
    try target.assign(result)
  }

  /// An elementwise function; integers become the default dtype unless the function is exact on them.
  package func unary(_ operation: UnaryOperation, _ tensor: Tensor) throws(KernelError) -> Tensor {
    let isFloating = tensor.dtype.isIntegral && !operation.keepsIntegers
    let own = operation == .absolute ? tensor.dtype.realType : tensor.dtype
    return try tensor.applying(operation, result: isFloating ? policy.defaultType : own)
  }

  /// `torch.cat`, `torch.stack`: the dtype in which all tensors meet.
  package func commonType(of tensors: [Tensor]) throws(KernelError) -> ElementType {
    try commonType(tensors.map { .tensor($0) })
  }

  /// `torch.where`.
  package func select(
    _ condition: Tensor, _ left: ElementOperand, _ right: ElementOperand
  ) throws(KernelError) -> Tensor {
    var common = try commonType([left, right])
    if case .number = left, case .number = right, common == .float64 { common = policy.defaultType }
    return try Tensor.selected(where: condition, left, right, dtype: common)
  }
}

extension UnaryOperation {
  /// Whether the function of an integer is an integer of the same dtype.
  package var keepsIntegers: Bool {
    switch self {
    case .negate, .absolute, .square, .relu, .sign, .floor, .ceiling, .round, .truncate: true
    default: isPredicate
    }
  }
}

extension ElementType {
  /// bool, integer, floating, complex: a value may be stored in its own category or a higher one.
  fileprivate var category: Int { self == .bool ? 0 : isIntegral ? 1 : isFloatingPoint ? 2 : 3 }
}
