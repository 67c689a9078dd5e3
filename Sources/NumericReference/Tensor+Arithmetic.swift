/// Elementwise arithmetic with broadcasting.
extension Tensor {
  /// An operation on operands that meet in `common`, which the caller has decided.
  ///
  /// `common` is `torch.result_type`, or the default dtype where integers are divided. The result has that dtype, or is
  /// bool for a predicate.
  ///
  /// What torch's CPU kernels do beside rounding once to `common`:
  /// - in a 16-bit dtype a number or 0-dim tensor on the *right* of `×` and `÷` keeps float32 precision; everywhere
  ///   else it is rounded to the dtype first;
  /// - a number divided by a tensor is `reciprocal(tensor) * number`, two roundings;
  /// - powers of numbers are special, see `power`.
  package static func binary(
    _ operation: BinaryOperation, _ left: ElementOperand, _ right: ElementOperand, common: ElementType
  ) throws(KernelError) -> Tensor {
    switch (operation, left, right) {
    case (.multiply, .number, .tensor):
      return try binary(.multiply, right, left, common: common)
    case (.divide, .number(let number), .tensor(let tensor)) where !common.isIntegral:
      let inverse = try tensor.applying(.reciprocal, result: common)
      return try binary(.multiply, .tensor(inverse), .number(number), common: common)
    case (.power, .tensor(let base), .number(let exponent)) where common.isFloatingPoint:
      return try power(base, exponent, common: common)
    default: break
    }
    let shape = try Shape.broadcast(left.shape, right.shape)
    if common.isComplex { return try complexBinary(operation, left, right, common: common, shape: shape) }
    if common.isIntegral { return try integerBinary(operation, left, right, common: common, shape: shape) }
    return try realBinary(operation, left, right, common: common, shape: shape)
  }

  private static func realBinary(
    _ operation: BinaryOperation, _ left: ElementOperand, _ right: ElementOperand, common: ElementType, shape: [Int]
  ) throws(KernelError) -> Tensor {
    switch operation {
    case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
      throw KernelError(.dtype, "\"\(operation.torchName)\" not implemented for '\(common.torchScalarName)'")
    default: break
    }
    let compute = common.computeType
    let keepsWidth =
      common.isReduced && right.isScalarLike && !left.isScalarLike && (operation == .multiply || operation == .divide)
    let a = try left.tensor(as: common).expanded(to: shape).reals
    let b = try right.tensor(as: keepsWidth ? compute : common).expanded(to: shape).reals
    if operation.isPredicate {
      let flags = zip(a, b).map { operation.apply($0, $1, in: compute) != 0 ? Int64(1) : 0 }
      return Tensor(.bool, shape: shape, integers: flags)
    }
    return Tensor(common, shape: shape, reals: zip(a, b).map { operation.apply($0, $1, in: compute) })
  }

  private static func integerBinary(
    _ operation: BinaryOperation, _ left: ElementOperand, _ right: ElementOperand, common: ElementType, shape: [Int]
  ) throws(KernelError) -> Tensor {
    let a = try left.tensor(as: common).expanded(to: shape).integers
    let b = try right.tensor(as: common).expanded(to: shape).integers
    var values: [Int64] = []
    values.reserveCapacity(a.count)
    for (x, y) in zip(a, b) { values.append(try operation.apply(x, y, in: common)) }
    return Tensor(operation.isPredicate ? .bool : common, shape: shape, integers: values)
  }

  private static func complexBinary(
    _ operation: BinaryOperation, _ left: ElementOperand, _ right: ElementOperand, common: ElementType, shape: [Int]
  ) throws(KernelError) -> Tensor {
    let a = try left.tensor(as: common).expanded(to: shape).reals
    let b = try right.tensor(as: common).expanded(to: shape).reals
    let r = common.round
    let isFused = ![left, right].allSatisfy { $0.isScalarLike || $0.isContiguous(shape) }
    var values: [Double] = []
    values.reserveCapacity(a.count)
    for index in stride(from: 0, to: a.count, by: 2) {
      let (x, y, u, v) = (a[index], a[index + 1], b[index], b[index + 1])
      switch operation {
      case .add: values += [r(x + u), r(y + v)]
      case .subtract: values += [r(x - u), r(y - v)]
      case .multiply:
        values +=
          isFused
          ? ComplexArithmetic.fusedProduct(x, y, u, v, common) : ComplexArithmetic.product(x, y, u, v, r)
      case .divide: values += ComplexArithmetic.quotient(x, y, u, v, r)
      case .equal: values.append(x == u && y == v ? 1 : 0)
      case .notEqual: values.append(x == u && y == v ? 0 : 1)
      default:
        throw KernelError(.unsupported, "\(operation.rawValue) of complex tensors is not known to the kernel")
      }
    }
    if operation.isPredicate { return Tensor(.bool, shape: shape, integers: values.map { Int64($0) }) }
    return Tensor(common, shape: shape, reals: values)
  }

  /// `tensor ** number` in a floating dtype.
  ///
  /// torch turns some exponents into other operations: 0.5 and -0.5 (square roots), 1, 2, 3 and -1, -2 (products).
  /// The cube in bfloat16 rounds between its two multiplications; in float16 and float32 each step is float32.
  /// Other exponents are rounded to the tensor's dtype first.
  private static func power(
    _ base: Tensor, _ exponent: Number, common: ElementType
  ) throws(KernelError) -> Tensor {
    let source = base.converted(to: common)
    let compute = common.computeType
    switch exponent.real {
    case 0: return filled(common, shape: base.shape, with: .integer(1))
    case 1: return source.copied()
    case 2: return try source.applying(.square, result: common)
    case 0.5: return try source.applying(.squareRoot, result: common)
    case -0.5: return try source.applying(.reciprocalSquareRoot, result: common)
    case -1: return try source.applying(.reciprocal, result: common)
    case -2:
      return Tensor(
        common, shape: base.shape, reals: source.reals.map { 1 / compute.round($0 * $0) })
    case 3:
      let step = common == .bfloat16 ? common : compute
      return Tensor(common, shape: base.shape, reals: source.reals.map { compute.round(step.round($0 * $0) * $0) })
    default:
      let rounded = common.round(exponent.real)
      let values = source.reals.map { BinaryOperation.power.apply($0, rounded, in: compute) }
      return Tensor(common, shape: base.shape, reals: values)
    }
  }

  /// `torch.addcmul(a, b, c, value)` and `torch.add(a, b, alpha)`: a *fused* multiply-add in the compute dtype.
  ///
  /// The factor is rounded to `common` first.
  package static func fusedMultiplyAdd(
    _ addend: Tensor, _ left: ElementOperand, _ right: ElementOperand, common: ElementType
  ) throws(KernelError) -> Tensor {
    let shape = try Shape.broadcast(addend.shape, Shape.broadcast(left.shape, right.shape))
    let a = try addend.converted(to: common).expanded(to: shape).reals
    let b = try left.tensor(as: common).expanded(to: shape).reals
    let c = try right.tensor(as: common).expanded(to: shape).reals
    guard common.isFloatingPoint else {
      throw KernelError(.unsupported, "a fused multiply-add of \(common) is not known to the kernel")
    }
    let values = a.indices.map { index in
      common == .float64
        ? a[index].addingProduct(b[index], c[index])
        : Double(Float(a[index]).addingProduct(Float(b[index]), Float(c[index])))
    }
    return Tensor(common, shape: shape, reals: values)
  }

  /// `.clamp(min, max)` in the tensor's dtype; NaN stays.
  package func clamped(from low: Number?, to high: Number?) -> Tensor {
    if dtype.isIntegral {
      let values = integers.map { value in
        let raised = low.map { max(value, $0.integer) } ?? value
        return high.map { min(raised, $0.integer) } ?? raised
      }
      return Tensor(dtype, shape: shape, integers: values)
    }
    let least = low.map { dtype.round($0.real) }
    let greatest = high.map { dtype.round($0.real) }
    let values = reals.map { value -> Double in
      if value.isNaN { return value }
      let raised = least.map { max(value, $0) } ?? value
      return greatest.map { min(raised, $0) } ?? raised
    }
    return Tensor(dtype, shape: shape, exact: values)
  }
}

extension ElementOperand {
  /// Whether the operand is a row-major tensor of just this shape.
  fileprivate func isContiguous(_ shape: [Int]) -> Bool {
    if case .tensor(let tensor) = self { tensor.shape == shape && tensor.isContiguous } else { true }
  }
}

extension BinaryOperation {
  /// The kernel's name in torch's "not implemented" messages.
  var torchName: String {
    switch self {
    case .bitAnd: "bitwise_and_cpu"
    case .bitOr: "bitwise_or_cpu"
    case .bitXor: "bitwise_xor_cpu"
    case .shiftLeft: "lshift_cpu"
    case .shiftRight: "rshift_cpu"
    default: rawValue
    }
  }
}
