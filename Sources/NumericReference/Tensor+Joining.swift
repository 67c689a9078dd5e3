/// Putting tensors together and taking them apart.
extension Tensor {
  /// `torch.cat`; the result's dtype is the caller's to decide.
  package static func concatenated(
    _ tensors: [Tensor], dimension: Int, dtype: ElementType
  ) throws(KernelError) -> Tensor {
    guard !tensors.isEmpty else { throw KernelError(.shape, "torch.cat(): expected a non-empty list of Tensors") }
    // torch skips tensors of shape [0] for old times' sake.
    let parts = tensors.filter { $0.shape != [0] }
    guard let first = parts.first else { return Tensor.filled(dtype, shape: [0], with: .integer(0)) }
    guard first.rank > 0 else {
      throw KernelError(.shape, "zero-dimensional tensor (at position 0) cannot be concatenated")
    }
    let axis = try Shape.dimension(dimension, rank: first.rank)
    var shape = first.shape
    shape[axis] = 0
    for (position, part) in parts.enumerated() {
      guard part.rank == first.rank else {
        throw KernelError(.shape, "Tensors must have same number of dimensions: got \(first.rank) and \(part.rank)")
      }
      for other in first.shape.indices where other != axis && part.shape[other] != first.shape[other] {
        throw KernelError(
          .shape,
          "Sizes of tensors must match except in dimension \(axis). Expected size \(first.shape[other]) but got size "
            + "\(part.shape[other]) for tensor number \(position) in the list.")
      }
      shape[axis] += part.shape[axis]
    }
    let result = Tensor.filled(dtype, shape: shape, with: .integer(0))
    var start = 0
    for part in parts {
      try result.narrowed(axis, from: start, count: part.shape[axis]).assign(part)
      start += part.shape[axis]
    }
    return result
  }

  /// `torch.stack`.
  package static func stacked(
    _ tensors: [Tensor], dimension: Int, dtype: ElementType
  ) throws(KernelError) -> Tensor {
    guard let first = tensors.first else { throw KernelError(.shape, "stack expects a non-empty TensorList") }
    var parts: [Tensor] = []
    for (position, tensor) in tensors.enumerated() {
      guard tensor.shape == first.shape else {
        throw KernelError(
          .shape,
          "stack expects each tensor to be equal size, but got \(first.shape) at entry 0 and \(tensor.shape) at entry "
            + "\(position)")
      }
      parts.append(try tensor.unsqueezed(dimension))
    }
    let axis = try Shape.dimension(dimension, rank: first.rank, extra: 1)
    return try concatenated(parts, dimension: axis, dtype: dtype)
  }

  /// `.split(sizes)`: views of these lengths.
  package func split(_ sizes: [Int], dimension: Int) throws(KernelError) -> [Tensor] {
    guard rank > 0 else { throw KernelError(.shape, "split expects at least a 1-dimensional tensor") }
    let axis = try Shape.dimension(dimension, rank: rank)
    guard sizes.reduce(0, +) == shape[axis], sizes.allSatisfy({ $0 >= 0 }) else {
      throw KernelError(
        .shape,
        "split_with_sizes expects split_sizes to sum exactly to \(shape[axis]) (input tensor's size at dimension "
          + "\(axis)), but got split_sizes=\(sizes)")
    }
    var parts: [Tensor] = []
    var start = 0
    for size in sizes {
      parts.append(try narrowed(axis, from: start, count: size))
      start += size
    }
    return parts
  }

  /// `.split(size)`: views of this length, the last one perhaps shorter.
  package func split(every size: Int, dimension: Int) throws(KernelError) -> [Tensor] {
    guard rank > 0 else { throw KernelError(.shape, "split expects at least a 1-dimensional tensor") }
    let axis = try Shape.dimension(dimension, rank: rank)
    guard size > 0 else {
      throw KernelError(.shape, "split expects split_size be non-negative, but got split_size=\(size)")
    }
    let sizes = stride(from: 0, to: max(shape[axis], 1), by: size).map { min(size, shape[axis] - $0) }
    return try split(sizes, dimension: axis)
  }

  /// `.chunk(count)`: at most that many views of equal length, the last one perhaps shorter.
  package func chunked(_ number: Int, dimension: Int) throws(KernelError) -> [Tensor] {
    guard rank > 0 else { throw KernelError(.shape, "chunk expects at least a 1-dimensional tensor") }
    let axis = try Shape.dimension(dimension, rank: rank)
    guard number > 0 else { throw KernelError(.shape, "chunk expects `chunks` to be greater than 0, got: \(number)") }
    return try split(every: max((shape[axis] + number - 1) / number, 1), dimension: axis)
  }

  /// `.tensor_split(count)`: exactly that many views, the first ones one longer where it does not come out even.
  package func tensorSplit(_ number: Int, dimension: Int) throws(KernelError) -> [Tensor] {
    guard rank > 0, number > 0 else {
      throw KernelError(.shape, "tensor_split expected at least a 1-dimensional tensor")
    }
    let axis = try Shape.dimension(dimension, rank: rank)
    let (size, rest) = shape[axis].quotientAndRemainder(dividingBy: number)
    return try split((0..<number).map { $0 < rest ? size + 1 : size }, dimension: axis)
  }

  /// `.unbind(dim)`: one view for each place of the dimension.
  package func unbound(_ dimension: Int) throws(KernelError) -> [Tensor] {
    let axis = try Shape.dimension(dimension, rank: rank)
    guard rank > 0 else { throw KernelError(.shape, "Dimension specified as 0 but tensor has no dimensions") }
    var parts: [Tensor] = []
    for index in 0..<shape[axis] { parts.append(try selected(axis, at: index)) }
    return parts
  }

  /// `.repeat(sizes)`.
  package func repeated(_ times: [Int]) throws(KernelError) -> Tensor {
    guard times.count >= rank, times.allSatisfy({ $0 >= 0 }) else {
      throw KernelError(
        .shape, "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    }
    let own = [Int](repeating: 1, count: times.count - rank) + shape
    let source = try reshaped(own)
    var interleaved: [Int] = []
    var doubled: [Int] = []
    for (time, size) in zip(times, own) {
      interleaved += [1, size]
      doubled += [time, size]
    }
    return try source.reshaped(interleaved).expanded(doubled).reshaped(zip(times, own).map { $0 * $1 })
  }

  /// `.repeat_interleave(times, dim)`; without a dimension the tensor is flattened first.
  package func repeatInterleaved(_ times: Int, dimension: Int?) throws(KernelError) -> Tensor {
    let source = dimension == nil ? try flattened() : self
    let axis = try Shape.dimension(dimension ?? 0, rank: source.rank)
    guard source.rank > 0, times >= 0 else { throw KernelError(.shape, "repeats can not be negative") }
    var expandedShape = source.shape
    expandedShape.insert(times, at: axis + 1)
    var target = source.shape
    target[axis] *= times
    return try source.unsqueezed(axis + 1).expanded(expandedShape).reshaped(target)
  }

  /// `.repeat_interleave(tensor of counts, dim)`.
  package func repeatInterleaved(counts: [Int], dimension: Int?) throws(KernelError) -> Tensor {
    let source = dimension == nil ? try flattened() : self
    let axis = try Shape.dimension(dimension ?? 0, rank: source.rank)
    guard source.rank > 0, counts.count == source.shape[axis] else {
      throw KernelError(.shape, "repeats must have the same size as input along dim")
    }
    let indices = counts.enumerated().flatMap { [Int64](repeating: Int64($0.offset), count: $0.element) }
    return try source.indexSelected(axis, Tensor(.int64, shape: [indices.count], integers: indices))
  }

  /// `.roll(shifts, dims)`; without dimensions the flattened elements are rolled.
  package func rolled(_ shifts: [Int], dimensions: [Int]) throws(KernelError) -> Tensor {
    if dimensions.isEmpty {
      guard shifts.count == 1 else { throw KernelError(.shape, "shifts and dimensions must align") }
      return try flattened().rolled(shifts, dimensions: [0]).reshaped(shape)
    }
    guard shifts.count == dimensions.count else {
      throw KernelError(.shape, "shifts and dimensions must align. shifts: \(shifts.count), dims:\(dimensions.count)")
    }
    var result = self
    for (shift, number) in zip(shifts, dimensions) {
      let axis = try Shape.dimension(number, rank: rank)
      let size = shape[axis]
      guard size > 0 else { continue }
      let start = ((size - shift) % size + size) % size
      result = try Tensor.concatenated(
        [result.sliced(axis, from: start, to: nil), result.sliced(axis, from: 0, to: start)], dimension: axis,
        dtype: dtype)
    }
    return result.copied()
  }
}
