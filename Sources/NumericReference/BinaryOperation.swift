import Glibc

/// An elementwise function of two numbers.
package enum BinaryOperation: String, CaseIterable, Hashable, Sendable {
  case add, subtract, multiply, divide, floorDivide, remainder, power
  case maximum, minimum, arcTangent2
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  case logicalAnd, logicalOr, logicalXor
  case bitAnd, bitOr, bitXor, shiftLeft, shiftRight

  /// Whether the result is a bool whatever dtype the operands meet in.
  package var isPredicate: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    case .logicalAnd, .logicalOr, .logicalXor: true
    default: false
    }
  }

  /// Whether integers are divided as floating numbers, so that operands never meet in an integer dtype.
  package var isFloatingOnly: Bool { self == .divide || self == .arcTangent2 }

  /// The function in a compute dtype (float32 or float64), before the result is rounded to a 16-bit dtype.
  func apply(_ a: Double, _ b: Double, in compute: ElementType) -> Double {
    switch self {
    case .add: return compute.round(a + b)
    case .subtract: return compute.round(a - b)
    case .multiply: return compute.round(a * b)
    case .divide: return compute.round(a / b)
    case .power:
      if compute == .float32, let power = VectorMath.power(Float(a), Float(b)) { return Double(power) }
      return compute.round(pow(a, b))
    case .arcTangent2: return compute.round(atan2(a, b))
    case .floorDivide: return floorQuotient(a, b, in: compute)
    case .remainder:
      let rest = fmod(a, b)
      return rest != 0 && (b < 0) != (rest < 0) ? compute.round(rest + b) : rest
    case .maximum: return a.isNaN || b.isNaN ? .nan : max(a, b)
    case .minimum: return a.isNaN || b.isNaN ? .nan : min(a, b)
    default: return holds(a, b) ? 1 : 0
    }
  }

  private func floorQuotient(_ a: Double, _ b: Double, in compute: ElementType) -> Double {
    guard b != 0 else { return compute.round(a / b) }
    let rest = fmod(a, b)
    var quotient = compute.round(compute.round(a - rest) / b)
    if rest != 0 && (b < 0) != (rest < 0) { quotient -= 1 }
    guard quotient != 0 else { return copysign(0, a / b) }
    let floored = quotient.rounded(.down)
    return quotient - floored > 0.5 ? floored + 1 : floored
  }

  private func holds(_ a: Double, _ b: Double) -> Bool {
    switch self {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    case .logicalAnd: a != 0 && b != 0
    case .logicalOr: a != 0 || b != 0
    default: (a != 0) != (b != 0)
    }
  }

  /// The function on integers of one width, before the result is cut to that width.
  func apply(_ a: Int64, _ b: Int64, in common: ElementType) throws(KernelError) -> Int64 {
    switch self {
    case .add: return common == .bool ? a | b : a &+ b
    case .subtract:
      guard common != .bool else {
        throw KernelError(
          .dtype,
          "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            + "operator instead.")
      }
      return a &- b
    case .multiply: return a &* b
    case .floorDivide, .remainder:
      guard b != 0 else { throw KernelError(.shape, "ZeroDivisionError") }
      if b == -1 { return self == .remainder ? 0 : 0 &- a }
      let (quotient, rest) = a.quotientAndRemainder(dividingBy: b)
      let isBelow = rest != 0 && (rest < 0) != (b < 0)
      return self == .remainder ? (isBelow ? rest + b : rest) : (isBelow ? quotient - 1 : quotient)
    case .power: return integerPower(a, b)
    case .maximum: return max(a, b)
    case .minimum: return min(a, b)
    case .equal: return a == b ? 1 : 0
    case .notEqual: return a != b ? 1 : 0
    case .less: return a < b ? 1 : 0
    case .lessOrEqual: return a <= b ? 1 : 0
    case .greater: return a > b ? 1 : 0
    case .greaterOrEqual: return a >= b ? 1 : 0
    case .logicalAnd: return a != 0 && b != 0 ? 1 : 0
    case .logicalOr: return a != 0 || b != 0 ? 1 : 0
    case .logicalXor: return (a != 0) != (b != 0) ? 1 : 0
    case .bitAnd: return a & b
    case .bitOr: return a | b
    case .bitXor: return a ^ b
    case .shiftLeft: return a << b
    case .shiftRight: return a >> b
    case .divide, .arcTangent2:
      throw KernelError(.dtype, "integers are divided in a floating dtype")
    }
  }

  private func integerPower(_ base: Int64, _ exponent: Int64) -> Int64 {
    guard exponent >= 0 else { return base == 1 ? 1 : base == -1 ? (exponent & 1 == 0 ? 1 : -1) : 0 }
    var result: Int64 = 1
    var factor = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result = result &* factor }
      factor = factor &* factor
      rest >>= 1
    }
    return result
  }
}
