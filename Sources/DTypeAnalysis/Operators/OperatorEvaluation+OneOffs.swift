import SourceText

/// Contracts of a single operator each.
extension OperatorEvaluation {
  func value(ofOneOff scheme: Scheme, _ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    switch scheme {
    case .power: return try power(arguments)
    case .floatPower: return try promoted(operands).isComplex ? .complex128 : .float64
    case .ldexp: return try ldexp(arguments)
    case .clamp: return try clamp(arguments)
    case .lerp: return try lerp(arguments)
    case .nanSum:
      let input = try value(of: arguments[0])
      if input.isComplex { throw refusal("nansum on CPU does not support complex inputs") }
      return dtypeArgument ?? (input.isIntegral ? .int64 : input)
    case .vectorNorm: return try vectorNorm(arguments)
    case .bincountWeights: return try value(of: arguments[0]) == .float32 ? .float32 : .float64
    case .indexFill:
      let (target, fill) = try pair(arguments)
      if fill.isComplex, !target.isComplex {
        throw refusal("index_fill_(): Converting complex Scalar to non-complex type is not supported")
      }
      return target
    case .putByIndex: return try putByIndex(arguments)
    case .innerProduct:
      let zeroDim = operands.contains { $0.kind == .zeroDim }
      return zeroDim ? try promoted(operands) : try value(of: .equal(parameters(of: arguments)))
    case .mixedNorm, .mixedBatchNorm: return try mixedNorm(arguments, batch: scheme == .mixedBatchNorm)
    case .crossEntropy: return try crossEntropy(arguments)
    case .poissonLoss:
      let (input, target) = try pair(arguments)
      if input == .bool, target == .bool {
        throw refusal("Subtraction, the `-` operator, with two bool tensors is not supported.")
      }
      return try promoted([.tensor(float(input)), .tensor(target)])
    case .recurrent:
      guard context.device == .cpu, let low = context.autocast, let input = operand(arguments[0]),
        operands.allSatisfy({ !$0.isTensor || isEligible($0) })
      else { return try equal(parameters(of: arguments)) }
      return try promoted([input, .tensor(low)])
    case .moduleCast:
      let dtype = try value(of: arguments[0])
      guard let dtypeArgument else { return dtype }
      guard !dtypeArgument.isIntegral else {
        throw refusal(
          "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={0:t}", dtypeArgument)
      }
      return dtype.isIntegral ? dtype : dtypeArgument
    case .floatingTo:
      let (dtype, target) = try pair(arguments)
      return dtype.isFloatingPoint ? target : dtype
    default: throw .unknown
    }
  }

  private func parameters(of arguments: [DTypeExpression]) -> [Int] {
    arguments.compactMap { argument in
      guard case .operand(let parameter) = argument else { return nil }
      return parameter
    }
  }

  /// `**` has no kernel for bool; a Python bool as exponent only copies the base.
  private func power(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    let dtype = try promoted(operands)
    if dtype == .bool, operand(arguments[1])?.kind != .scalar {
      throw refusal("\"pow\" not implemented for 'Bool'")
    }
    return dtype
  }

  /// `x * 2.0 ** other`.
  private func ldexp(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    guard let input = operand(arguments[0]), let other = operand(arguments[1]) else { throw .unknown }
    if other.dtype.isInteger, !input.dtype.isComplex { return float(input.dtype) }
    return float(try promoted([input, other]))
  }

  /// `clamp` promotes; with one bound a number, the other is read as a number, too.
  private func clamp(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    guard let input = operand(arguments[0]) else { throw .unknown }
    var bounds = arguments.dropFirst().compactMap { operand($0) }
    if bounds.isEmpty { throw refusal("torch.clamp: At least one of 'min' or 'max' must not be None") }
    if bounds.count == 2, bounds.contains(where: { $0.kind == .scalar }) {
      if bounds.contains(where: { $0.kind == .tensor || $0.kind == .parameter }) {
        throw refusal("clamp() received an invalid combination of arguments")
      }
      bounds = bounds.map(asNumber)
    }
    let dtype = try promoted([input] + bounds)
    if dtype == .bool, bounds.contains(where: { $0.kind == .scalar }) {
      throw refusal("\"clamp_scalar_cpu\" not implemented for 'Bool'")
    }
    return dtype
  }

  private func asNumber(_ operand: Operand) -> Operand {
    guard operand.isTensor else { return operand }
    if operand.dtype.isComplex { return .number(.complex) }
    if operand.dtype.isFloatingPoint { return .number(.float) }
    return .number(operand.dtype == .bool ? .bool : .int)
  }

  /// Start and end must agree, and a dimensioned weight with them; a zero-dimensional weight promotes.
  private func lerp(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    guard let start = operand(arguments[0]), let end = operand(arguments[1]), let weight = operand(arguments[2]) else {
      throw .unknown
    }
    if start.dtype != end.dtype { throw mismatch }
    if weight.kind == .tensor || weight.kind == .parameter, weight.dtype != start.dtype {
      throw refusal("expected dtype {0:c} for `weight` but got dtype {1:c}", start.dtype, weight.dtype)
    }
    if weight.kind == .scalar, weight.scalar == .complex, !start.dtype.isComplex {
      throw refusal("value cannot be converted to type {0:c} without overflow", start.dtype)
    }
    return weight.kind == .scalar ? start.dtype : try promoted(operands)
  }

  /// A norm's `dtype=` may neither change the category nor narrow.
  private func vectorNorm(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    let input = try value(of: arguments[0])
    if input.isIntegral {
      throw refusal("linalg.vector_norm: Expected a floating point or complex tensor as input. Got {0:s}", input)
    }
    guard let dtypeArgument else { return input.realDType }
    if dtypeArgument.isIntegral || input.isComplex != dtypeArgument.isComplex {
      throw refusal("linalg.vector_norm: dtype should be floating point or complex, but got {0:s}", dtypeArgument)
    }
    if Promotion.promoteTypes(input, dtypeArgument) != dtypeArgument {
      throw refusal(
        """
        linalg.vector_norm: the dtype of the input ({0:s}) should be convertible without narrowing to the \
        specified dtype ({1:s})
        """,
        input, dtypeArgument)
    }
    return dtypeArgument.realDType
  }

  /// `x[index] = value`: a number or zero-dimensional tensor is cast, another tensor must have the dtype.
  private func putByIndex(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    guard let target = operand(arguments[0]), let value = operand(arguments[1]) else { throw .unknown }
    if value.kind == .tensor || value.kind == .parameter, value.dtype != target.dtype { throw mismatch }
    if value.kind == .scalar, value.scalar == .complex, !target.dtype.isComplex, target.dtype != .bool {
      throw refusal("value cannot be converted to type {0:c} without overflow", target.dtype)
    }
    return target.dtype
  }

  /// Norms take float32 parameters with a 16-bit input on the CPU (batch norm everywhere), else equal dtypes.
  private func mixedNorm(_ arguments: [DTypeExpression], batch: Bool) throws(Refusal) -> DType {
    let input = try value(of: arguments[0])
    let mixes = batch || context.device == .cpu
    var parameterDType: DType?
    for argument in arguments.dropFirst() {
      guard let parameter = operand(argument) else { continue }
      if parameter.dtype != input, !(mixes && parameter.dtype == .float32 && input.isHalfPrecision) { throw mismatch }
      if let parameterDType, parameterDType != parameter.dtype { throw mismatch }
      parameterDType = parameter.dtype
    }
    return input
  }

  /// Class indices (int64) keep the input's dtype; class probabilities promote with it.
  private func crossEntropy(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    let (input, target) = try pair(arguments)
    if arguments.count > 2, let weight = operand(arguments[2]), weight.dtype != input {
      throw refusal("expected scalar type {0:s} but found {1:s}", input, weight.dtype)
    }
    if target == .int64 || target == .uint8 { return input }
    guard target.isFloatingPoint else {
      throw refusal("expected target dtype to be Long or Byte, but got {0:s}", target)
    }
    return try promoted(operands.prefix(2))
  }
}
