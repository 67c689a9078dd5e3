import NumericReference

extension TensorFunctions {
  private static func cast(to dtype: ElementType) -> TensorFunction {
    { evaluator, arguments in evaluator.cast(try arguments.tensor(0), dtype) }
  }

  static let casts: [String: TensorFunction] = [
    "float": cast(to: .float32), "half": cast(to: .float16), "bfloat16": cast(to: .bfloat16),
    "double": cast(to: .float64), "long": cast(to: .int64), "int": cast(to: .int32), "bool": cast(to: .bool),
    "to": { evaluator, arguments in
      let tensor = try arguments.tensor(0)
      for value in arguments.positional.dropFirst() + arguments.keywords.map(\.value) {
        if case .dtype(let dtype) = value { return evaluator.cast(tensor, dtype) }
        if case .tensor(let other) = value { return evaluator.cast(tensor, other.dtype) }
      }
      return .tensor(tensor)
    },
    "type": { evaluator, arguments in
      guard let dtype = arguments.dtype(1) else { throw PythonFailure.unsupported("a dtype given as a string") }
      return evaluator.cast(try arguments.tensor(0), dtype)
    },
    "type_as": { evaluator, arguments in
      evaluator.cast(try arguments.tensor(0), try arguments.tensor(1, "other").dtype)
    },
    "is_floating_point": { _, arguments in .bool(try arguments.tensor(0, "input").dtype.isFloatingPoint) },
    "is_complex": { _, arguments in .bool(try arguments.tensor(0, "input").dtype.isComplex) },
    "is_tensor": { _, arguments in .bool(arguments.value(0)?.tensor != nil) },
  ]

  /// A new tensor full of a number; sizes are the arguments from `place` on.
  private static func full(_ number: Number, from place: Int = 0) -> TensorFunction {
    { evaluator, arguments in
      let shape = try arguments.integers(from: place, "size")
      let own = place == 0 ? nil : try arguments.tensor(0).dtype
      let dtype = arguments.dtype() ?? own
      return .tensor(
        .filled(
          dtype.map { $0.isFloatingPoint ? evaluator.created($0) : $0 } ?? evaluator.created(nil),
          shape: shape, with: number))
    }
  }

  private static func like(_ number: Number) -> TensorFunction {
    { evaluator, arguments in
      let tensor = try arguments.tensor(0, "input")
      let dtype = arguments.dtype() ?? tensor.dtype
      return .tensor(
        .filled(dtype.isFloatingPoint ? evaluator.created(dtype) : dtype, shape: tensor.shape, with: number))
    }
  }

  static let creation: [String: TensorFunction] = [
    "zeros": full(.integer(0)), "ones": full(.integer(1)), "empty": full(.integer(0)),
    "zeros_like": like(.integer(0)), "ones_like": like(.integer(1)), "empty_like": like(.integer(0)),
    "new_zeros": full(.integer(0), from: 1), "new_ones": full(.integer(1), from: 1),
    "new_empty": full(.integer(0), from: 1),
    "full": { evaluator, arguments in
      guard let number = arguments.number(1, "fill_value") else { throw PythonFailure.unsupported("torch.full") }
      let isInteger: Bool
      if case .integer = number { isInteger = true } else { isInteger = false }
      let dtype = arguments.dtype() ?? (isInteger ? .int64 : evaluator.created(nil))
      return .tensor(
        .filled(
          dtype.isFloatingPoint ? evaluator.created(dtype) : dtype, shape: try arguments.dimensions(0, "size"),
          with: number))
    },
    "full_like": { evaluator, arguments in
      guard let number = arguments.number(1, "fill_value") else { throw PythonFailure.unsupported("torch.full_like") }
      let tensor = try arguments.tensor(0, "input")
      return .tensor(.filled(arguments.dtype() ?? tensor.dtype, shape: tensor.shape, with: number))
    },
    "arange": { evaluator, arguments in
      let numbers = (0..<3).compactMap { arguments.number($0) }
      let start = numbers.count > 1 ? numbers[0] : arguments.number(.max, "start") ?? .integer(0)
      guard let end = numbers.count > 1 ? numbers[1] : numbers.first ?? arguments.number(.max, "end") else {
        throw PythonFailure.raised(type: "TypeError", message: "arange() is missing its end")
      }
      let step = numbers.count > 2 ? numbers[2] : arguments.number(.max, "step") ?? .integer(1)
      let isInteger = [start, end, step].allSatisfy { if case .integer = $0 { true } else { false } }
      let dtype = arguments.dtype() ?? (isInteger ? .int64 : evaluator.created(nil))
      let target = dtype.isFloatingPoint ? evaluator.created(dtype) : dtype
      if let sample = evaluator.sample, isInteger, start.integer == 0, step.integer == 1,
        sample.lengths.contains(Int(end.integer))
      {
        let values = Tensor(.int64, shape: [sample.values.count], integers: sample.values.map(Int64.init))
        return .tensor(values.converted(to: target))
      }
      return .tensor(try evaluator.torch { try .arange(target, from: start, to: end, by: step) })
    },
    "linspace": { evaluator, arguments in
      guard let start = arguments.number(0, "start"), let end = arguments.number(1, "end") else {
        throw PythonFailure.raised(type: "TypeError", message: "linspace() is missing its ends")
      }
      let steps = try arguments.integer(2, "steps")
      let dtype = evaluator.created(arguments.dtype())
      return .tensor(try evaluator.torch { try .linspace(dtype, from: start, to: end, steps: steps) })
    },
    "eye": { evaluator, arguments in
      let rows = try arguments.integer(0, "n")
      let columns = try arguments.integer(1, "m", default: rows)
      return .tensor(.identity(evaluator.created(arguments.dtype()), rows: rows, columns: columns))
    },
    "tensor": { evaluator, arguments in try literal(evaluator, arguments) },
    "as_tensor": { evaluator, arguments in
      if let tensor = arguments.value(0, "data")?.tensor {
        return arguments.dtype().map { evaluator.cast(tensor, $0) } ?? .tensor(tensor)
      }
      return try literal(evaluator, arguments)
    },
  ]

  /// `torch.tensor` of a number or nested lists of numbers.
  private static func literal(_ evaluator: PythonEvaluator, _ arguments: CallArguments) throws -> PythonValue {
    var shape: [Int] = []
    var level = [arguments.value(0, "data") ?? .none]
    while let items = level.first?.elements {
      let rows = level.compactMap(\.elements)
      guard rows.count == level.count, rows.allSatisfy({ $0.count == items.count }) else {
        throw PythonFailure.raised(type: "ValueError", message: "expected sequences of equal length")
      }
      shape.append(items.count)
      level = rows.flatMap { $0 }
    }
    let numbers = level.compactMap { value -> Number? in
      if case .number(let number) = value { number } else { value.tensor?.item }
    }
    guard numbers.count == level.count else { throw PythonFailure.unsupported("the data of torch.tensor") }
    let isBool = numbers.allSatisfy { if case .bool = $0 { true } else { false } }
    let isInteger = numbers.allSatisfy { if case .real = $0 { false } else { true } }
    let natural: ElementType = isBool && !numbers.isEmpty ? .bool : isInteger ? .int64 : evaluator.created(nil)
    let dtype = arguments.dtype() ?? natural
    let source =
      isInteger
      ? Tensor(.int64, shape: shape, integers: numbers.map(\.integer))
      : Tensor(.float64, shape: shape, reals: numbers.map(\.real))
    return .tensor(source.converted(to: dtype.isFloatingPoint ? evaluator.created(dtype) : dtype))
  }

  static let selection: [String: TensorFunction] = [
    "where": { evaluator, arguments in
      let condition = try arguments.tensor(0, "condition")
      guard let left = arguments.value(1, "input", "self").flatMap(evaluator.elementOperand),
        let right = arguments.value(2, "other").flatMap(evaluator.elementOperand)
      else { throw PythonFailure.unsupported("torch.where with one argument") }
      return .tensor(try evaluator.torch { try evaluator.arithmetic.select(condition, left, right) })
    },
    "masked_fill": { evaluator, arguments in
      let (tensor, mask) = (try arguments.tensor(0), try arguments.tensor(1, "mask"))
      guard let value = arguments.value(2, "value").flatMap(evaluator.elementOperand) else {
        throw PythonFailure.unsupported("the value of masked_fill")
      }
      return .tensor(try evaluator.torch { try tensor.maskFilled(mask, with: value) })
    },
    "index_select": one { try $0.indexSelected($1.integer(1, "dim"), $1.tensor(2, "index")) },
    "gather": one { try $0.gathered($1.integer(1, "dim"), $1.tensor(2, "index")) },
    "take_along_dim": one { try $0.gathered($1.integer(2, "dim"), $1.tensor(1, "indices")) },
    "triu": one { try $0.triangle(isUpper: true, diagonal: $1.integer(1, "diagonal", default: 0)) },
    "tril": one { try $0.triangle(isUpper: false, diagonal: $1.integer(1, "diagonal", default: 0)) },
    "clamp": one { $0.clamped(from: $1.number(1, "min"), to: $1.number(2, "max")) },
    "clip": one { $0.clamped(from: $1.number(1, "min"), to: $1.number(2, "max")) },
    "copy": one { tensor, arguments in try arguments.tensor(1, "src").expanded(tensor.shape) },
    "fill": one { tensor, arguments in
      .filled(tensor.dtype, shape: tensor.shape, with: arguments.number(1, "value") ?? .integer(0))
    },
    "zero": one { tensor, _ in .filled(tensor.dtype, shape: tensor.shape, with: .integer(0)) },
  ]
}
