/// Arithmetic on shapes and strides.
package enum Shape {
  package static func count(_ shape: [Int]) -> Int { shape.reduce(1, *) }

  static func contiguousStrides(_ shape: [Int], unit: Int = 1) -> [Int] {
    var strides = [Int](repeating: unit, count: shape.count)
    var step = unit
    for dimension in shape.indices.reversed() {
      strides[dimension] = step
      step *= max(shape[dimension], 1)
    }
    return strides
  }

  /// The places of all elements in row-major order.
  static func places(shape: [Int], strides: [Int], offset: Int) -> [Int] {
    var places = [offset]
    for (size, stride) in zip(shape, strides) {
      if size == 1 { continue }
      var next: [Int] = []
      next.reserveCapacity(places.count * size)
      for place in places {
        for index in 0..<size { next.append(place + index * stride) }
      }
      places = next
    }
    return places
  }

  /// The shape two shapes broadcast to.
  package static func broadcast(_ left: [Int], _ right: [Int]) throws(KernelError) -> [Int] {
    if left == right { return left }
    let rank = max(left.count, right.count)
    var result = [Int](repeating: 1, count: rank)
    for position in 1...max(rank, 1) where position <= rank {
      let a = position <= left.count ? left[left.count - position] : 1
      let b = position <= right.count ? right[right.count - position] : 1
      guard a == b || a == 1 || b == 1 else {
        throw KernelError(
          .shape,
          "The size of tensor a (\(a)) must match the size of tensor b (\(b)) at non-singleton dimension "
            + "\(rank - position)")
      }
      result[rank - position] = a == 1 ? b : a
    }
    return result
  }

  /// A dimension number counted from the front; `extra` is 1 where a dimension is about to be added.
  package static func dimension(_ number: Int, rank: Int, extra: Int = 0) throws(KernelError) -> Int {
    let limit = max(rank + extra, 1)
    guard number >= -limit && number < limit else {
      throw KernelError(
        .shape,
        "Dimension out of range (expected to be in range of [\(-limit), \(limit - 1)], but got \(number))")
    }
    return number < 0 ? number + limit : number
  }
}
