import Glibc

/// Softmax and the norms of the last dimensions.
extension Tensor {
  /// `.softmax(dim)` computed in float32 (float64 for float64) and rounded once; `isLogarithmic` for `log_softmax`.
  ///
  /// Each power is multiplied by the reciprocal of their sum. Along the last dimension this is torch to the bit;
  /// along others torch adds in another order, which makes up to 3 ulp of float32 before the last rounding.
  package func softmax(
    _ dimension: Int, result: ElementType, isLogarithmic: Bool = false
  ) throws(KernelError) -> Tensor {
    let axis = try Shape.dimension(dimension, rank: rank)
    let compute = result.computeType
    guard compute.isFloatingPoint else {
      throw KernelError(.dtype, "\"softmax_lastdim_kernel_impl\" not implemented for '\(dtype.torchScalarName)'")
    }
    guard rank > 0, shape[axis] > 0 else {
      return Tensor.filled(result, shape: shape, with: .integer(isLogarithmic ? 0 : 1))
    }
    let wide = converted(to: compute).copied()
    let step = wide.strides[axis]
    for start in try wide.selected(axis, at: 0).places {
      let places = (0..<shape[axis]).map { start + $0 * step }
      let row = places.map { wide.buffer.reals[$0] }
      let peak = Reduction.maximum.apply(row, in: compute, isInner: true)
      let shifted = row.map { compute.round($0 - peak) }
      let powers = shifted.map(compute.vectorExponential)
      let total = Tensor.softmaxTotal(powers, compute)
      let inverse = compute.round(1 / total)
      let logarithm = compute.round(log(total))
      for (index, place) in places.enumerated() {
        wide.buffer.reals[place] = compute.round(isLogarithmic ? shifted[index] - logarithm : powers[index] * inverse)
      }
    }
    return wide.converted(to: result)
  }

  /// The sum of a softmax row: sixteen running sums, then a tree; one running sum for a short row.
  private static func softmaxTotal(_ row: [Double], _ compute: ElementType) -> Double {
    let lanes = 16
    guard row.count >= lanes else { return row.reduce(0) { compute.round($0 + $1) } }
    var partial = Array(row[..<lanes])
    for index in lanes..<row.count { partial[index % lanes] = compute.round(partial[index % lanes] + row[index]) }
    while partial.count > 1 {
      let half = partial.count / 2
      partial = (0..<half).map { compute.round(partial[$0] + partial[$0 + half]) }
    }
    return partial[0]
  }

  /// `F.layer_norm` or, with `isCentered` false, `F.rms_norm` over the last `dimensions` dimensions.
  ///
  /// Statistics are float32 (float64 for float64), the result is rounded once. Without an `epsilon`, `rms_norm` uses
  /// the dtype's own.
  package func normalized(
    dimensions: Int, weight: Tensor?, bias: Tensor?, epsilon: Double?, isCentered: Bool
  ) throws(KernelError) -> Tensor {
    guard dimensions > 0, dimensions <= rank else {
      throw KernelError(.shape, "normalized_shape has more dimensions than the input")
    }
    let compute = dtype.computeType
    guard compute.isFloatingPoint else {
      throw KernelError(.dtype, "\"LayerNormKernelImpl\" not implemented for '\(dtype.torchScalarName)'")
    }
    let width = Shape.count(Array(shape.suffix(dimensions)))
    for vector in [weight, bias].compactMap({ $0 }) where vector.count != width {
      throw KernelError(.shape, "Expected weight to be of same shape as normalized_shape")
    }
    let factors = weight?.reals
    let addends = bias?.reals
    let values = reals
    let added = epsilon ?? (isCentered ? 1e-5 : compute.epsilon)
    let r = compute.round
    var output: [Double] = []
    output.reserveCapacity(values.count)
    for start in stride(from: 0, to: values.count, by: max(width, 1)) {
      let row = Array(values[start..<start + width])
      let mean = isCentered ? Reduction.mean.apply(row, in: compute, isInner: true) : 0
      let squares = row.map { r(r($0 - mean) * r($0 - mean)) }
      let variance = Reduction.mean.apply(squares, in: compute, isInner: true)
      let scale = r(1 / r(r(variance + added).squareRoot()))
      for (index, value) in row.enumerated() {
        var item = r(r(value - mean) * scale)
        if let factors { item = r(item * factors[index]) }
        if let addends { item = r(item + addends[index]) }
        output.append(item)
      }
    }
    return Tensor(dtype, shape: shape, reals: output)
  }
}
