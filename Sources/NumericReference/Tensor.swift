/// The numbers behind one or more tensors; views share it, so writing through one shows in all.
final class Buffer {
  /// Floating and complex elements, each part exactly as rounded to its dtype.
  var reals: [Double]
  /// Integer and bool elements.
  var integers: [Int64]

  init(reals: [Double] = [], integers: [Int64] = []) {
    self.reals = reals
    self.integers = integers
  }
}

/// A strided view of a buffer, as torch has it.
///
/// Elements are kept as `Double` or `Int64`, which hold every supported dtype exactly; an operation rounds its result
/// to the dtype. A complex element takes two neighbouring places, real part first.
package struct Tensor {
  package let dtype: ElementType
  package internal(set) var shape: [Int]
  /// Steps in places of the buffer.
  var strides: [Int]
  var offset: Int
  let buffer: Buffer

  init(dtype: ElementType, shape: [Int], strides: [Int], offset: Int, buffer: Buffer) {
    self.dtype = dtype
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.buffer = buffer
  }

  /// A floating or complex tensor from numbers in row-major order; each is rounded to the dtype.
  package init(_ dtype: ElementType, shape: [Int], reals: [Double]) {
    let rounded = dtype == .float64 || dtype == .complex128 ? reals : reals.map(dtype.round)
    self.init(dtype, shape: shape, exact: rounded)
  }

  /// An integer or bool tensor from numbers in row-major order; each is cut to the dtype's width.
  package init(_ dtype: ElementType, shape: [Int], integers: [Int64]) {
    precondition(dtype.isIntegral && integers.count == Shape.count(shape), "an element for each place")
    self.init(
      dtype: dtype, shape: shape, strides: Shape.contiguousStrides(shape), offset: 0,
      buffer: Buffer(integers: dtype == .int64 ? integers : integers.map(dtype.wrap)))
  }

  /// A tensor from numbers that are known to be representable already.
  init(_ dtype: ElementType, shape: [Int], exact reals: [Double]) {
    let parts = dtype.partCount
    precondition(!dtype.isIntegral && reals.count == Shape.count(shape) * parts, "an element for each place")
    self.init(
      dtype: dtype, shape: shape, strides: Shape.contiguousStrides(shape, unit: parts), offset: 0,
      buffer: Buffer(reals: reals))
  }

  package var rank: Int { shape.count }

  /// The number of elements.
  package var count: Int { Shape.count(shape) }

  package var isContiguous: Bool {
    var expected = dtype.partCount
    for (size, stride) in zip(shape, strides).reversed() where size != 1 {
      if stride != expected { return false }
      expected *= size
    }
    return true
  }

  /// The buffer places of all elements in row-major order.
  var places: [Int] { Shape.places(shape: shape, strides: strides, offset: offset) }

  /// All parts in row-major order (two for each complex element); integers as numbers.
  package var reals: [Double] {
    if dtype.isIntegral { return integers.map(Double.init) }
    let length = count * dtype.partCount
    if isContiguous {
      if offset == 0 && buffer.reals.count == length { return buffer.reals }
      return Array(buffer.reals[offset..<offset + length])
    }
    if dtype.isComplex { return places.flatMap { [buffer.reals[$0], buffer.reals[$0 + 1]] } }
    return places.map { buffer.reals[$0] }
  }

  /// All elements of an integer or bool tensor in row-major order; of others, cut towards zero.
  package var integers: [Int64] {
    guard dtype.isIntegral else { return converted(to: .int64).integers }
    if isContiguous {
      if offset == 0 && buffer.integers.count == count { return buffer.integers }
      return Array(buffer.integers[offset..<offset + count])
    }
    return places.map { buffer.integers[$0] }
  }

  /// The one element of a tensor with one element, as `.item()` gives it.
  package var item: Number? {
    guard count == 1 else { return nil }
    if dtype == .bool { return .bool(integers[0] != 0) }
    if dtype.isIntegral { return .integer(integers[0]) }
    let parts = reals
    return dtype.isComplex ? .complex(parts[0], parts[1]) : .real(parts[0])
  }

  /// The same elements in a buffer of their own, row-major.
  package func copied() -> Tensor {
    dtype.isIntegral ? Tensor(dtype, shape: shape, integers: integers) : Tensor(dtype, shape: shape, exact: reals)
  }

  /// Itself if it is row-major already, else a copy that is.
  package func contiguous() -> Tensor { isContiguous ? self : copied() }

  /// Overwrites the elements with those of another tensor, broadcast and converted to this dtype.
  package func assign(_ source: Tensor) throws(KernelError) {
    let value = try source.expanded(to: shape).converted(to: dtype)
    write(value, at: places)
  }

  /// Writes a tensor of the same dtype, element by element, to places of the buffer.
  func write(_ source: Tensor, at places: [Int]) {
    if dtype.isIntegral {
      for (place, value) in zip(places, source.integers) { buffer.integers[place] = value }
      return
    }
    let values = source.reals
    let parts = dtype.partCount
    for (index, place) in places.enumerated() {
      for part in 0..<parts { buffer.reals[place + part] = values[index * parts + part] }
    }
  }
}
