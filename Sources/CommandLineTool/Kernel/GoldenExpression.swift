import NumericReference

/// Evaluates the names of results that are expressions over the inputs: `0.1-x`, `10000.0**(x/256)`,
/// `where(w>0,x,0.1)`.
struct GoldenExpression {
  private let recipes: GoldenRecipes
  private var rest: Substring

  init(_ text: String, recipes: GoldenRecipes) {
    self.recipes = recipes
    rest = text[...]
  }

  /// The whole text's value.
  mutating func tensor() throws(KernelError) -> Tensor {
    let value = try comparison()
    guard rest.isEmpty, case .tensor(let tensor) = value else { throw unknown() }
    return tensor
  }

  private func unknown() -> KernelError { KernelError(.unsupported, "not understood from here on: \(rest)") }

  private mutating func take(_ token: String) -> Bool {
    guard rest.hasPrefix(token) else { return false }
    rest = rest.dropFirst(token.count)
    return true
  }

  private mutating func comparison() throws(KernelError) -> ElementOperand {
    let left = try sum()
    let operations: [(String, BinaryOperation)] = [
      (">=", .greaterOrEqual), ("<=", .lessOrEqual), ("==", .equal), (">", .greater), ("<", .less),
    ]
    for (token, operation) in operations where take(token) { return try combine(operation, left, sum()) }
    return left
  }

  private mutating func sum() throws(KernelError) -> ElementOperand {
    var value = try product()
    while true {
      if take("+") {
        value = try combine(.add, value, product())
      } else if take("-") {
        value = try combine(.subtract, value, product())
      } else {
        return value
      }
    }
  }

  private mutating func product() throws(KernelError) -> ElementOperand {
    var value = try power()
    while !rest.hasPrefix("**") {
      if take("*") {
        value = try combine(.multiply, value, power())
      } else if take("/") {
        value = try combine(.divide, value, power())
      } else {
        break
      }
    }
    return value
  }

  private mutating func power() throws(KernelError) -> ElementOperand {
    let base = try primary()
    return take("**") ? try combine(.power, base, power()) : base
  }

  private mutating func primary() throws(KernelError) -> ElementOperand {
    if take("(") {
      let value = try comparison()
      guard take(")") else { throw unknown() }
      return value
    }
    if take("-") { return try negated(power()) }
    let digits = rest.prefix { $0.isNumber || $0 == "." }
    if !digits.isEmpty {
      rest = rest.dropFirst(digits.count)
      if let value = Int64(digits) { return .number(.integer(value)) }
      guard let value = Double(digits) else { throw unknown() }
      return .number(.real(value))
    }
    let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    rest = rest.dropFirst(name.count)
    if take("(") { return .tensor(try call(name, arguments())) }
    let tensor = try recipes.input(recipes.inputs[name] == nil ? name + "_f32" : name)
    guard take(".to(") else { return .tensor(tensor) }
    guard take("f32)") else { throw unknown() }
    return .tensor(tensor.converted(to: .float32))
  }

  private mutating func arguments() throws(KernelError) -> [ElementOperand] {
    var values = [try comparison()]
    while take(",") { values.append(try comparison()) }
    guard take(")") else { throw unknown() }
    return values
  }

  private func negated(_ value: ElementOperand) throws(KernelError) -> ElementOperand {
    switch value {
    case .tensor(let tensor): .tensor(try recipes.arithmetic.unary(.negate, tensor))
    case .number(.integer(let number)): .number(.integer(-number))
    case .number(let number): .number(.real(-number.real))
    }
  }

  private func combine(
    _ operation: BinaryOperation, _ left: ElementOperand, _ right: ElementOperand
  ) throws(KernelError) -> ElementOperand {
    .tensor(try recipes.arithmetic.binary(operation, left, right))
  }

  private func call(_ name: String, _ arguments: [ElementOperand]) throws(KernelError) -> Tensor {
    let arithmetic = recipes.arithmetic
    let tensors = arguments.compactMap { argument -> Tensor? in
      if case .tensor(let tensor) = argument { tensor } else { nil }
    }
    switch (name, arguments.first) {
    case ("f32_0dim", .number(let number)): return .scalar(.float32, number)
    case ("full", .number(let number)): return try .filled(recipes.input("x").dtype, shape: [1], with: number)
    case ("tensor", .number(let number)): return try .scalar(recipes.input("x").dtype, number)
    case ("cat", _):
      return try .concatenated(tensors, dimension: -1, dtype: arithmetic.commonType(of: tensors))
    case ("stack", _):
      return try .stacked(tensors, dimension: 0, dtype: arithmetic.commonType(of: tensors))
    case ("where", .tensor(let condition)) where arguments.count == 3:
      return try arithmetic.select(condition, arguments[1], arguments[2])
    case ("masked_fill", .tensor(let mask)) where arguments.count == 2:
      return try recipes.input("x").maskFilled(mask, with: arguments[1])
    default: throw KernelError(.unsupported, "the function \(name) is not known")
    }
  }
}
