import Glibc

/// How a reduction puts the numbers of one row together.
package enum Reduction: String, CaseIterable, Hashable, Sendable {
  case sum, mean, product, maximum, minimum, norm, all, any
  /// With Bessel's correction.
  case variance, standardDeviation
}

/// Reductions over dimensions.
extension Tensor {
  /// A reduction over some dimensions (all, if none are given) in a result dtype that the caller decides.
  ///
  /// 16-bit rows are reduced in float32 and rounded once. Sums follow torch's order of additions (see `CascadeSum`),
  /// so they are equal to torch's on x86 and differ by at most the usual `n·eps/2` relative to the sum of magnitudes
  /// elsewhere; a norm's and a variance's error bound is the same.
  package func reduced(
    _ reduction: Reduction, _ dimensions: [Int] = [], keepsDimensions: Bool = false, result: ElementType
  ) throws(KernelError) -> Tensor {
    var axes: Set<Int> = []
    for number in dimensions { axes.insert(try Shape.dimension(number, rank: rank)) }
    if dimensions.isEmpty { axes = Set(shape.indices) }
    let kept = shape.indices.filter { !axes.contains($0) }
    let gone = shape.indices.filter { axes.contains($0) }
    var target: [Int] = []
    for axis in shape.indices {
      if !axes.contains(axis) { target.append(shape[axis]) } else if keepsDimensions { target.append(1) }
    }
    let width = Shape.count(gone.map { shape[$0] })
    let ordered = try permuted(kept + gone)
    let isInner = gone.last.map { shape[$0] == 1 || strides[$0] == dtype.partCount } ?? true
    if reduction == .all || reduction == .any {
      let flags = ordered.converted(to: .bool).integers
      let values = (0..<Shape.count(target)).map { row -> Int64 in
        let slice = flags[row * width..<(row + 1) * width]
        return (reduction == .all ? !slice.contains(0) : slice.contains(1)) ? 1 : 0
      }
      return Tensor(result == .bool ? .bool : result, shape: target, integers: values)
    }
    if result.isIntegral { return try ordered.integerReduced(reduction, width: width, shape: target, result: result) }
    guard !result.isComplex else {
      throw KernelError(.unsupported, "\(reduction.rawValue) of a complex tensor is not known to the kernel")
    }
    guard width > 0 || reduction == .sum || reduction == .product else {
      return Tensor.filled(result, shape: target, with: .real(.nan))
    }
    let source = dtype.isReduced && result == .float32 ? ordered : ordered.converted(to: result)
    let values = source.reals
    let compute = result.computeType
    let reducedValues = (0..<Shape.count(target)).map { row in
      reduction.apply(Array(values[row * width..<(row + 1) * width]), in: compute, isInner: isInner)
    }
    return Tensor(result, shape: target, reals: reducedValues)
  }

  private func integerReduced(
    _ reduction: Reduction, width: Int, shape: [Int], result: ElementType
  ) throws(KernelError) -> Tensor {
    let values = converted(to: result).integers
    var reducedValues: [Int64] = []
    for row in 0..<Shape.count(shape) {
      let slice = values[row * width..<(row + 1) * width]
      switch reduction {
      case .sum: reducedValues.append(slice.reduce(0, &+))
      case .product: reducedValues.append(slice.reduce(1, &*))
      case .maximum, .minimum:
        guard let value = reduction == .maximum ? slice.max() : slice.min() else {
          throw KernelError(.shape, "\(reduction.rawValue): expected reduction dim to have non-zero size")
        }
        reducedValues.append(value)
      default:
        throw KernelError(
          .dtype,
          "\(reduction.rawValue)(): could not infer output dtype. Input dtype must be either a floating point or "
            + "complex dtype. Got: \(dtype.torchScalarName)")
      }
    }
    return Tensor(result, shape: shape, integers: reducedValues)
  }

  /// `.argmax(dim)` or `.argmin(dim)`; without a dimension over all elements.
  package func extremePlace(
    isMaximum: Bool, dimension: Int?, keepsDimension: Bool = false
  ) throws(KernelError) -> Tensor {
    let source = dimension == nil ? try flattened() : self
    let axis = try Shape.dimension(dimension ?? 0, rank: source.rank)
    let last =
      try source.rank == 0
      ? source.reshaped([1])
      : source.permuted(
        source.shape.indices.filter { $0 != axis } + [axis])
    let width = last.shape[last.rank - 1]
    let values = last.reals
    guard width > 0 else { throw KernelError(.shape, "argmax(): Expected reduction dim to have non-zero size.") }
    let places = (0..<values.count / width).map { row -> Int64 in
      var best = 0
      for index in 1..<max(width, 1) where index < width {
        let (candidate, leader) = (values[row * width + index], values[row * width + best])
        if leader.isNaN { break }
        if candidate.isNaN || (isMaximum ? candidate > leader : candidate < leader) { best = index }
      }
      return Int64(best)
    }
    var shape = Array(last.shape.dropLast())
    if keepsDimension && dimension != nil { shape.insert(1, at: axis) }
    return Tensor(.int64, shape: dimension == nil ? [] : shape, integers: places)
  }

  /// `.cumsum(dim)`: a running sum in float64 for float32, as torch keeps it, in float32 for the 16-bit dtypes.
  package func cumulativeSum(_ dimension: Int, result: ElementType) throws(KernelError) -> Tensor {
    let axis = try Shape.dimension(dimension, rank: rank)
    guard rank > 0 else { return converted(to: result) }
    let output = converted(to: result).copied()
    let step = output.strides[axis]
    let starts = try output.selected(axis, at: 0).places
    for start in shape[axis] == 0 ? [] : starts {
      if result.isIntegral {
        for index in 1..<max(shape[axis], 1) {
          output.buffer.integers[start + index * step] &+= output.buffer.integers[start + (index - 1) * step]
        }
        continue
      }
      var total = 0.0
      for index in 0..<shape[axis] {
        let place = start + index * step
        total += output.buffer.reals[place]
        if result.isReduced { total = ElementType.float32.round(total) }
        output.buffer.reals[place] = result.round(total)
      }
    }
    return output
  }
}

extension Reduction {
  /// The reduction of one row in float32 or float64.
  func apply(_ row: [Double], in compute: ElementType, isInner: Bool) -> Double {
    if compute == .float64 { return value(row, lanes: 4, isInner: isInner) }
    return Double(value(row.map(Float.init), lanes: 8, isInner: isInner))
  }

  private func value<Value: BinaryFloatingPoint>(_ row: [Value], lanes: Int, isInner: Bool) -> Value {
    func sum(_ row: [Value]) -> Value {
      isInner ? CascadeSum.inner(row, lanes: lanes) : CascadeSum.outer(row)
    }
    switch self {
    case .sum: return sum(row)
    case .mean: return sum(row) / Value(row.count)
    case .product: return row.reduce(1, *)
    case .maximum: return row.contains { $0.isNaN } ? .nan : row.max() ?? .nan
    case .minimum: return row.contains { $0.isNaN } ? .nan : row.min() ?? .nan
    case .norm: return Reduction.euclideanNorm(row, lanes: lanes)
    case .variance, .standardDeviation:
      // torch updates mean and squared deviation together (Welford), in float64.
      var mean = 0.0
      var deviation = 0.0
      for (index, value) in row.enumerated() {
        let delta = Double(value) - mean
        mean += delta / Double(index + 1)
        deviation += delta * (Double(value) - mean)
      }
      let variance = deviation / Double(row.count - 1)
      return Value(self == .variance ? variance : variance.squareRoot())
    case .all, .any: return .nan
    }
  }

  /// `sqrt(Σx²)` with one running sum for each lane of a vector, fused.
  private static func euclideanNorm<Value: BinaryFloatingPoint>(_ row: [Value], lanes: Int) -> Value {
    var partial = [Value](repeating: 0, count: lanes)
    let whole = row.count - row.count % lanes
    for index in 0..<whole {
      partial[index % lanes] = partial[index % lanes].addingProduct(row[index], row[index])
    }
    var total = partial[0]
    for lane in 1..<lanes { total += partial[lane] }
    for index in whole..<row.count { total = total.addingProduct(row[index], row[index]) }
    return total.squareRoot()
  }
}
