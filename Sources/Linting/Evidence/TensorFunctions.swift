import NumericReference

/// A known function: its arguments hold the receiver first if it was called as a method.
typealias TensorFunction = @Sendable (PythonEvaluator, CallArguments) throws -> PythonValue

/// torch's functions and tensor methods, by name; a function and the method of the same name are one.
enum TensorFunctions {
  static let table: [String: TensorFunction] = {
    var all: [String: TensorFunction] = [:]
    for part in [layout, joining, casts, creation, selection, reductions, products, complex] {
      all.merge(part) { first, _ in first }
    }
    return all
  }()
}

extension PythonEvaluator {
  /// Calls the torch function or tensor method of this name; nil if there is none.
  func tensorFunction(_ name: String, _ arguments: CallArguments) throws -> PythonValue? {
    if let function = TensorFunctions.table[name] { return try function(self, arguments) }
    if let operation = PythonEvaluator.elementwise[name] {
      return try elementwise(operation, arguments)
    }
    if let operation = UnaryOperation(torchName: name) {
      let isTanh: Bool
      if case .string("tanh")? = arguments.value(.max, "approximate") { isTanh = true } else { isTanh = false }
      let tensor = try arguments.tensor(0, "input")
      return .tensor(try torch { try arithmetic.unary(isTanh && operation == .gelu ? .geluTanh : operation, tensor) })
    }
    guard name.hasSuffix("_"), !name.hasSuffix("__"), let target = arguments.value(0)?.tensor else { return nil }
    // The in-place form: the plain function, stored into the receiver.
    let plain = String(name.dropLast())
    if let operation = PythonEvaluator.elementwise[plain], let value = arguments.value(1),
      let operand = elementOperand(value)
    {
      try torch { try arithmetic.binaryInPlace(operation, target, operand) }
    } else {
      guard let result = try tensorFunction(plain, arguments)?.tensor else { return nil }
      try torch { try target.assign(result) }
    }
    return .tensor(target)
  }

  private static let elementwise: [String: BinaryOperation] = [
    "add": .add, "sub": .subtract, "subtract": .subtract, "mul": .multiply, "multiply": .multiply, "div": .divide,
    "divide": .divide, "true_divide": .divide, "floor_divide": .floorDivide, "remainder": .remainder, "pow": .power,
    "maximum": .maximum, "minimum": .minimum, "atan2": .arcTangent2, "eq": .equal, "ne": .notEqual, "lt": .less,
    "le": .lessOrEqual, "gt": .greater, "ge": .greaterOrEqual, "logical_and": .logicalAnd,
    "logical_or": .logicalOr, "logical_xor": .logicalXor,
  ]

  private func elementwise(_ operation: BinaryOperation, _ arguments: CallArguments) throws -> PythonValue {
    guard let left = arguments.value(0, "input"), let right = arguments.value(1, "other", "exponent"),
      let a = elementOperand(left), let b = elementOperand(right)
    else { throw PythonFailure.unsupported("the operands of \(operation)") }
    if operation == .maximum || operation == .minimum, right.tensor == nil || left.tensor == nil {
      throw PythonFailure.raised(
        type: "TypeError",
        message: "\(operation)(): argument 'other' (position 2) must be Tensor, not \(right.typeName)")
    }
    if let factor = arguments.number(.max, "alpha"), case .tensor(let tensor) = a,
      operation == .add || operation == .subtract
    {
      let signed = operation == .add ? factor.real : -factor.real
      return .tensor(
        try torch {
          try Tensor.fusedMultiplyAdd(tensor, b, .number(.real(signed)), common: arithmetic.commonType([a, b]))
        })
    }
    if case .string = arguments.value(.max, "rounding_mode") {
      return .tensor(try torch { try arithmetic.binary(.floorDivide, a, b) })
    }
    return .tensor(try torch { try arithmetic.binary(operation, a, b) })
  }

  /// The dtype that a cast to `dtype` gives here: an exact evaluation keeps its floating numbers as wide as they are.
  func castTarget(_ dtype: ElementType, from source: ElementType) -> ElementType {
    guard isExact else { return dtype }
    if dtype.isFloatingPoint { return source.isComplex ? dtype : .float64 }
    return dtype.isComplex ? .complex128 : dtype
  }

  func cast(_ tensor: Tensor, _ dtype: ElementType) -> PythonValue {
    .tensor(tensor.converted(to: castTarget(dtype, from: tensor.dtype)))
  }

  /// The dtype of a new floating tensor.
  func created(_ dtype: ElementType?) -> ElementType {
    castTarget(dtype ?? arithmetic.policy.defaultType, from: .float64)
  }
}
