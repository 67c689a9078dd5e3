/// torch's own vector error function, behind `gelu` in float16.
///
/// In bfloat16 and float32 torch hands `gelu` to oneDNN, whose approximation is not reproduced here: results there are
/// within 2e-7 times the operand, which for operands below -4, where `1 + erf` cancels, is many ulps.
enum ErrorFunction {
  /// Abramowitz and Stegun 7.1.26 with fused steps: an absolute error of 1.5e-7.
  static func vector(_ x: Float) -> Float {
    let t = 1 / Float(1).addingProduct(0.3275911, x.magnitude)
    var sum = Float(-1.453152027).addingProduct(1.061405429, t)
    for coefficient: Float in [1.421413741, -0.284496736, 0.254829592] { sum = coefficient.addingProduct(sum, t) }
    let power = VectorMath.exponential(-(x * x))
    let magnitude = Float(1).addingProduct(-power * t, sum)
    return x.sign == .minus ? -magnitude : magnitude
  }

  /// `gelu` of a float16 number in float32.
  static func vectorGelu(_ x: Double) -> Double {
    let value = Float(x)
    return Double(value * 0.5 * (1 + vector(value * Float(0.5).squareRoot())))
  }
}
