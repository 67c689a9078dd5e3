import NumericReference

/// flash-attn's rotary kernel, by its documented contract.
///
/// x is [batch, sequence, heads, head size], cos and sin are [sequence, rotary size / 2]. All three must have one
/// dtype. The kernel computes in float32 and rounds its result to x's dtype.
enum RotaryKernel {
  static func apply(_ arguments: CallArguments, _ evaluator: PythonEvaluator) throws -> Tensor {
    let x = try arguments.tensor(0, "x")
    let cos = try arguments.tensor(1, "cos")
    let sin = try arguments.tensor(2, "sin")
    guard x.dtype == cos.dtype && x.dtype == sin.dtype else {
      throw PythonFailure.raised(
        type: "AssertionError",
        message: "Input and cos/sin must have the same dtype, got torch.\(x.dtype.rawValue) and "
          + "torch.\((x.dtype == cos.dtype ? sin : cos).dtype.rawValue)")
    }
    guard x.rank == 4, cos.rank == 2, cos.shape == sin.shape, let half = cos.shape.last,
      let size = x.shape.last, 2 * half <= size, cos.shape[0] >= x.shape[1]
    else { throw PythonFailure.raised(type: "AssertionError", message: "rotary_dim must be <= headdim") }
    let isInterleaved = arguments.flag(3, "interleaved")
    return try evaluator.torch {
      let compute = x.dtype.computeType
      let arithmetic = evaluator.arithmetic
      func table(_ tensor: Tensor) throws -> ElementOperand {
        .tensor(try tensor.narrowed(0, from: 0, count: x.shape[1]).unsqueezed(1).converted(to: compute))
      }
      let (c, s) = (try table(cos), try table(sin))
      let rotated = try x.narrowed(-1, from: 0, count: 2 * half).converted(to: compute)
      let first =
        try isInterleaved
        ? rotated.sliced(-1, from: 0, to: nil, by: 2) : rotated.narrowed(-1, from: 0, count: half)
      let second =
        try isInterleaved
        ? rotated.sliced(-1, from: 1, to: nil, by: 2) : rotated.narrowed(-1, from: half, count: half)
      func sum(_ operation: BinaryOperation, _ a: Tensor, _ b: Tensor) throws -> Tensor {
        let left = try arithmetic.binary(.multiply, .tensor(a), c)
        let right = try arithmetic.binary(.multiply, .tensor(b), s)
        return try arithmetic.binary(operation, .tensor(left), .tensor(right))
      }
      let parts = [try sum(.subtract, first, second), try sum(.add, second, first)]
      let turned =
        try isInterleaved
        ? Tensor.stacked(parts, dimension: -1, dtype: compute).flattened(from: -2)
        : Tensor.concatenated(parts, dimension: -1, dtype: compute)
      let rest = try x.sliced(-1, from: 2 * half, to: nil)
      return try Tensor.concatenated([turned.converted(to: x.dtype), rest], dimension: -1, dtype: x.dtype)
    }
  }
}
