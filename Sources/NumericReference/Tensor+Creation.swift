/// Tensors made from nothing.
extension Tensor {
  /// A tensor full of one number, `torch.full`.
  package static func filled(_ dtype: ElementType, shape: [Int], with number: Number) -> Tensor {
    let count = Shape.count(shape)
    if dtype.isIntegral {
      let value: Int64 = dtype == .bool ? (number.isTrue ? 1 : 0) : number.integer
      return Tensor(dtype, shape: shape, integers: [Int64](repeating: value, count: count))
    }
    if dtype.isComplex {
      let parts = [dtype.round(number.real), dtype.round(number.imaginary)]
      return Tensor(dtype, shape: shape, exact: (0..<2 * count).map { parts[$0 & 1] })
    }
    return Tensor(dtype, shape: shape, exact: [Double](repeating: dtype.round(number.real), count: count))
  }

  /// A tensor without dimensions.
  package static func scalar(_ dtype: ElementType, _ number: Number) -> Tensor {
    filled(dtype, shape: [], with: number)
  }

  /// `torch.arange`: each element is `start + index * step` in float64, rounded once.
  package static func arange(
    _ dtype: ElementType, from start: Number = .integer(0), to end: Number, by step: Number = .integer(1)
  ) throws(KernelError) -> Tensor {
    guard step.real != 0 else { throw KernelError(.shape, "step must be nonzero") }
    let length = ((end.real - start.real) / step.real).rounded(.up)
    guard length >= 0 else {
      throw KernelError(.shape, "upper bound and lower bound inconsistent with step sign")
    }
    guard length <= 1e7 else { throw KernelError(.unsupported, "an arange of \(length) elements is too long") }
    let count = Int(length)
    if dtype.isIntegral {
      let values = (0..<count).map { start.integer &+ Int64($0) &* step.integer }
      return Tensor(dtype, shape: [count], integers: values)
    }
    return Tensor(dtype, shape: [count], reals: (0..<count).map { start.real + Double($0) * step.real })
  }

  /// `torch.linspace`: from both ends towards the middle, as torch does, so that both ends are exact.
  package static func linspace(
    _ dtype: ElementType, from start: Number, to end: Number, steps: Int
  ) throws(KernelError) -> Tensor {
    guard steps >= 0 else { throw KernelError(.shape, "number of steps must be non-negative") }
    let compute = dtype.computeType.realType
    let first = compute.round(start.real)
    let last = compute.round(end.real)
    let step = steps > 1 ? compute.round((last - first) / Double(steps - 1)) : 0
    let values = (0..<steps).map { index in
      index < steps / 2 || steps == 1
        ? first + step * Double(index) : last - step * Double(steps - index - 1)
    }
    if dtype.isIntegral {
      return Tensor(dtype, shape: [steps], integers: values.map { Number.real($0).integer })
    }
    return Tensor(dtype, shape: [steps], reals: values)
  }

  /// `torch.eye`.
  package static func identity(_ dtype: ElementType, rows: Int, columns: Int) -> Tensor {
    let flags = (0..<rows * columns).map { Int64($0 / columns == $0 % columns ? 1 : 0) }
    return Tensor(.int64, shape: [rows, columns], integers: flags).converted(to: dtype)
  }
}
