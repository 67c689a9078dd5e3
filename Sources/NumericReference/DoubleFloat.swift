/// An unevaluated sum of two float32 numbers, the second of them small: about 48 bits of precision.
///
/// The operations are those of SLEEF's double-float arithmetic with fused multiply-add, step for step, since the last
/// bit of its powers depends on them.
struct DoubleFloat {
  var high: Float
  var low: Float

  init(_ high: Float, _ low: Float) {
    self.high = high
    self.low = low
  }

  /// The sum of two numbers, whichever is larger.
  init(sumOf left: Float, _ right: Float) {
    high = left + right
    let part = high - left
    low = (left - (high - part)) + (right - part)
  }

  var doubled: DoubleFloat { DoubleFloat(high * 2, low * 2) }

  var normalized: DoubleFloat {
    let sum = high + low
    return DoubleFloat(sum, high - sum + low)
  }

  var squared: DoubleFloat {
    let product = high * high
    return DoubleFloat(product, (-product).addingProduct(high, high).addingProduct(high + high, low))
  }

  /// The sum if no part of `self` is smaller than that of the other.
  func adding(_ other: DoubleFloat) -> DoubleFloat {
    let sum = high + other.high
    return DoubleFloat(sum, high - sum + other.high + low + other.low)
  }

  func addingAny(_ other: DoubleFloat) -> DoubleFloat {
    let sum = DoubleFloat(sumOf: high, other.high)
    return DoubleFloat(sum.high, sum.low + (low + other.low))
  }

  func addingAny(_ other: Float) -> DoubleFloat {
    let sum = DoubleFloat(sumOf: high, other)
    return DoubleFloat(sum.high, sum.low + low)
  }

  func multiplied(by other: DoubleFloat) -> DoubleFloat {
    let product = high * other.high
    let rest = (-product).addingProduct(high, other.high).addingProduct(low, other.high)
    return DoubleFloat(product, rest.addingProduct(high, other.low))
  }

  func multiplied(by other: Float) -> DoubleFloat {
    let product = high * other
    return DoubleFloat(product, (-product).addingProduct(high, other).addingProduct(low, other))
  }

  func divided(by other: DoubleFloat) -> DoubleFloat {
    let inverse = 1 / other.high
    let quotient = high * inverse
    let rest = (-quotient).addingProduct(inverse, high)
    let error = Float(1).addingProduct(-other.high, inverse).addingProduct(-other.low, inverse)
    return DoubleFloat(quotient, rest.addingProduct(low, inverse).addingProduct(quotient, error))
  }
}

extension VectorMath {
  /// SLEEF's `powf` of 1 ulp for a positive finite base and a finite exponent; nil for all others, which are exact.
  static func power(_ base: Float, _ exponent: Float) -> Float? {
    guard base > 0, base.isNormal, exponent.isFinite, exponent != 0, base != 1 else { return nil }
    return exponential(logarithm(base).multiplied(by: exponent))
  }

  private static func logarithm(_ x: Float) -> DoubleFloat {
    let exponent = (x * (1 / 0.75)).exponent
    let mantissa = scaled(x, by: -Int(exponent))
    let ratio = DoubleFloat(sumOf: -1, mantissa).divided(by: DoubleFloat(sumOf: 1, mantissa))
    let square = ratio.squared
    var sum: Float = 0.240320354700088500976562
    for coefficient: Float in [0.285112679004669189453125, 0.400007992982864379882812] {
      sum = coefficient.addingProduct(sum, square.high)
    }
    let factor = square.multiplied(by: sum).addingAny(
      DoubleFloat(0.66666662693023681640625, 3.69183861259614332084311e-09))
    let logarithmOfTwo = DoubleFloat(0.69314718246459960938, -1.904654323148236017e-09)
    return logarithmOfTwo.multiplied(by: Float(exponent)).adding(ratio.doubled)
      .adding(square.multiplied(by: ratio).multiplied(by: factor))
  }

  private static func exponential(_ x: DoubleFloat) -> Float {
    if x.high < -104 { return 0 }
    let power = ((x.high + x.low) * Float(bitPattern: 0x3fb8_aa3b)).rounded(.toNearestOrEven)
    guard power < 1_000 else { return .infinity }
    let rest = x.addingAny(power * -0.693145751953125).addingAny(power * -1.428606765330187045e-06).normalized
    var sum: Float = 0.00136324646882712841033936
    for coefficient: Float in [
      0.00836596917361021041870117, 0.0416710823774337768554688, 0.166665524244308471679688,
      0.499999850988388061523438,
    ] { sum = coefficient.addingProduct(sum, rest.high) }
    let tail = rest.adding(rest.squared.multiplied(by: sum))
    let total = DoubleFloat(1, 0).adding(tail)
    return scaled(total.high + total.low, by: Int(power))
  }
}
