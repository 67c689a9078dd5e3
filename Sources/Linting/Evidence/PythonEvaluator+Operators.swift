import Glibc
import NumericReference
import PythonSyntax

/// Operators on numbers, sequences and tensors.
extension PythonEvaluator {
  static let operations: [PythonSyntax.Operation: BinaryOperation] = [
    .add: .add, .subtract: .subtract, .multiply: .multiply, .divide: .divide, .floorDivide: .floorDivide,
    .modulo: .remainder, .power: .power, .bitAnd: .bitAnd, .bitOr: .bitOr, .bitXor: .bitXor,
    .shiftLeft: .shiftLeft, .shiftRight: .shiftRight, .equal: .equal, .notEqual: .notEqual, .less: .less,
    .lessOrEqual: .lessOrEqual, .greater: .greater, .greaterOrEqual: .greaterOrEqual,
  ]

  /// The value as an operand of an elementwise operation.
  func elementOperand(_ value: PythonValue) -> ElementOperand? {
    switch value {
    case .tensor(let tensor): .tensor(tensor)
    case .number(let number): .number(number)
    default: nil
    }
  }

  func unary(_ operation: PythonSyntax.Operation, _ value: PythonValue) throws -> PythonValue {
    if operation == .not { return .bool(try !isTrue(value)) }
    switch (operation, value) {
    case (.negate, .tensor(let tensor)): return .tensor(try torch { try arithmetic.unary(.negate, tensor) })
    case (.invert, .tensor(let tensor)) where tensor.dtype == .bool:
      return .tensor(try torch { try arithmetic.unary(.logicalNot, tensor) })
    case (.plus, .tensor), (.plus, .number): return value
    case (.negate, .number(.real(let number))): return .number(.real(-number))
    case (.negate, .number(.complex(let real, let imaginary))): return .number(.complex(-real, -imaginary))
    case (.negate, .number(let number)): return .number(.integer(-number.integer))
    default: throw PythonFailure.unsupported("a unary operator on \(value.typeName)")
    }
  }

  func binary(
    _ operation: PythonSyntax.Operation, _ left: PythonValue, _ right: PythonValue
  ) throws -> PythonValue {
    if case .number(let a) = left, case .number(let b) = right { return try numbers(operation, a, b) }
    if operation == .matrixMultiply, let a = left.tensor, let b = right.tensor {
      return .tensor(try torch { try Tensor.matrixProduct(a, b) })
    }
    if left.tensor != nil || right.tensor != nil {
      guard let kernel = PythonEvaluator.operations[operation], let a = elementOperand(left),
        let b = elementOperand(right)
      else { throw PythonFailure.unsupported("\(operation) of \(left.typeName) and \(right.typeName)") }
      return .tensor(try torch { try arithmetic.binary(kernel, a, b) })
    }
    switch (operation, left, right) {
    case (.add, .tuple(let a), .tuple(let b)): return .tuple(a + b)
    case (.add, .list(let a), .list(let b)): return .list(PythonList(a.items + b.items))
    case (.add, .string(let a), .string(let b)): return .string(a + b)
    case (.multiply, .tuple(let items), .number): return .tuple(try repeated(items, right))
    case (.multiply, .list(let list), .number): return .list(PythonList(try repeated(list.items, right)))
    case (.multiply, .number, .list(let list)): return .list(PythonList(try repeated(list.items, left)))
    case (.multiply, .number, .tuple(let items)): return .tuple(try repeated(items, left))
    default:
      throw PythonFailure.raised(
        type: "TypeError",
        message: "unsupported operand type(s) for \(operation): '\(left.typeName)' and '\(right.typeName)'")
    }
  }

  private func repeated(_ items: [PythonValue], _ times: PythonValue) throws -> [PythonValue] {
    guard let count = times.integer, count * items.count < 10_000 else {
      throw PythonFailure.unsupported("a repetition by \(times.typeName)")
    }
    return (0..<max(count, 0)).flatMap { _ in items }
  }

  private func numbers(_ operation: PythonSyntax.Operation, _ a: Number, _ b: Number) throws -> PythonValue {
    if case .complex = a { throw PythonFailure.unsupported("arithmetic of complex numbers") }
    if case .complex(let real, let imaginary) = b {
      guard operation == .multiply else { throw PythonFailure.unsupported("arithmetic of complex numbers") }
      return .number(.complex(a.real * real, a.real * imaginary))
    }
    var isReal = false
    if case .real = a { isReal = true }
    if case .real = b { isReal = true }
    if operation == .divide || isReal || (operation == .power && b.integer < 0) {
      return .number(.real(try reals(operation, a.real, b.real)))
    }
    let (x, y) = (a.integer, b.integer)
    if (operation == .floorDivide || operation == .modulo) && y == 0 {
      throw PythonFailure.raised(type: "ZeroDivisionError", message: "integer division or modulo by zero")
    }
    switch operation {
    case .add: return .number(.integer(x &+ y))
    case .subtract: return .number(.integer(x &- y))
    case .multiply: return .number(.integer(x &* y))
    case .floorDivide: return .number(.integer(Int64((Double(x) / Double(y)).rounded(.down))))
    case .modulo: return .number(.integer((x % y + y) % y))
    case .power: return .number(.integer(Int64(exactly: pow(Double(x), Double(y))) ?? .max))
    case .bitAnd: return .number(.integer(x & y))
    case .bitOr: return .number(.integer(x | y))
    case .bitXor: return .number(.integer(x ^ y))
    case .shiftLeft: return .number(.integer(x << y))
    case .shiftRight: return .number(.integer(x >> y))
    default: throw PythonFailure.unsupported("\(operation) of integers")
    }
  }

  private func reals(_ operation: PythonSyntax.Operation, _ a: Double, _ b: Double) throws -> Double {
    switch operation {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    case .power: return pow(a, b)
    case .divide, .floorDivide, .modulo:
      guard b != 0 else { throw PythonFailure.raised(type: "ZeroDivisionError", message: "float division by zero") }
      if operation == .divide { return a / b }
      let quotient = (a / b).rounded(.down)
      return operation == .floorDivide ? quotient : a - quotient * b
    default: throw PythonFailure.unsupported("\(operation) of floats")
    }
  }

  func compare(
    _ operation: PythonSyntax.Operation, _ left: PythonValue, _ right: PythonValue
  ) throws -> PythonValue {
    switch operation {
    case .is_: return .bool(areSame(left, right))
    case .isNot: return .bool(!areSame(left, right))
    case .in_, .notIn:
      let isFound: Bool
      if case .string(let text) = right, case .string(let part) = left {
        isFound = text.contains(part)
      } else {
        isFound = try items(of: right).contains { areEqual($0, left) }
      }
      return .bool(isFound == (operation == .in_))
    default: break
    }
    if left.tensor != nil || right.tensor != nil, let a = elementOperand(left), let b = elementOperand(right),
      let kernel = PythonEvaluator.operations[operation]
    {
      return .tensor(try torch { try arithmetic.binary(kernel, a, b) })
    }
    if operation == .equal { return .bool(areEqual(left, right)) }
    if operation == .notEqual { return .bool(!areEqual(left, right)) }
    guard case .number(let a) = left, case .number(let b) = right else {
      throw PythonFailure.unsupported("comparing \(left.typeName) with \(right.typeName)")
    }
    switch operation {
    case .less: return .bool(a.real < b.real)
    case .lessOrEqual: return .bool(a.real <= b.real)
    case .greater: return .bool(a.real > b.real)
    default: return .bool(a.real >= b.real)
    }
  }

  private func areSame(_ left: PythonValue, _ right: PythonValue) -> Bool {
    switch (left, right) {
    case (.none, .none): true
    case (.number(.bool(let a)), .number(.bool(let b))): a == b
    case (.dtype(let a), .dtype(let b)): a == b
    default: false
    }
  }

  func areEqual(_ left: PythonValue, _ right: PythonValue) -> Bool {
    switch (left, right) {
    case (.none, .none), (.device, .device): true
    case (.number(let a), .number(let b)): a.real == b.real && a.imaginary == b.imaginary
    case (.string(let a), .string(let b)): a == b
    case (.dtype(let a), .dtype(let b)): a == b
    default:
      if let a = left.elements, let b = right.elements {
        a.count == b.count && zip(a, b).allSatisfy { areEqual($0, $1) }
      } else {
        false
      }
    }
  }
}
