/// Operations that only rearrange: views wherever torch makes views.
extension Tensor {
  func view(shape: [Int], strides: [Int], offset: Int? = nil) -> Tensor {
    Tensor(dtype: dtype, shape: shape, strides: strides, offset: offset ?? self.offset, buffer: buffer)
  }

  /// `.reshape` and `.view`.
  ///
  /// One size may be -1. A copy is made where the strides do not allow a view.
  package func reshaped(_ sizes: [Int]) throws(KernelError) -> Tensor {
    var target = sizes
    let known = sizes.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
    if let hole = sizes.firstIndex(of: -1) {
      guard known != 0, count % known == 0, sizes.filter({ $0 == -1 }).count == 1 else {
        throw KernelError(.shape, "shape '\(sizes)' is invalid for input of size \(count)")
      }
      target[hole] = count / known
    }
    guard Shape.count(target) == count, target.allSatisfy({ $0 >= 0 }) else {
      throw KernelError(.shape, "shape '\(sizes)' is invalid for input of size \(count)")
    }
    let source = contiguous()
    return source.view(shape: target, strides: Shape.contiguousStrides(target, unit: dtype.partCount))
  }

  package func permuted(_ order: [Int]) throws(KernelError) -> Tensor {
    var dimensions: [Int] = []
    for number in order { dimensions.append(try Shape.dimension(number, rank: rank)) }
    guard dimensions.sorted() == Array(shape.indices) else {
      throw KernelError(
        .shape,
        "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
          + "ordering of dimensions i.e. input.dim() = \(rank) is not equal to len(dims) = \(order.count)")
    }
    return view(shape: dimensions.map { shape[$0] }, strides: dimensions.map { strides[$0] })
  }

  package func transposed(_ first: Int, _ second: Int) throws(KernelError) -> Tensor {
    let a = try Shape.dimension(first, rank: rank)
    let b = try Shape.dimension(second, rank: rank)
    guard rank > 0 else { return self }
    var result = self
    result.shape.swapAt(a, b)
    result.strides.swapAt(a, b)
    return result
  }

  package func unsqueezed(_ dimension: Int) throws(KernelError) -> Tensor {
    let place = try Shape.dimension(dimension, rank: rank, extra: 1)
    var result = self
    result.shape.insert(1, at: place)
    result.strides.insert(dtype.partCount, at: place)
    return result
  }

  /// `.squeeze(dim)`; without a dimension all dimensions of size 1 go.
  package func squeezed(_ dimensions: [Int]? = nil) throws(KernelError) -> Tensor {
    var gone: Set<Int> = []
    for number in dimensions ?? Array(shape.indices) { gone.insert(try Shape.dimension(number, rank: rank)) }
    let kept = shape.indices.filter { !(gone.contains($0) && shape[$0] == 1) }
    return view(shape: kept.map { shape[$0] }, strides: kept.map { strides[$0] })
  }

  /// A broadcast view of exactly this shape.
  func expanded(to target: [Int]) throws(KernelError) -> Tensor { target == shape ? self : try expanded(target) }

  /// `.expand`: -1 keeps a size.
  package func expanded(_ sizes: [Int]) throws(KernelError) -> Tensor {
    let added = sizes.count - rank
    guard added >= 0 else {
      throw KernelError(
        .shape,
        "expand(\(dtype), size=\(sizes)): the number of sizes provided (\(sizes.count)) must be greater or equal to "
          + "the number of dimensions in the tensor (\(rank))")
    }
    var newShape: [Int] = []
    var newStrides: [Int] = []
    for (index, size) in sizes.enumerated() {
      let own = index < added ? 1 : shape[index - added]
      let target = size == -1 && index >= added ? own : size
      guard target == own || own == 1, target >= 0 else {
        throw KernelError(
          .shape,
          "The expanded size of the tensor (\(size)) must match the existing size (\(own)) at non-singleton dimension "
            + "\(index).  Target sizes: \(sizes).  Tensor sizes: \(shape)")
      }
      newShape.append(target)
      newStrides.append(index < added || own != target ? 0 : strides[index - added])
    }
    return view(shape: newShape, strides: newStrides)
  }

  package func flattened(from start: Int = 0, to end: Int = -1) throws(KernelError) -> Tensor {
    if rank == 0 { return try reshaped([1]) }
    let first = try Shape.dimension(start, rank: rank)
    let last = try Shape.dimension(end, rank: rank)
    guard first <= last else {
      throw KernelError(.shape, "flatten() has invalid args: start_dim cannot come after end_dim")
    }
    let middle = Shape.count(Array(shape[first...last]))
    return try reshaped(Array(shape[..<first]) + [middle] + Array(shape[(last + 1)...]))
  }

  package func unflattened(_ dimension: Int, _ sizes: [Int]) throws(KernelError) -> Tensor {
    let place = try Shape.dimension(dimension, rank: rank)
    var target = sizes
    if let hole = sizes.firstIndex(of: -1) {
      let known = sizes.reduce(1) { $1 == -1 ? $0 : $0 * $1 }
      target[hole] = known == 0 ? 0 : shape[place] / known
    }
    guard Shape.count(target) == shape[place] else {
      throw KernelError(
        .shape,
        "unflatten: Provided sizes \(sizes) don't multiply up to the size of dim \(place) (\(shape[place])) in the "
          + "input tensor")
    }
    return try reshaped(Array(shape[..<place]) + target + Array(shape[(place + 1)...]))
  }

  package func flipped(_ dimensions: [Int]) throws(KernelError) -> Tensor {
    var result = self
    for number in dimensions {
      let dimension = try Shape.dimension(number, rank: rank)
      guard shape[dimension] > 0 else { continue }
      result.offset += (shape[dimension] - 1) * result.strides[dimension]
      result.strides[dimension] = -result.strides[dimension]
    }
    return result.copied()
  }

  /// Elements `start..<start + length` of one dimension, as a view.
  package func narrowed(_ dimension: Int, from start: Int, count length: Int) throws(KernelError) -> Tensor {
    let place = try Shape.dimension(dimension, rank: rank)
    let first = start < 0 ? start + shape[place] : start
    guard first >= 0, length >= 0, first + length <= shape[place] else {
      throw KernelError(
        .shape, "start (\(start)) + length (\(length)) exceeds dimension size (\(shape[place])).")
    }
    var result = self
    result.shape[place] = length
    result.offset += first * strides[place]
    return result
  }

  /// One element of one dimension, as a view without that dimension.
  package func selected(_ dimension: Int, at index: Int) throws(KernelError) -> Tensor {
    guard rank > 0 else { throw KernelError(.shape, "select() cannot be applied to a 0-dim tensor.") }
    let place = try Shape.dimension(dimension, rank: rank)
    let position = index < 0 ? index + shape[place] : index
    guard position >= 0 && position < shape[place] else {
      throw KernelError(
        .shape, "index \(index) is out of bounds for dimension \(place) with size \(shape[place])")
    }
    var result = self
    result.shape.remove(at: place)
    result.strides.remove(at: place)
    result.offset += position * strides[place]
    return result
  }
}
