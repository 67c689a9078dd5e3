import Glibc

/// The float32 functions of torch's vector libraries, reproduced where their last bit matters.
///
/// torch's CPU build takes `cos` and `sin` of float32 tensors from Intel's VML, and the exponential inside `sigmoid`,
/// `silu` and `softmax` and powers of tensors from SLEEF. Neither rounds correctly.
enum VectorMath {
  // MARK: Cosine and sine

  /// `torch.sin` of a float32 number.
  ///
  /// VML's code is not public. A sine polynomial of degree nine on ±π/2 without rounding in between, its coefficients
  /// found from recordings, gives the same bits but for about two values in a thousand, which are 1 ulp off.
  static func sine(_ x: Double) -> Double? {
    // Zero keeps its sign, which the reduction loses.
    guard x.magnitude < reductionLimit, x != 0 else { return nil }
    let turns = (x / Double.pi).rounded(.toNearestOrEven)
    return polynomial(reduced(x, by: turns), isNegative: !turns.isEven)
  }

  /// `torch.cos` of a float32 number: the sine half a turn on; see `sine`.
  static func cosine(_ x: Double) -> Double? {
    guard x.magnitude < reductionLimit else { return nil }
    let turns = (x / Double.pi - 0.5).rounded(.toNearestOrEven)
    return polynomial(reduced(x, by: turns + 0.5), isNegative: turns.isEven)
  }

  /// Beyond it, the argument modulo π is no longer exact here.
  private static let reductionLimit = 0x1p26

  private static func reduced(_ x: Double, by turns: Double) -> Double {
    x.addingProduct(-turns, .pi).addingProduct(-turns, 0x1.1a62633145c07p-53)
  }

  private static func polynomial(_ r: Double, isNegative: Bool) -> Double {
    let square = r * r
    var sum = Double(Float(bitPattern: 0x362e_e41d))
    for pattern: UInt32 in [0xb94f_b876, 0x3c08_876d, 0xbe2a_aaa6] {
      sum = sum * square + Double(Float(bitPattern: pattern))
    }
    let value = Double(Float(r + r * square * sum))
    return isNegative ? -value : value
  }

  // MARK: Exponential

  /// SLEEF's `expf` of 1 ulp: a polynomial of degree seven on ±ln 2 / 2, each step fused.
  static func exponential(_ x: Float) -> Float {
    if x.isNaN { return x }
    if x < -104 { return 0 }
    if x > 100 { return .infinity }
    let power = (x * Float(bitPattern: 0x3fb8_aa3b)).rounded(.toNearestOrEven)
    let rest = x.addingProduct(power, -0.693145751953125).addingProduct(power, -1.428606765330187045e-06)
    var sum: Float = 0.000198527617612853646278381
    for coefficient: Float in [
      0.00139304355252534151077271, 0.00833336077630519866943359, 0.0416664853692054748535156,
      0.166666671633720397949219, 0.5,
    ] { sum = coefficient.addingProduct(sum, rest) }
    let mantissa = 1 + rest.addingProduct(rest * rest, sum)
    return scaled(mantissa, by: Int(power))
  }

  /// A number times a power of two, rounded once if it is subnormal.
  static func scaled(_ value: Float, by power: Int) -> Float {
    Float(Double(value) * Double(sign: .plus, exponent: power, significand: 1))
  }
}

extension ElementType {
  /// The exponential inside other functions, in float32 or float64.
  func vectorExponential(_ x: Double) -> Double {
    self == .float32 ? Double(VectorMath.exponential(Float(x))) : round(exp(x))
  }
}

extension Double {
  fileprivate var isEven: Bool { truncatingRemainder(dividingBy: 2) == 0 }
}
