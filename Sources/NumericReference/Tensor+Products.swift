/// Matrix products.
extension Tensor {
  /// `torch.matmul` of operands that have the same dtype.
  ///
  /// Each sum of products is built in float64 and rounded once to the compute dtype: a correctly rounded result, while
  /// torch's own differs from it by at most `k·eps/2` relative to the sum of magnitudes (`k` products; nothing for
  /// `k = 1`).
  package static func matrixProduct(_ left: Tensor, _ right: Tensor) throws(KernelError) -> Tensor {
    guard left.rank > 0 && right.rank > 0 else {
      throw KernelError(
        .shape, "both arguments to matmul need to be at least 1D, but they are \(left.rank)D and \(right.rank)D")
    }
    guard left.dtype == right.dtype else {
      throw KernelError(
        .dtype,
        "expected m1 and m2 to have the same dtype, but got: \(left.dtype.torchCType) != \(right.dtype.torchCType)")
    }
    let a = left.rank == 1 ? try left.unsqueezed(0) : left
    let b = right.rank == 1 ? try right.unsqueezed(1) : right
    let (rows, inner, columns) = (a.shape[a.rank - 2], a.shape[a.rank - 1], b.shape[b.rank - 1])
    guard inner == b.shape[b.rank - 2] else {
      throw KernelError(
        .shape,
        "mat1 and mat2 shapes cannot be multiplied (\(rows)x\(inner) and \(b.shape[b.rank - 2])x\(columns))")
    }
    let batch = try Shape.broadcast(Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
    let wideLeft = try a.expanded(to: batch + [rows, inner])
    let wideRight = try b.expanded(to: batch + [inner, columns]).transposed(-1, -2)
    var shape = batch
    if left.rank > 1 { shape.append(rows) }
    if right.rank > 1 { shape.append(columns) }
    let sizes = (batch: Shape.count(batch), rows: rows, inner: inner, columns: columns)
    if left.dtype.isIntegral {
      let values = products(wideLeft.integers, wideRight.integers, sizes, zero: 0, &+, &*)
      return Tensor(left.dtype, shape: shape, integers: values)
    }
    guard !left.dtype.isComplex else {
      throw KernelError(.unsupported, "a complex matrix product is not known to the kernel")
    }
    let values = products(wideLeft.reals, wideRight.reals, sizes, zero: 0, +, *)
    return Tensor(left.dtype, shape: shape, reals: values)
  }

  private static func products<Value>(
    _ a: [Value], _ b: [Value], _ sizes: (batch: Int, rows: Int, inner: Int, columns: Int), zero: Value,
    _ add: (Value, Value) -> Value, _ multiply: (Value, Value) -> Value
  ) -> [Value] {
    var result: [Value] = []
    result.reserveCapacity(sizes.batch * sizes.rows * sizes.columns)
    for batch in 0..<sizes.batch {
      for row in 0..<sizes.rows {
        let first = (batch * sizes.rows + row) * sizes.inner
        for column in 0..<sizes.columns {
          let second = (batch * sizes.columns + column) * sizes.inner
          var total = zero
          for index in 0..<sizes.inner { total = add(total, multiply(a[first + index], b[second + index])) }
          result.append(total)
        }
      }
    }
    return result
  }

  /// `torch.outer`, in the dtype in which the operands meet.
  package static func outerProduct(_ left: Tensor, _ right: Tensor, common: ElementType) throws(KernelError) -> Tensor {
    guard left.rank == 1 && right.rank == 1 else {
      throw KernelError(
        .shape, "outer: Expected 1-D argument self, but got \(left.rank == 1 ? right.rank : left.rank)-D")
    }
    return try binary(.multiply, .tensor(left.unsqueezed(1)), .tensor(right.unsqueezed(0)), common: common)
  }

  /// `torch.einsum` of one or two operands or more, contracted from the left; the operands have one dtype.
  ///
  /// Rounding is that of `matrixProduct` for each contraction.
  package static func einsum(_ equation: String, _ operands: [Tensor]) throws(KernelError) -> Tensor {
    let plan = try EinsumPlan(equation, shapes: operands.map(\.shape))
    guard let first = operands.first else { throw KernelError(.shape, "einsum(): must provide at least one operand") }
    if let other = operands.first(where: { $0.dtype != first.dtype }) {
      throw KernelError(
        .dtype,
        "expected scalar type \(first.dtype.torchScalarName) but found \(other.dtype.torchScalarName)")
    }
    guard first.dtype.isFloatingPoint else {
      throw KernelError(.unsupported, "einsum of \(first.dtype) is not known to the kernel")
    }
    let sizes = plan.output + plan.summed
    var factors: [[Double]] = []
    for (operand, labels) in zip(operands, plan.inputs) {
      factors.append(operand.aligned(labels, to: sizes, plan.sizes).reals)
    }
    let shape = plan.output.map { plan.sizes[$0, default: 1] }
    let width = Shape.count(plan.summed.map { plan.sizes[$0, default: 1] })
    let values = (0..<Shape.count(shape)).map { row in
      (row * width..<(row + 1) * width).reduce(0.0) { total, index in
        total + factors.dropFirst().reduce(factors[0][index]) { $0 * $1[index] }
      }
    }
    return Tensor(first.dtype, shape: shape, reals: values)
  }

  /// A view with one dimension for each label of `target`, in that order; a label it has not is broadcast, one it has
  /// twice is its diagonal.
  private func aligned(_ labels: [EinsumPlan.Label], to target: [EinsumPlan.Label], _ sizes: [EinsumPlan.Label: Int])
    -> Tensor
  {
    var steps: [EinsumPlan.Label: Int] = [:]
    for (axis, label) in labels.enumerated() where shape[axis] != 1 || sizes[label] == 1 {
      steps[label, default: 0] += strides[axis]
    }
    return view(shape: target.map { sizes[$0, default: 1] }, strides: target.map { steps[$0, default: 0] })
  }
}

extension ElementType {
  /// The C++ type torch names in matrix product errors.
  package var torchCType: String {
    switch self {
    case .float32: "float"
    case .float64: "double"
    case .bfloat16: "c10::BFloat16"
    case .float16: "c10::Half"
    case .int64: "long"
    case .int32: "int"
    case .bool: "bool"
    case .complex64: "c10::complex<float>"
    case .complex128: "c10::complex<double>"
    default: rawValue
    }
  }
}
