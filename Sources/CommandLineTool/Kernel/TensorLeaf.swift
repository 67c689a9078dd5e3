import NumericReference

/// A tensor in a goldens-shaped file: `{"dtype", "shape", "hex"}`, where `hex` is its big-endian bit patterns,
/// one after the other, and may be empty.
struct TensorLeaf {
  var dtype: ElementType
  var shape: [Int]
  var hex: String

  init?(_ value: JSONValue) {
    guard let name = value["dtype"]?.string, let dtype = ElementType(rawValue: name),
      let shape = value["shape"]?.integers, shape.allSatisfy({ $0 >= 0 })
    else { return nil }
    self.dtype = dtype
    self.shape = shape
    hex = value["hex"]?.string ?? ""
  }

  /// The recorded tensor; nil if there are no patterns or they do not fit the shape.
  var tensor: Tensor? {
    let digits = dtype.partBits / 4
    let bytes = Array(hex.utf8)
    guard !bytes.isEmpty || Shape.count(shape) == 0, bytes.count % digits == 0 else { return nil }
    var patterns: [UInt64] = []
    for start in stride(from: 0, to: bytes.count, by: digits) {
      guard let pattern = UInt64(String(decoding: bytes[start..<start + digits], as: UTF8.self), radix: 16) else {
        return nil
      }
      patterns.append(pattern)
    }
    return Tensor(dtype, shape: shape, bitPatterns: patterns)
  }

  /// The leaf for a tensor.
  static func json(_ tensor: Tensor) -> JSONValue {
    let digits = tensor.dtype.partBits / 4
    let symbols = Array("0123456789abcdef".utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits * tensor.count * 2)
    for pattern in tensor.bitPatterns {
      for place in (0..<digits).reversed() { bytes.append(symbols[Int(pattern >> UInt64(4 * place)) & 15]) }
    }
    return .object([
      .init(key: "dtype", value: .string(tensor.dtype.rawValue)),
      .init(key: "shape", value: .array(tensor.shape.map { .number(String($0)) })),
      .init(key: "hex", value: .string(String(decoding: bytes, as: UTF8.self))),
    ])
  }
}
