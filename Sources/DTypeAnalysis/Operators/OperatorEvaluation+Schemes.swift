import SourceText

extension OperatorEvaluation {
  /// The dtype an expression has; raises as torch does.
  func value(of expression: DTypeExpression) throws(Refusal) -> DType {
    switch expression {
    case .fixed(let dtype): return dtype
    case .defaultDType: return context.defaultDType
    case .operand(let parameter):
      guard let operand = operand(parameter) else { throw .unknown }
      return dtype(of: operand)
    case .promote(let chosen):
      return try promoted(chosen.isEmpty ? operands[...] : chosen.flatMap(given)[...])
    case .equal(let chosen): return try equal(chosen)
    case .keywordElse(let inner):
      // The fallback may raise only where it is used, except for operands that must agree anyway.
      if let dtypeArgument {
        if case .equal = inner { _ = try value(of: inner) }
        return dtypeArgument
      }
      return try value(of: inner)
    case .scheme(let scheme, let arguments):
      return try value(of: scheme, arguments)
    }
  }

  func equal(_ chosen: [Int]) throws(Refusal) -> DType {
    var dtype: DType?
    for parameter in chosen {
      for operand in given(parameter) where operand.isTensor {
        if let dtype, operand.dtype != dtype { throw mismatch }
        dtype = operand.dtype
      }
    }
    guard let dtype else { throw .unknown }
    return dtype
  }

  private func value(of scheme: Scheme, _ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    switch scheme {
    case .toFloat: return float(try value(of: arguments[0]))
    case .accumulate:
      let dtype = try value(of: arguments[0])
      return dtype.isIntegral ? .int64 : dtype
    case .real: return try value(of: arguments[0]).realDType
    case .complex:
      let dtype = try value(of: arguments[0])
      return dtype.complexDType ?? dtype
    case .compare:
      _ = try promoted(operands)
      return .bool
    case .checked:
      _ = try value(of: arguments[0])
      return try value(of: arguments[1])
    case .inPlace: return try inPlace(arguments)
    case .into: return try into(arguments)
    case .intoSingle:
      if let value = operand(arguments[1]), value.kind == .tensor || value.kind == .parameter { throw mismatch }
      return try into(arguments)
    case .first, .each: return try value(of: arguments[0])
    case .promoteInt:
      guard case .operand(let parameter) = arguments[0] else { throw .unknown }
      return try promoted(Array(given(parameter)) + [.number(.int)])
    case .boolOrByte: return try value(of: arguments[0]) == .uint8 ? .uint8 : .bool
    case .floatMean:
      let dtype = try value(of: arguments[0])
      guard !dtype.isIntegral else {
        throw refusal(
          """
          mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. \
          Got: {0:s}
          """,
          dtype)
      }
      return dtype
    case .equalComplex:
      let dtypes = try pair(arguments)
      guard dtypes.0 == dtypes.1, [.float16, .float32, .float64].contains(dtypes.0), let complex = dtypes.0.complexDType
      else {
        throw refusal(
          "Expected both inputs to be Half, Float or Double tensors but got {0:s} and {1:s}", dtypes.0, dtypes.1)
      }
      return complex
    case .scaled:
      let dtype = try value(of: arguments[0])
      if let factor = operand(arguments[1]), dtype.isIntegral, !self.dtype(of: factor).isIntegral {
        throw refusal("For integral input tensors, argument alpha must not be a floating point number.")
      }
      return dtype
    case .fromValue, .fromValues, .fullValue, .scalarTensor, .fromBounds, .linspace, .numberDType:
      return try value(ofCreation: scheme, arguments)
    default:
      return try value(ofOneOff: scheme, arguments)
    }
  }

  /// Integers and bool become the default dtype.
  func float(_ dtype: DType) -> DType { dtype.isIntegral ? context.defaultDType : dtype }

  func pair(_ arguments: [DTypeExpression]) throws(Refusal) -> (DType, DType) {
    (try value(of: arguments[0]), try value(of: arguments[1]))
  }

  /// The operand an argument names.
  func operand(_ argument: DTypeExpression) -> Operand? {
    guard case .operand(let parameter) = argument else { return nil }
    return operand(parameter)
  }

  private func inPlace(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    let (target, computed) = try pair(arguments)
    guard Promotion.canCast(computed, to: target) else {
      throw refusal("result type {0:s} can't be cast to the desired output type {1:s}", computed, target)
    }
    return target
  }

  private func into(_ arguments: [DTypeExpression]) throws(Refusal) -> DType {
    let own = try value(of: arguments[0])
    let dtype = dtypeArgument ?? own
    if let value = operand(arguments[1]), value.kind == .scalar, value.scalar == .complex, !dtype.isComplex,
      dtype != .bool
    {
      throw refusal("value cannot be converted to type {0:c} without overflow", dtype)
    }
    return dtype
  }
}
