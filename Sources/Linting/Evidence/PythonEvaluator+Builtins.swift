import NumericReference
import PythonSyntax

/// Python's own functions.
extension PythonEvaluator {
  func callBuiltin(_ path: String, _ arguments: CallArguments) throws -> PythonValue {
    let name = String(path.dropFirst("builtins.".count))
    let first = arguments.value(0) ?? .none
    switch name {
    case "len":
      if case .tensor(let tensor) = first, let size = tensor.shape.first { return .integer(size) }
      return .integer(try items(of: first).count)
    case "range": return .list(PythonList(try range(arguments)))
    case "enumerate":
      let start = try arguments.integer(1, "start", default: 0)
      return .list(
        PythonList(try items(of: first).enumerated().map { .tuple([.integer($0.offset + start), $0.element]) }))
    case "zip":
      let columns = try arguments.positional.map(items)
      let count = columns.map(\.count).min() ?? 0
      return .list(PythonList((0..<count).map { row in .tuple(columns.map { $0[row] }) }))
    case "map":
      let columns = try arguments.positional.dropFirst().map(items)
      let count = columns.map(\.count).min() ?? 0
      return .list(
        PythonList(
          try (0..<count).map { row in
            try call(first, CallArguments(positional: columns.map { $0[row] }, keywords: []))
          }))
    case "list": return .list(PythonList(arguments.positional.isEmpty ? [] : try items(of: first)))
    case "tuple": return .tuple(arguments.positional.isEmpty ? [] : try items(of: first))
    case "dict":
      let dictionary = PythonDictionary()
      for (name, value) in arguments.keywords { dictionary[.string(name)] = value }
      return .dictionary(dictionary)
    case "reversed": return .list(PythonList(try items(of: first).reversed()))
    case "slice":
      return arguments.positional.count == 1
        ? .slice(.none, first, .none) : .slice(first, arguments.value(1) ?? .none, arguments.value(2) ?? .none)
    case "any": return .bool(try items(of: first).contains { try isTrue($0) })
    case "all": return .bool(try items(of: first).allSatisfy { try isTrue($0) })
    case "isinstance": return .bool(try isInstance(first, arguments.value(1) ?? .none))
    case "getattr": return try attributeOrDefault(first, arguments)
    case "hasattr":
      guard case .string(let name)? = arguments.value(1) else { break }
      return .bool((try? attribute(name, of: first)) != nil)
    case "print", "warn": return .none
    case "super":
      // The base of a module that makes tables is `nn.Module`, whose methods have no part in the numbers.
      let base = PythonObject(attributes: [:])
      base.fallback = { _ in .callable(PythonCallable(name: "builtins.print", receiver: nil)) }
      return .object(base)
    case "id": return .integer(0)
    case "int", "float", "bool", "abs", "round", "sum", "max", "min", "sorted":
      return try numeric(name, first, arguments)
    default: break
    }
    throw PythonFailure.unsupported("a call of `\(name)`")
  }

  private func range(_ arguments: CallArguments) throws -> [PythonValue] {
    let numbers = try arguments.integers(from: 0)
    let (start, stop) = numbers.count > 1 ? (numbers[0], numbers[1]) : (0, numbers.first ?? 0)
    let step = numbers.count > 2 ? numbers[2] : 1
    guard step != 0, (stop - start) / step < 100_000 else { throw PythonFailure.tooLong }
    return stride(from: start, to: stop, by: step).map(PythonValue.integer)
  }

  private func attributeOrDefault(_ value: PythonValue, _ arguments: CallArguments) throws -> PythonValue {
    guard case .string(let name)? = arguments.value(1) else {
      throw PythonFailure.unsupported("getattr without a name")
    }
    if let fallback = arguments.value(2) { return (try? attribute(name, of: value)) ?? fallback }
    return try attribute(name, of: value)
  }

  private func isInstance(_ value: PythonValue, _ type: PythonValue) throws -> Bool {
    if case .tuple(let types) = type { return try types.contains { try isInstance(value, $0) } }
    let wanted: String
    switch type {
    case .callable(let callable): wanted = String(callable.name.split(separator: ".").last ?? "")
    case .external(let path): wanted = String(path.split(separator: ".").last ?? "")
    default: throw PythonFailure.unsupported("isinstance of \(type.typeName)")
    }
    if wanted == "int", case .number(.bool) = value { return true }
    return value.typeName == wanted
  }

  private func numeric(_ name: String, _ first: PythonValue, _ arguments: CallArguments) throws -> PythonValue {
    if case .tensor(let tensor) = first, ["int", "float", "bool"].contains(name), let item = tensor.item {
      return try numeric(name, .number(item), arguments)
    }
    switch (name, first) {
    case ("int", .number(let number)): return .number(.integer(number.integer))
    case ("float", .number(let number)): return .number(.real(number.real))
    case ("float", .string(let text)):
      guard let value = Double(text == "inf" ? "infinity" : text == "-inf" ? "-infinity" : text) else { break }
      return .number(.real(value))
    case ("bool", _): return .bool(try isTrue(first))
    case ("abs", .number(.integer(let number))): return .number(.integer(Int64(number.magnitude)))
    case ("abs", .number(let number)): return .number(.real(number.real.magnitude))
    case ("abs", .tensor(let tensor)): return .tensor(try torch { try arithmetic.unary(.absolute, tensor) })
    case ("round", .number(let number)) where arguments.positional.count == 1:
      return .number(.integer(Int64(number.real.rounded(.toNearestOrEven))))
    case ("sum", _):
      return try items(of: first).reduce(arguments.value(1, "start") ?? .integer(0)) { try binary(.add, $0, $1) }
    case ("max", _), ("min", _):
      let candidates = arguments.positional.count > 1 ? arguments.positional : try items(of: first)
      guard var best = candidates.first else {
        throw PythonFailure.raised(type: "ValueError", message: "\(name)() arg is an empty sequence")
      }
      for candidate in candidates.dropFirst() {
        if try isTrue(compare(name == "max" ? .greater : .less, candidate, best)) { best = candidate }
      }
      return best
    case ("sorted", _):
      let numbers = try items(of: first).compactMap(\.integer)
      return .list(PythonList(numbers.sorted().map(PythonValue.integer)))
    default: break
    }
    throw PythonFailure.unsupported("`\(name)` of \(first.typeName)")
  }
}
