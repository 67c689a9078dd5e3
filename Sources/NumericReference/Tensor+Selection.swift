/// Choosing elements by index, mask or condition.
extension Tensor {
  /// `torch.where(condition, a, b)`; the values are converted to the caller's dtype.
  package static func selected(
    where condition: Tensor, _ left: ElementOperand, _ right: ElementOperand, dtype: ElementType
  ) throws(KernelError) -> Tensor {
    let shape = try Shape.broadcast(condition.shape, Shape.broadcast(left.shape, right.shape))
    let flags = try condition.converted(to: .bool).expanded(to: shape).integers
    let result = try left.tensor(as: dtype).expanded(to: shape).copied()
    let other = try right.tensor(as: dtype).expanded(to: shape)
    let otherPlaces = other.places
    let parts = dtype.partCount
    for (index, flag) in flags.enumerated() where flag == 0 {
      if dtype.isIntegral {
        result.buffer.integers[index] = other.buffer.integers[otherPlaces[index]]
      } else {
        for part in 0..<parts {
          result.buffer.reals[index * parts + part] = other.buffer.reals[otherPlaces[index] + part]
        }
      }
    }
    return result
  }

  /// `.masked_fill(mask, value)`: the tensor keeps its dtype.
  package func maskFilled(_ mask: Tensor, with value: ElementOperand) throws(KernelError) -> Tensor {
    guard mask.dtype == .bool else {
      throw KernelError(.dtype, "masked_fill_ only supports boolean masks, but got mask with dtype \(mask.dtype)")
    }
    return try Tensor.selected(where: mask, value, .tensor(self), dtype: dtype)
  }

  /// `.index_select(dim, index)`.
  package func indexSelected(_ dimension: Int, _ index: Tensor) throws(KernelError) -> Tensor {
    let axis = try Shape.dimension(dimension, rank: rank)
    guard index.rank <= 1 else { throw KernelError(.shape, "index_select(): Index is supposed to be a vector") }
    let items = [IndexItem](repeating: .slice(start: nil, stop: nil, step: 1), count: axis)
    return try indexed(items + [.tensor(index.rank == 0 ? index.reshaped([1]) : index)])
  }

  /// `.gather(dim, index)`.
  package func gathered(_ dimension: Int, _ index: Tensor) throws(KernelError) -> Tensor {
    let axis = try Shape.dimension(dimension, rank: rank)
    guard index.rank == rank else {
      throw KernelError(.shape, "Index tensor must have the same number of dimensions as input tensor")
    }
    for other in shape.indices where other != axis && index.shape[other] > shape[other] {
      throw KernelError(
        .shape,
        "Size does not match at dimension \(other) expected index \(index.shape) to be no larger than self \(shape) "
          + "apart from dimension \(axis)")
    }
    var otherStrides = strides
    if rank > 0 { otherStrides[axis] = 0 }
    let bases = Shape.places(shape: index.shape, strides: otherStrides, offset: offset)
    var places: [Int] = []
    for (base, value) in zip(bases, index.integers) {
      let size = rank > 0 ? shape[axis] : 1
      guard value >= 0 && value < size else {
        throw KernelError(.shape, "index \(value) is out of bounds for dimension \(axis) with size \(size)")
      }
      places.append(base + Int(value) * (rank > 0 ? strides[axis] : 0))
    }
    return gathered(places: places, shape: index.shape)
  }

  /// `.triu(diagonal)` or `.tril(diagonal)` of the last two dimensions.
  package func triangle(isUpper: Bool, diagonal: Int) throws(KernelError) -> Tensor {
    guard rank >= 2 else {
      throw KernelError(.shape, "tri\(isUpper ? "u" : "l"): input tensor must have at least 2 dimensions")
    }
    let columns = shape[rank - 1]
    let size = columns * shape[rank - 2]
    let result = copied()
    let parts = dtype.partCount
    for index in 0..<count {
      let row = index % size / columns
      let column = index % columns
      if isUpper ? column - row >= diagonal : column - row <= diagonal { continue }
      if dtype.isIntegral {
        result.buffer.integers[index] = 0
      } else {
        for part in 0..<parts { result.buffer.reals[index * parts + part] = 0 }
      }
    }
    return result
  }
}

extension ElementOperand {
  /// The operand as a tensor of a dtype: a number becomes a tensor without dimensions.
  package func tensor(as dtype: ElementType) -> Tensor {
    switch self {
    case .tensor(let tensor): tensor.converted(to: dtype)
    case .number(let number): .scalar(dtype, number)
    }
  }
}
