import SourceText

/// Tensors made from Python values.
extension OperatorEvaluation {
  func value(ofCreation scheme: Scheme, _ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    switch scheme {
    case .fromValue: return try fromValues(arguments, inList: false)
    case .fromValues: return try fromValues(arguments, inList: true)
    case .fullValue: return try fullValue(arguments)
    case .scalarTensor:
      let dtype = dtypeArgument ?? context.defaultDType
      if let value = operand(arguments[0]), value.kind == .scalar { try refuseComplex(value, as: dtype) }
      return dtype
    case .fromBounds: return try fromBounds(arguments)
    case .linspace: return try linspace(arguments)
    case .numberDType:
      guard let number = operand(arguments[0]), number.kind == .scalar else { throw .unknown }
      switch number.scalar {
      case .bool: return .bool
      case .int: return .int64
      case .float: return .float64
      case .complex: return .complex128
      }
    default: throw .unknown
    }
  }

  /// A Python complex does not fit a real dtype.
  private func refuseComplex(_ value: Operand, as dtype: DType) throws(Refusal) {
    if value.kind == .scalar, value.scalar == .complex, !dtype.isComplex, dtype != .bool {
      throw refusal("value cannot be converted to type {0:c} without overflow", dtype)
    }
  }

  /// `torch.tensor`: what the values are, unless `dtype=` is given.
  private func fromValues(_ arguments: [DTypeExpression], inList: Bool) throws(Refusal) -> DType {
    guard case .operand(let parameter) = arguments[0] else { throw .unknown }
    let values = given(parameter)
    if let dtypeArgument {
      for value in values {
        try refuseComplex(value, as: dtypeArgument)
        guard inList, value.kind == .zeroDim else { continue }
        if dtypeArgument.isIntegral, !value.dtype.isIntegral {
          throw refusal("only integer tensors of a single element can be converted to an index")
        }
      }
      return dtypeArgument
    }
    var dtype: DType?
    for value in values {
      if value.kind == .scalar, value.scalar == .complex, context.defaultDType == .bfloat16 {
        throw refusal("invalid default scalar type for complex")
      }
      let next = self.dtype(of: value)
      guard let current = dtype else {
        dtype = next
        continue
      }
      guard let joined = Promotion.promoteTypes(current, next) else { throw .unknown }
      dtype = joined
    }
    return dtype ?? context.defaultDType
  }

  /// `torch.full`: a zero-dimensional tensor is read as a Python number, its dtype is lost.
  private func fullValue(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    guard let value = operand(arguments[0]) else { throw .unknown }
    if let dtypeArgument {
      try refuseComplex(value, as: dtypeArgument)
      return dtypeArgument
    }
    if value.kind == .scalar { return dtype(of: value) }
    if value.dtype == .bool || value.dtype.isComplex { return value.dtype }
    return value.dtype.isInteger ? .int64 : context.defaultDType
  }

  private func fromBounds(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    var isIntegral = true
    for argument in arguments {
      guard let bound = operand(argument) else { continue }
      if bound.kind == .scalar, bound.scalar == .complex {
        throw refusal("value cannot be converted to type double without overflow")
      }
      isIntegral = isIntegral && dtype(of: bound).isIntegral
    }
    return dtypeArgument ?? (isIntegral ? .int64 : context.defaultDType)
  }

  private func linspace(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    let isComplex = arguments.contains { argument in operand(argument).map { dtype(of: $0).isComplex } ?? false }
    if isComplex, let dtypeArgument, !dtypeArgument.isComplex {
      throw refusal(
        "torch.linspace(): inferred dtype ComplexFloat can't be safely cast to passed dtype {0:s}", dtypeArgument)
    }
    if let dtypeArgument { return dtypeArgument }
    return isComplex ? context.defaultDType.complexDType ?? .complex64 : context.defaultDType
  }
}
