import Glibc

/// An elementwise function of one number.
package enum UnaryOperation: String, CaseIterable, Hashable, Sendable {
  case negate, absolute, reciprocal, square
  case cosine, sine, tangent, arcCosine, arcSine, arcTangent
  case hyperbolicCosine, hyperbolicSine, hyperbolicTangent
  case exponential, exponential2, exponentialMinusOne
  case logarithm, logarithm2, logarithm10, logarithmOfOnePlus
  case squareRoot, reciprocalSquareRoot
  case sigmoid, silu, gelu, geluTanh, relu, softplus, errorFunction
  case floor, ceiling, round, truncate, sign
  case isNaN, isInfinite, isFinite, logicalNot

  /// Whether the result is a bool whatever the operand's dtype.
  package var isPredicate: Bool {
    switch self {
    case .isNaN, .isInfinite, .isFinite, .logicalNot: true
    default: false
    }
  }

  /// The function in a compute dtype (float32 or float64), before the result is rounded to a 16-bit dtype.
  ///
  /// Library functions are evaluated in float64 and rounded once, so in float32 they are correctly rounded but for
  /// about one value in 2²⁸. torch's vector library is up to 1 ulp away (5 % of logarithms, 16 % of square roots); on
  /// every 16-bit value both give the same. Functions that torch composes of several float32 steps are composed here,
  /// each step rounded, with the exponential that torch has in them.
  func apply(_ x: Double, in compute: ElementType) -> Double {
    switch self {
    case .negate: -x
    case .absolute: x.magnitude
    case .reciprocal: compute.round(1 / x)
    case .square: compute.round(x * x)
    case .squareRoot: compute.round(x.squareRoot())
    case .reciprocalSquareRoot: compute.round(1 / compute.round(x.squareRoot()))
    case .relu: x.isNaN ? x : max(x, 0)
    case .floor: x.rounded(.down)
    case .ceiling: x.rounded(.up)
    case .round: x.rounded(.toNearestOrEven)
    case .truncate: x.rounded(.towardZero)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : 0
    case .isNaN: x.isNaN ? 1 : 0
    case .isInfinite: x.isInfinite ? 1 : 0
    case .isFinite: x.isFinite ? 1 : 0
    case .logicalNot: x == 0 ? 1 : 0
    case .sigmoid, .silu, .gelu, .geluTanh, .softplus: activation(x, in: compute)
    default: compute.round(library(x))
    }
  }

  private func library(_ x: Double) -> Double {
    switch self {
    case .cosine: cos(x)
    case .sine: sin(x)
    case .tangent: tan(x)
    case .arcCosine: acos(x)
    case .arcSine: asin(x)
    case .arcTangent: atan(x)
    case .hyperbolicCosine: cosh(x)
    case .hyperbolicSine: sinh(x)
    case .hyperbolicTangent: tanh(x)
    case .exponential: exp(x)
    case .exponential2: exp2(x)
    case .exponentialMinusOne: expm1(x)
    case .logarithm: log(x)
    case .logarithm2: log2(x)
    case .logarithm10: log10(x)
    case .logarithmOfOnePlus: log1p(x)
    case .errorFunction: erf(x)
    default: .nan
    }
  }

  private func activation(_ x: Double, in compute: ElementType) -> Double {
    let r = compute.round
    switch self {
    case .sigmoid: return r(1 / r(1 + compute.vectorExponential(-x)))
    case .silu: return r(x / r(1 + compute.vectorExponential(-x)))
    case .softplus: return x > 20 ? x : r(log1p(r(exp(x))))
    case .gelu:
      let scaled = r(x * r(0.5.squareRoot()))
      return r(r(x * 0.5) * r(1 + r(erf(scaled))))
    default:
      let cube = r(r(x * x) * x)
      let inner = r(r(0.79788456080286535588) * r(x + r(r(0.044715) * cube)))
      return r(r(0.5 * x) * r(1 + r(tanh(inner))))
    }
  }
}

extension Tensor {
  /// An elementwise function; the result's dtype is the caller's to decide, operands are converted to it first.
  package func applying(_ operation: UnaryOperation, result: ElementType) throws(KernelError) -> Tensor {
    if operation.isPredicate {
      let values = dtype.isComplex ? converted(to: .bool).reals : reals
      let flags = values.map { operation.apply($0, in: .float64) }
      return Tensor(.bool, shape: shape, integers: flags.map { $0 != 0 ? 1 : 0 })
    }
    if result.isComplex { return try applyingComplex(operation, result: result) }
    if dtype.isComplex && operation == .absolute { return magnitude(result) }
    if result.isIntegral { return try applyingInteger(operation, result: result) }
    let compute = result.computeType
    let source = converted(to: result).reals
    let values =
      switch (operation, result) {
      case (.gelu, .float16): source.map(ErrorFunction.vectorGelu)
      case (.cosine, .float32): source.map { VectorMath.cosine($0) ?? operation.apply($0, in: compute) }
      case (.sine, .float32): source.map { VectorMath.sine($0) ?? operation.apply($0, in: compute) }
      default: source.map { operation.apply($0, in: compute) }
      }
    return Tensor(result, shape: shape, reals: values)
  }

  private func applyingInteger(_ operation: UnaryOperation, result: ElementType) throws(KernelError) -> Tensor {
    let source = converted(to: result)
    let values: [Int64]
    switch operation {
    case .negate:
      guard result != .bool else {
        throw KernelError(
          .dtype,
          "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the "
            + "`~` or `logical_not()` operator instead.")
      }
      values = source.integers.map { 0 &- $0 }
    case .absolute: values = source.integers.map { $0 < 0 ? 0 &- $0 : $0 }
    case .square: values = source.integers.map { $0 &* $0 }
    case .relu: values = source.integers.map { max($0, 0) }
    case .sign: values = source.integers.map { $0.signum() }
    case .floor, .ceiling, .round, .truncate: return source
    default: throw KernelError(.dtype, "\"\(operation.rawValue)\" not implemented for '\(result)'")
    }
    return Tensor(result, shape: shape, integers: values)
  }
}
