import PythonSyntax

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A Python number as far as it is known; a bool counts as the integer that it is.
enum PythonNumber: Equatable {
  case integer(Int)
  case float(Double)
  /// An integer that is at least one.
  case positiveInteger
  case someInteger
  case someFloat
  /// An int or a float.
  case someNumber

  init?(_ shape: Shape) {
    switch shape {
    case .bool(let flag): self = .integer(flag ? 1 : 0)
    case .integer(let number): self = .integer(number)
    case .float(let bits): self = .float(Double(bitPattern: bits))
    case .opaque(.positiveInteger): self = .positiveInteger
    case .opaque(.integer), .opaque(.bool), .opaque(.integers): self = .someInteger
    case .opaque(.float), .opaque(.floats): self = .someFloat
    case .opaque(.number): self = .someNumber
    default: return nil
    }
  }

  var shape: Shape {
    switch self {
    case .integer(let number): .integer(number)
    case .float(let number): .float(bits: number.bitPattern)
    case .positiveInteger: .opaque(.positiveInteger)
    case .someInteger: .opaque(.integer)
    case .someFloat: .opaque(.float)
    case .someNumber: .opaque(.number)
    }
  }

  var isInteger: Bool {
    switch self {
    case .integer, .positiveInteger, .someInteger: true
    default: false
    }
  }

  var isFloat: Bool {
    switch self {
    case .float, .someFloat: true
    default: false
    }
  }

  /// The value as a double, nil when it is not a constant.
  var constant: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .float(let number): number
    default: nil
    }
  }

  private var isPositiveInteger: Bool {
    if case .integer(let number) = self { return number > 0 }
    return self == .positiveInteger
  }

  private var isNonNegativeInteger: Bool {
    if case .integer(let number) = self { return number >= 0 }
    return self == .positiveInteger
  }

  // MARK: Arithmetic

  /// The result of a binary operator; nil where Python raises or leaves the real numbers.
  static func result(_ operation: Operation, _ left: PythonNumber, _ right: PythonNumber)
    -> PythonNumber?
  {
    if case .integer(let a) = left, case .integer(let b) = right {
      return integers(operation, a, b)
    }
    if let a = left.constant, let b = right.constant { return floats(operation, a, b) }
    return unknowns(operation, left, right)
  }

  private static func integers(_ operation: Operation, _ a: Int, _ b: Int) -> PythonNumber? {
    switch operation {
    case .add: return exact(a.addingReportingOverflow(b), isPositive: a > 0)
    case .subtract: return exact(a.subtractingReportingOverflow(b), isPositive: a > 0)
    case .multiply:
      return exact(a.multipliedReportingOverflow(by: b), isPositive: (a > 0) == (b > 0))
    case .divide: return b == 0 ? nil : .float(Double(a) / Double(b))
    case .floorDivide: return b == 0 ? nil : floorDivision(a, b)
    case .modulo: return b == 0 ? nil : .integer(floorRemainder(a, b))
    case .power: return power(a, b)
    case .bitAnd: return .integer(a & b)
    case .bitOr: return .integer(a | b)
    case .bitXor: return .integer(a ^ b)
    case .shiftLeft:
      guard b >= 0 else { return nil }
      return b < 63
        ? exact(a.multipliedReportingOverflow(by: 1 << b), isPositive: a > 0)
        : a == 0 ? .integer(0) : .someInteger
    case .shiftRight: return b < 0 ? nil : .integer(a >> min(b, 63))
    default: return nil
    }
  }

  /// Python's integers do not overflow: beyond 64 bits the value is forgotten, the type and sign kept.
  private static func exact(_ result: (partialValue: Int, overflow: Bool), isPositive: Bool)
    -> PythonNumber
  {
    if !result.overflow { return .integer(result.partialValue) }
    return isPositive ? .positiveInteger : .someInteger
  }

  private static func floorDivision(_ a: Int, _ b: Int) -> PythonNumber {
    let (quotient, overflow) = a.dividedReportingOverflow(by: b)
    if overflow { return .positiveInteger }
    return .integer(quotient * b != a && (a < 0) != (b < 0) ? quotient - 1 : quotient)
  }

  private static func floorRemainder(_ a: Int, _ b: Int) -> Int {
    let remainder = a.remainderReportingOverflow(dividingBy: b).partialValue
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
  }

  private static func power(_ base: Int, _ exponent: Int) -> PythonNumber? {
    if exponent < 0 { return base == 0 ? nil : .float(pow(Double(base), Double(exponent))) }
    if base == 0 || base == 1 { return .integer(exponent == 0 ? 1 : base) }
    if base == -1 { return .integer(exponent.isMultiple(of: 2) ? 1 : -1) }
    var result = 1
    // Any other base leaves 64 bits before its 64th power.
    for _ in 0..<min(exponent, 64) {
      let (next, overflow) = result.multipliedReportingOverflow(by: base)
      if overflow {
        return base > 0 || exponent.isMultiple(of: 2) ? .positiveInteger : .someInteger
      }
      result = next
    }
    return .integer(result)
  }

  private static func floats(_ operation: Operation, _ a: Double, _ b: Double) -> PythonNumber? {
    switch operation {
    case .add: return .float(a + b)
    case .subtract: return .float(a - b)
    case .multiply: return .float(a * b)
    case .divide: return b == 0 ? nil : .float(a / b)
    case .floorDivide: return b == 0 ? nil : .float(((a - floorRemainder(a, b)) / b).rounded())
    case .modulo: return b == 0 ? nil : .float(floorRemainder(a, b))
    case .power:
      if a == 0, b < 0 { return nil }
      // A negative base with a broken exponent gives a complex number.
      return a < 0 && b.rounded() != b ? nil : .float(pow(a, b))
    default: return nil
    }
  }

  private static func floorRemainder(_ a: Double, _ b: Double) -> Double {
    let remainder = fmod(a, b)
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
  }

  private static func unknowns(_ operation: Operation, _ left: PythonNumber, _ right: PythonNumber)
    -> PythonNumber?
  {
    switch operation {
    case .divide, .floorDivide, .modulo: if right.constant == 0 { return nil }
    default: break
    }
    switch operation {
    case .divide: return .someFloat
    case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
      return left.isFloat || right.isFloat ? nil : .someInteger
    case .add, .subtract, .multiply, .floorDivide, .modulo, .power: break
    default: return nil
    }
    if left.isFloat || right.isFloat { return .someFloat }
    guard left.isInteger, right.isInteger else { return .someNumber }
    return unknownIntegers(operation, left, right)
  }

  private static func unknownIntegers(
    _ operation: Operation, _ left: PythonNumber, _ right: PythonNumber
  ) -> PythonNumber {
    switch operation {
    case .add:
      let isPositive =
        left.isPositiveInteger && right.isNonNegativeInteger
        || left.isNonNegativeInteger && right.isPositiveInteger
      return isPositive ? .positiveInteger : .someInteger
    case .multiply:
      return left.isPositiveInteger && right.isPositiveInteger ? .positiveInteger : .someInteger
    case .floorDivide: return right == .integer(1) ? left : .someInteger
    case .power:
      if case .integer(let exponent) = right, exponent < 0 { return .someFloat }
      guard right.isNonNegativeInteger else { return .someNumber }
      return left.isPositiveInteger ? .positiveInteger : .someInteger
    default: return .someInteger
    }
  }

  /// `-x`, `+x`, `~x`; nil where Python raises.
  func unary(_ operation: Operation) -> PythonNumber? {
    switch (operation, self) {
    case (.plus, _): return self
    case (.negate, .integer(let number)):
      return number == .min ? .positiveInteger : .integer(-number)
    case (.negate, .float(let number)): return .float(-number)
    case (.negate, .positiveInteger): return .someInteger
    case (.negate, _): return self
    case (.invert, .integer(let number)): return .integer(~number)
    case (.invert, _): return isFloat ? nil : .someInteger
    default: return nil
    }
  }

  // MARK: Order

  /// The result of a comparison, nil when it depends on values that are not known.
  static func comparison(_ operation: Operation, _ left: PythonNumber, _ right: PythonNumber)
    -> Bool?
  {
    if case .integer(let a) = left, case .integer(let b) = right { return ordered(operation, a, b) }
    if let a = left.constant, let b = right.constant { return ordered(operation, a, b) }
    if left == .positiveInteger, let b = right.constant { return positive(operation, against: b) }
    if right == .positiveInteger, let a = left.constant {
      return positive(mirrored(operation), against: a)
    }
    return nil
  }

  private static func ordered<Value: Comparable>(_ operation: Operation, _ a: Value, _ b: Value)
    -> Bool?
  {
    switch operation {
    case .equal, .is_: a == b
    case .notEqual, .isNot: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    default: nil
    }
  }

  /// A number that is at least one against a constant.
  private static func positive(_ operation: Operation, against bound: Double) -> Bool? {
    switch operation {
    case .greater: bound < 1 ? true : nil
    case .greaterOrEqual: bound <= 1 ? true : nil
    case .less: bound <= 1 ? false : nil
    case .lessOrEqual: bound < 1 ? false : nil
    case .equal, .is_: bound < 1 || bound.rounded() != bound ? false : nil
    case .notEqual, .isNot: bound < 1 || bound.rounded() != bound ? true : nil
    default: nil
    }
  }

  private static func mirrored(_ operation: Operation) -> Operation {
    switch operation {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: operation
    }
  }
}
