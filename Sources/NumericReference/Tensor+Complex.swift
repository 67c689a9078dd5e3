import Glibc

/// Complex tensors.
///
/// Every step of a product or quotient is rounded to the part's dtype, as torch's vector kernels do. Where an operand
/// is broadcast or not contiguous, torch takes its scalar loop, whose products are fused; so it is here.
extension Tensor {
  /// `torch.view_as_complex`: the last dimension's pairs as complex numbers, sharing the buffer where it can.
  package func viewedAsComplex() throws(KernelError) -> Tensor {
    let target: ElementType
    switch dtype {
    case .float32: target = .complex64
    case .float64: target = .complex128
    default:
      throw KernelError(
        .dtype,
        "view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: "
          + dtype.torchScalarName)
    }
    guard let last = shape.last, last == 2 else {
      throw KernelError(.shape, "Tensor must have a last dimension of size 2")
    }
    guard strides[rank - 1] == 1 else {
      throw KernelError(.shape, "Tensor must have a last dimension with stride 1")
    }
    guard offset % 2 == 0, strides.dropLast().allSatisfy({ $0 % 2 == 0 }) else {
      throw KernelError(.shape, "Tensor must have a stride divisible by 2 for all but last dimension")
    }
    return Tensor(
      dtype: target, shape: Array(shape.dropLast()), strides: Array(strides.dropLast()), offset: offset,
      buffer: buffer)
  }

  /// `torch.view_as_real`: a last dimension with the two parts, sharing the buffer.
  package func viewedAsReal() throws(KernelError) -> Tensor {
    guard dtype.isComplex else {
      throw KernelError(.dtype, "view_as_real is only supported for complex tensors")
    }
    return Tensor(
      dtype: dtype.realType, shape: shape + [2], strides: strides + [1], offset: offset, buffer: buffer)
  }

  /// `.real` (part 0) or `.imag` (part 1), sharing the buffer.
  package func part(_ index: Int) throws(KernelError) -> Tensor {
    guard dtype.isComplex else {
      if index == 0 { return self }
      throw KernelError(.dtype, "imag is not implemented for tensors with non-complex dtypes.")
    }
    return try viewedAsReal().selected(-1, at: index)
  }

  /// `torch.polar`: sine and cosine are the C library's, in float32 for float32.
  package static func polar(_ magnitude: Tensor, _ angle: Tensor) throws(KernelError) -> Tensor {
    try refuseHalf(magnitude, angle)
    guard magnitude.dtype == angle.dtype, let target = magnitude.dtype.complexType else {
      throw KernelError(
        .dtype,
        "Expected object of scalar type \(magnitude.dtype.torchScalarName) but got scalar type "
          + "\(angle.dtype.torchScalarName) for second argument")
    }
    let shape = try Shape.broadcast(magnitude.shape, angle.shape)
    let lengths = try magnitude.expanded(to: shape).reals
    let angles = try angle.expanded(to: shape).reals
    var parts: [Double] = []
    parts.reserveCapacity(2 * angles.count)
    for (length, angle) in zip(lengths, angles) {
      if target == .complex64 {
        parts.append(length * Double(cosf(Float(angle))))
        parts.append(length * Double(sinf(Float(angle))))
      } else {
        parts.append(length * cos(angle))
        parts.append(length * sin(angle))
      }
    }
    return Tensor(target, shape: shape, reals: parts)
  }

  /// `torch.complex(real, imag)`.
  package static func complex(_ real: Tensor, _ imaginary: Tensor) throws(KernelError) -> Tensor {
    try refuseHalf(real, imaginary)
    guard real.dtype == imaginary.dtype, let target = real.dtype.complexType else {
      throw KernelError(
        .dtype,
        "Expected both inputs to be Half, Float or Double tensors but got \(real.dtype.torchScalarName) and "
          + imaginary.dtype.torchScalarName)
    }
    let shape = try Shape.broadcast(real.shape, imaginary.shape)
    let left = try real.expanded(to: shape).reals
    let right = try imaginary.expanded(to: shape).reals
    return Tensor(target, shape: shape, exact: zip(left, right).flatMap { [$0, $1] })
  }

  /// torch makes complex32 of two float16 tensors; the kernel has no such dtype.
  private static func refuseHalf(_ left: Tensor, _ right: Tensor) throws(KernelError) {
    if left.dtype == .float16 && right.dtype == .float16 {
      throw KernelError(.unsupported, "complex32 is not known to the kernel")
    }
  }

  func magnitude(_ result: ElementType) -> Tensor {
    let parts = reals
    let values = stride(from: 0, to: parts.count, by: 2).map { hypot(parts[$0], parts[$0 + 1]) }
    return Tensor(result, shape: shape, reals: values)
  }

  func applyingComplex(_ operation: UnaryOperation, result: ElementType) throws(KernelError) -> Tensor {
    let source = converted(to: result)
    let parts = source.reals
    let r = result.round
    var values: [Double] = []
    values.reserveCapacity(parts.count)
    for index in stride(from: 0, to: parts.count, by: 2) {
      let (a, b) = (parts[index], parts[index + 1])
      switch operation {
      case .negate: values += [-a, -b]
      case .square: values += ComplexArithmetic.product(a, b, a, b, r)
      case .reciprocal: values += ComplexArithmetic.quotient(1, 0, a, b, r)
      case .exponential:
        let length = exp(a)
        values +=
          result == .complex64
          ? [length * Double(cosf(Float(b))), length * Double(sinf(Float(b)))] : [length * cos(b), length * sin(b)]
      default: throw KernelError(.unsupported, "\(operation.rawValue) of a complex tensor is not known to the kernel")
      }
    }
    return Tensor(result, shape: shape, reals: values)
  }

  /// `.conj()`.
  package func conjugated() -> Tensor {
    guard dtype.isComplex else { return self }
    let values = reals
    return Tensor(dtype, shape: shape, exact: values.indices.map { $0 & 1 == 0 ? values[$0] : -values[$0] })
  }
}

/// Products and quotients of complex numbers, each step rounded.
enum ComplexArithmetic {
  /// The product with one fused multiply-add in each part, as a compiler contracts it.
  static func fusedProduct(
    _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ compute: ElementType
  ) -> [Double] {
    guard compute == .complex64 else { return [(-(b * d)).addingProduct(a, c), (b * c).addingProduct(a, d)] }
    let (e, f, g, h) = (Float(a), Float(b), Float(c), Float(d))
    return [Double((-(f * h)).addingProduct(e, g)), Double((f * g).addingProduct(e, h))]
  }

  static func product(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ r: (Double) -> Double) -> [Double] {
    [r(r(a * c) - r(b * d)), r(r(a * d) + r(b * c))]
  }

  static func quotient(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ r: (Double) -> Double) -> [Double] {
    let scale = r(r(c * c) + r(d * d))
    return [r(r(r(a * c) + r(b * d)) / scale), r(r(r(b * c) - r(a * d)) / scale)]
  }
}

extension ElementType {
  /// The complex dtype with parts of this dtype, if the kernel has one.
  package var complexType: ElementType? {
    switch self {
    case .float32, .complex64: .complex64
    case .float64, .complex128: .complex128
    default: nil
    }
  }

  /// The name torch's messages use: `BFloat16`, `Float`, `Long`.
  package var torchScalarName: String {
    switch self {
    case .bool: "Bool"
    case .uint8: "Byte"
    case .int8: "Char"
    case .int16: "Short"
    case .int32: "Int"
    case .int64: "Long"
    case .float16: "Half"
    case .bfloat16: "BFloat16"
    case .float32: "Float"
    case .float64: "Double"
    case .complex64: "ComplexFloat"
    case .complex128: "ComplexDouble"
    }
  }
}
