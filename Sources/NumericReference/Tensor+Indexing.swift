/// One part of a subscript.
package enum IndexItem {
  case index(Int)
  case slice(start: Int?, stop: Int?, step: Int)
  case newAxis
  case ellipsis
  /// Integer indices or a bool mask.
  case tensor(Tensor)
}

/// Python subscripts on tensors.
extension Tensor {
  /// `tensor[items]`: a view, or a copy if an index is a tensor.
  package func indexed(_ items: [IndexItem]) throws(KernelError) -> Tensor {
    let (view, advanced) = try basicView(items)
    if advanced.isEmpty { return view }
    let (shape, places) = try view.advancedPlaces(advanced)
    return gathered(places: places, shape: shape)
  }

  /// `tensor[items] = value`: the value is broadcast and converted.
  package func assign(_ items: [IndexItem], _ value: Tensor) throws(KernelError) {
    let (view, advanced) = try basicView(items)
    if advanced.isEmpty { return try view.assign(value.droppingLeadingOnes(toRank: view.rank)) }
    let (shape, places) = try view.advancedPlaces(advanced)
    let source = try value.droppingLeadingOnes(toRank: shape.count).expanded(to: shape).converted(to: dtype)
    write(source, at: places)
  }

  /// A new tensor from elements at places of the buffer.
  func gathered(places: [Int], shape: [Int]) -> Tensor {
    if dtype.isIntegral { return Tensor(dtype, shape: shape, integers: places.map { buffer.integers[$0] }) }
    if dtype.isComplex {
      return Tensor(dtype, shape: shape, exact: places.flatMap { [buffer.reals[$0], buffer.reals[$0 + 1]] })
    }
    return Tensor(dtype, shape: shape, exact: places.map { buffer.reals[$0] })
  }

  private func droppingLeadingOnes(toRank target: Int) -> Tensor {
    var result = self
    while result.rank > target, result.shape.first == 1 {
      result.shape.removeFirst()
      result.strides.removeFirst()
    }
    return result
  }

  /// Applies all but the tensor indices; those are returned with the dimension of the view that they index.
  private func basicView(
    _ items: [IndexItem]
  ) throws(KernelError) -> (view: Tensor, advanced: [(dimension: Int, index: Tensor)]) {
    let consumed = items.reduce(0) { $0 + $1.consumedDimensions }
    guard consumed <= rank else {
      throw KernelError(.shape, "too many indices for tensor of dimension \(rank)")
    }
    var result = self
    var dimension = 0
    var advanced: [(dimension: Int, index: Tensor)] = []
    for item in items {
      switch item {
      case .index(let index):
        result = try result.selected(dimension, at: index)
      case .slice(let start, let stop, let step):
        result = try result.sliced(dimension, from: start, to: stop, by: step)
        dimension += 1
      case .newAxis:
        result = try result.unsqueezed(dimension)
        dimension += 1
      case .ellipsis:
        dimension += rank - consumed
      case .tensor(let index):
        if index.dtype == .bool || index.dtype == .uint8 {
          if index.rank == 0 {
            result = try result.unsqueezed(dimension)
            let kept: [Int64] = index.integers[0] != 0 ? [0] : []
            advanced.append((dimension, Tensor(.int64, shape: [kept.count], integers: kept)))
            dimension += 1
            continue
          }
          let size = Array(result.shape[dimension..<dimension + index.rank])
          guard size == index.shape else {
            throw KernelError(
              .shape,
              "The shape of the mask \(index.shape) at index 0 does not match the shape of the indexed tensor \(shape) "
                + "at index \(dimension)")
          }
          for coordinates in index.nonzeroCoordinates() {
            advanced.append((dimension, coordinates))
            dimension += 1
          }
        } else {
          guard index.dtype.isIntegral else {
            throw KernelError(.dtype, "tensors used as indices must be long, int, byte or bool tensors")
          }
          advanced.append((dimension, index))
          dimension += 1
        }
      }
    }
    return (result, advanced)
  }

  /// For each dimension, the coordinates of the elements that are not zero, as `nonzero(as_tuple=True)`.
  package func nonzeroCoordinates() -> [Tensor] {
    let flags = dtype.isIntegral ? integers.map { $0 != 0 } : reals.map { $0 != 0 }
    let found = flags.indices.filter { flags[$0] }
    let steps = Shape.contiguousStrides(shape)
    return shape.indices.map { dimension in
      let values = found.map { Int64($0 / steps[dimension] % shape[dimension]) }
      return Tensor(.int64, shape: [found.count], integers: values)
    }
  }

  /// A Python slice of one dimension, as a view.
  package func sliced(
    _ dimension: Int, from start: Int?, to stop: Int?, by step: Int = 1
  ) throws(KernelError) -> Tensor {
    guard step > 0 else { throw KernelError(.shape, "slice step must be positive") }
    let place = try Shape.dimension(dimension, rank: rank)
    let size = shape[place]
    func clamped(_ bound: Int) -> Int { min(max(bound < 0 ? bound + size : bound, 0), size) }
    let first = clamped(start ?? 0)
    let last = max(clamped(stop ?? size), first)
    var result = self
    result.offset += first * strides[place]
    result.shape[place] = (last - first + step - 1) / step
    result.strides[place] *= step
    return result
  }

  /// Shape and buffer places of what tensor indices select.
  ///
  /// The indices are broadcast together; their common shape stands where the first of them stood if they are
  /// neighbours, else in front.
  private func advancedPlaces(
    _ advanced: [(dimension: Int, index: Tensor)]
  ) throws(KernelError) -> (shape: [Int], places: [Int]) {
    var common: [Int] = []
    for (_, index) in advanced {
      guard let wider = try? Shape.broadcast(common, index.shape) else {
        throw KernelError(
          .shape,
          "shape mismatch: indexing tensors could not be broadcast together with shapes \(common), \(index.shape)")
      }
      common = wider
    }
    var steps = [Int](repeating: 0, count: Shape.count(common))
    for (dimension, index) in advanced {
      let values = try index.expanded(to: common).integers
      for (position, value) in values.enumerated() {
        let wrapped = Int(value) < 0 ? Int(value) + shape[dimension] : Int(value)
        guard wrapped >= 0 && wrapped < shape[dimension] else {
          throw KernelError(
            .shape, "index \(value) is out of bounds for dimension \(dimension) with size \(shape[dimension])")
        }
        steps[position] += wrapped * strides[dimension]
      }
    }
    let indexedDimensions = advanced.map(\.dimension)
    let first = indexedDimensions[0]
    let areNeighbours = indexedDimensions == Array(first..<first + indexedDimensions.count)
    let kept = shape.indices.filter { !indexedDimensions.contains($0) }
    let before = areNeighbours ? kept.filter { $0 < first } : []
    let after = areNeighbours ? kept.filter { $0 > first } : kept
    let outer = Shape.places(shape: before.map { shape[$0] }, strides: before.map { strides[$0] }, offset: offset)
    let inner = Shape.places(shape: after.map { shape[$0] }, strides: after.map { strides[$0] }, offset: 0)
    var places: [Int] = []
    places.reserveCapacity(outer.count * steps.count * inner.count)
    for base in outer {
      for step in steps {
        for place in inner { places.append(base + step + place) }
      }
    }
    return (before.map { shape[$0] } + common + after.map { shape[$0] }, places)
  }
}

extension IndexItem {
  /// How many of the tensor's dimensions the item uses up.
  fileprivate var consumedDimensions: Int {
    switch self {
    case .newAxis, .ellipsis: 0
    case .index, .slice: 1
    case .tensor(let index): index.dtype == .bool || index.dtype == .uint8 ? index.rank : 1
    }
  }
}
