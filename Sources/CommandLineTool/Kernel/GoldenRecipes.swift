import NumericReference

/// Which operation stands behind the name of a result, section by section.
struct GoldenRecipes {
  /// The keys from the document down to the object that holds the leaves.
  var path: [String]
  var inputs: [String: Tensor] { Dictionary(orderedInputs.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }) }
  var orderedInputs: [(name: String, value: Tensor)]
  var arithmetic: TensorArithmetic

  private static let inputNames: Set = [
    "x", "y", "w_f32", "a", "b", "angle", "q", "k", "position_ids", "inv_freq", "cos_in", "sin_in",
  ]

  /// Whether a leaf is given.
  ///
  /// In `round_f32` that is the leaf `f32`, and likewise in the other rounding sections.
  static func isInput(_ name: String, section: String) -> Bool {
    if section.hasPrefix("round_") { return name == section.dropFirst(6) }
    return inputNames.contains(name) || (section == "f32_to_int" && name == "f32")
  }

  /// A member of the object with its result computed; inputs and notes stay as they are.
  func recomputed(_ name: String, _ value: JSONValue) -> JSONValue {
    guard !GoldenRecipes.isInput(name, section: path[0]) else { return value }
    if let leaf = TensorLeaf(value) {
      let known = try? result(named: name, leaf)
      guard let result = known ?? operation(name).result(leaf.dtype, leaf.shape) else {
        return GoldenRecipes.withoutResult(value)
      }
      return TensorLeaf.json(result)
    }
    guard case .array = value, let result = try? listResult(named: name) else { return value }
    return result
  }

  private func operation(_ name: String) -> NamedOperation {
    NamedOperation(name: name, inputs: orderedInputs, policy: arithmetic.policy)
  }

  /// A leaf that could not be computed keeps its dtype and shape only.
  static func withoutResult(_ value: JSONValue) -> JSONValue {
    guard case .object(let members) = value else { return value }
    return .object(members.map { $0.key == "hex" ? .init(key: "hex", value: .string("")) : $0 })
  }

  /// An input tensor.
  func input(_ name: String) throws(KernelError) -> Tensor {
    guard let tensor = inputs[name] else { throw KernelError(.unsupported, "the input \(name) is missing") }
    return tensor
  }

  private func result(named name: String, _ leaf: TensorLeaf) throws(KernelError) -> Tensor {
    switch path[0] {
    case "arange": return try .arange(leaf.dtype, to: .integer(Int64(Shape.count(leaf.shape))))
    case "elementwise": return try elementwise(name)
    case "transcendental_f32": return try transcendental(path.last ?? "", name)
    case "complex_mul":
      return try arithmetic.binary(.multiply, .tensor(input("a")), .tensor(input("b")))
    case "polar": return try polar(name)
    case "reductions": return try reduction(name)
    case "movement": return try movement(name)
    case let section where section.hasPrefix("round_"): return try rounding(name, leaf.dtype)
    default: return try expression(name)
    }
  }

  private func rounding(_ name: String, _ target: ElementType) throws(KernelError) -> Tensor {
    let source = try input(String(path[0].dropFirst(6)))
    if name.hasPrefix("via_f32_") { return source.converted(to: .float32).converted(to: target) }
    if name == "numpy_direct_f16" {
      return Tensor(.float16, shape: source.shape, reals: source.reals.map { Double(Half(directly: $0).float) })
    }
    return source.converted(to: target)
  }

  private func elementwise(_ name: String) throws(KernelError) -> Tensor {
    let x = try input("x")
    if let operation = GoldenRecipes.binaryOperations[name] {
      return try arithmetic.binary(operation, .tensor(x), .tensor(input("y")))
    }
    // The recorder keeps some operands inside the function's domain first.
    switch name {
    case "exp": return try arithmetic.unary(.exponential, x.clamped(from: .integer(-80), to: .integer(10)))
    case "sqrt": return try arithmetic.unary(.squareRoot, arithmetic.unary(.absolute, x))
    case "rsqrt", "reciprocal":
      let margin: Number = name == "rsqrt" ? .real(1e-3) : .real(0.5)
      let positive = try arithmetic.binary(.add, .tensor(arithmetic.unary(.absolute, x)), .number(margin))
      return try arithmetic.unary(name == "rsqrt" ? .reciprocalSquareRoot : .reciprocal, positive)
    default: break
    }
    if name.hasPrefix("pow"), let exponent = Int64(name.dropFirst(3)) {
      return try arithmetic.binary(.power, .tensor(x), .number(.integer(exponent)))
    }
    return try arithmetic.unary(GoldenRecipes.unaryOperation(name), x)
  }

  private func transcendental(_ function: String, _ name: String) throws(KernelError) -> Tensor {
    let x = try input("x")
    let operation = try GoldenRecipes.unaryOperation(function)
    switch name {
    case "glibc": return try x.applyingSingleLibrary(operation)
    case "correctly_rounded":
      return try x.converted(to: .float64).applying(operation, result: .float64).converted(to: x.dtype)
    default: return try arithmetic.unary(operation, x)
    }
  }

  private func polar(_ name: String) throws(KernelError) -> Tensor {
    let angle = try input("angle")
    if name != "polar" { return try arithmetic.unary(GoldenRecipes.unaryOperation(name), angle) }
    return try .polar(.filled(angle.dtype, shape: angle.shape, with: .integer(1)), angle)
  }

  private func reduction(_ name: String) throws(KernelError) -> Tensor {
    let x = try input("x")
    switch name {
    case "cumsum": return try x.cumulativeSum(-1, result: x.dtype)
    case "softmax": return try x.softmax(-1, result: x.dtype)
    case "softmax_f32": return try x.softmax(-1, result: .float32)
    case "pow2_mean":
      let squares = try arithmetic.binary(.power, .tensor(x), .number(.integer(2)))
      return try squares.reduced(.mean, [-1], result: x.dtype)
    default:
      guard let reduction = Reduction(rawValue: name) else {
        throw KernelError(.unsupported, "the reduction \(name) is not known")
      }
      return try x.reduced(reduction, [-1], result: x.dtype)
    }
  }

  private func movement(_ name: String) throws(KernelError) -> Tensor {
    let x = try input("x")
    if name.hasPrefix("chunk"), let place = Int(name.dropFirst(5)) {
      let parts = try x.chunked(2, dimension: -1)
      guard parts.indices.contains(place) else { throw KernelError(.shape, "no chunk \(place)") }
      return parts[place]
    }
    if name.hasPrefix("repeat_interleave"), let times = Int(name.dropFirst(17)) {
      return try x.repeatInterleaved(times, dimension: -1)
    }
    switch name {
    case "rotate_half": return try RotaryGoldens.rotateHalf(x)
    case "neg": return try arithmetic.unary(.negate, x)
    case "neg_zero": return try arithmetic.unary(.negate, .filled(x.dtype, shape: [2], with: .integer(0)))
    default: return try expression(name)
    }
  }

  /// The value of a name that is an expression, such as `x*0.1`.
  private func expression(_ name: String) throws(KernelError) -> Tensor {
    var evaluator = GoldenExpression(name, recipes: self)
    return try evaluator.tensor()
  }

  /// The results that are plain lists: casts to integers, and comparisons.
  private func listResult(named name: String) throws(KernelError) -> JSONValue {
    if path[0] == "f32_to_int" {
      guard let target = ElementType(rawValue: name) else { throw KernelError(.unsupported, "no dtype \(name)") }
      let values = try input("f32").converted(to: target).integers
      return .array(values.map { target == .bool ? .bool($0 != 0) : .number(String($0)) })
    }
    return .array(try expression(name).integers.map { .number(String($0)) })
  }
}

extension GoldenRecipes {
  fileprivate static let binaryOperations: [String: BinaryOperation] = [
    "add": .add, "sub": .subtract, "mul": .multiply, "div": .divide, "maximum": .maximum, "minimum": .minimum,
  ]

  /// The elementwise function with this name in torch.
  fileprivate static func unaryOperation(_ name: String) throws(KernelError) -> UnaryOperation {
    guard let operation = UnaryOperation(torchName: name) else {
      throw KernelError(.unsupported, "the operation \(name) is not known")
    }
    return operation
  }
}
