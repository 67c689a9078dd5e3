import NumericReference

extension TensorFunctions {
  /// A reduction whose result has the tensor's dtype, or `dtype`; integers stay integers unless `isFloating`.
  private static func reduction(_ reduction: Reduction, widensIntegers: Bool = false) -> TensorFunction {
    { evaluator, arguments in
      let tensor = try arguments.tensor(0, "input")
      var dtype = tensor.dtype
      if widensIntegers && dtype.isIntegral { dtype = .int64 }
      if let asked = arguments.dtype() { dtype = evaluator.castTarget(asked, from: dtype) }
      let dimensions = try arguments.dimensions(1, "dim", "axis")
      let keeps = arguments.flag(2, "keepdim")
      return .tensor(
        try evaluator.torch {
          try tensor.reduced(reduction, dimensions, keepsDimensions: keeps, result: dtype)
        })
    }
  }

  /// `max` and `min`: of all elements, of two tensors, or values and places along a dimension.
  private static func extreme(_ reduction: Reduction) -> TensorFunction {
    { evaluator, arguments in
      let tensor = try arguments.tensor(0, "input")
      if let other = arguments.value(1, "other")?.tensor {
        return .tensor(
          try evaluator.torch {
            try evaluator.arithmetic.binary(
              reduction == .maximum ? .maximum : .minimum, .tensor(tensor), .tensor(other))
          })
      }
      let dimensions = try arguments.dimensions(1, "dim")
      let keeps = arguments.flag(2, "keepdim")
      return try evaluator.torch {
        let values = try tensor.reduced(reduction, dimensions, keepsDimensions: keeps, result: tensor.dtype)
        guard let dimension = dimensions.first else { return .tensor(values) }
        let places = try tensor.extremePlace(
          isMaximum: reduction == .maximum, dimension: dimension, keepsDimension: keeps)
        return .tuple([.tensor(values), .tensor(places)])
      }
    }
  }

  private static func softmax(isLogarithmic: Bool) -> TensorFunction {
    { evaluator, arguments in
      let tensor = try arguments.tensor(0, "input")
      let dimension = try arguments.integer(1, "dim", default: -1)
      let dtype = arguments.dtype().map { evaluator.castTarget($0, from: tensor.dtype) } ?? tensor.dtype
      return .tensor(
        try evaluator.torch { try tensor.softmax(dimension, result: dtype, isLogarithmic: isLogarithmic) })
    }
  }

  static let reductions: [String: TensorFunction] = [
    "sum": reduction(.sum, widensIntegers: true), "mean": reduction(.mean),
    "prod": reduction(.product, widensIntegers: true), "amax": reduction(.maximum), "amin": reduction(.minimum),
    "std": reduction(.standardDeviation), "var": reduction(.variance), "max": extreme(.maximum),
    "min": extreme(.minimum), "softmax": softmax(isLogarithmic: false), "log_softmax": softmax(isLogarithmic: true),
    "all": { evaluator, arguments in
      let tensor = try arguments.tensor(0, "input")
      let dimensions = try arguments.dimensions(1, "dim")
      return .tensor(try evaluator.torch { try tensor.reduced(.all, dimensions, result: .bool) })
    },
    "any": { evaluator, arguments in
      let tensor = try arguments.tensor(0, "input")
      let dimensions = try arguments.dimensions(1, "dim")
      return .tensor(try evaluator.torch { try tensor.reduced(.any, dimensions, result: .bool) })
    },
    "norm": { evaluator, arguments in
      let tensor = try arguments.tensor(0, "input")
      if let order = arguments.number(1, "p"), order.real != 2 {
        throw PythonFailure.unsupported("a norm of order \(order.real)")
      }
      let dimensions = try arguments.dimensions(2, "dim")
      let keeps = arguments.flag(3, "keepdim")
      return .tensor(
        try evaluator.torch {
          try tensor.reduced(.norm, dimensions, keepsDimensions: keeps, result: tensor.dtype)
        })
    },
    "argmax": one { tensor, arguments in
      try tensor.extremePlace(
        isMaximum: true, dimension: arguments.dimensions(1, "dim").first, keepsDimension: arguments.flag(2, "keepdim"))
    },
    "cumsum": one { tensor, arguments in
      try tensor.cumulativeSum(
        arguments.integer(1, "dim"), result: arguments.dtype() ?? (tensor.dtype.isIntegral ? .int64 : tensor.dtype))
    },
    "layer_norm": normalization(isCentered: true), "rms_norm": normalization(isCentered: false),
  ]

  private static func normalization(isCentered: Bool) -> TensorFunction {
    { evaluator, arguments in
      let tensor = try arguments.tensor(0, "input")
      let shape = try arguments.dimensions(1, "normalized_shape")
      let epsilon = arguments.number(isCentered ? 4 : 3, "eps")?.real
      let bias = isCentered ? arguments.value(3, "bias")?.tensor : nil
      return .tensor(
        try evaluator.torch {
          try tensor.normalized(
            dimensions: shape.count, weight: arguments.value(2, "weight")?.tensor, bias: bias, epsilon: epsilon,
            isCentered: isCentered)
        })
    }
  }

  static let products: [String: TensorFunction] = [
    "matmul": product, "mm": product, "bmm": product, "dot": product,
    "outer": { evaluator, arguments in
      let (left, right) = (try arguments.tensor(0, "input"), try arguments.tensor(1, "vec2", "other"))
      return .tensor(
        try evaluator.torch {
          try .outerProduct(left, right, common: evaluator.arithmetic.commonType(of: [left, right]))
        })
    },
    "einsum": { evaluator, arguments in
      guard case .string(let equation)? = arguments.value(0, "equation") else {
        throw PythonFailure.unsupported("an einsum without an equation")
      }
      let rest = Array(arguments.positional.dropFirst())
      let list = rest.count == 1 && rest[0].elements != nil ? rest[0] : .tuple(rest)
      let operands = try CallArguments(positional: [list], keywords: []).tensors(0)
      return .tensor(try evaluator.torch { try .einsum(equation, operands) })
    },
    "addcmul": { evaluator, arguments in
      let addend = try arguments.tensor(0, "input")
      let (left, right) = (try arguments.tensor(1, "tensor1"), try arguments.tensor(2, "tensor2"))
      guard arguments.number(3, "value") == nil else { throw PythonFailure.unsupported("addcmul with a value") }
      return .tensor(
        try evaluator.torch {
          try .fusedMultiplyAdd(
            addend, .tensor(left), .tensor(right),
            common: evaluator.arithmetic.commonType(of: [addend, left, right]))
        })
    },
  ]

  private static let product: TensorFunction = { evaluator, arguments in
    let (left, right) = (try arguments.tensor(0, "input"), try arguments.tensor(1, "other", "mat2", "tensor"))
    return .tensor(try evaluator.torch { try .matrixProduct(left, right) })
  }

  static let complex: [String: TensorFunction] = [
    "view_as_complex": one { tensor, _ in try tensor.viewedAsComplex() },
    "view_as_real": one { tensor, _ in try tensor.viewedAsReal() },
    "polar": one { try .polar($0, $1.tensor(1, "angle")) },
    "complex": one { try .complex($0, $1.tensor(1, "imag")) },
    "real": one { tensor, _ in try tensor.part(0) }, "imag": one { tensor, _ in try tensor.part(1) },
    "conj": one { tensor, _ in tensor.conjugated() },
  ]
}
