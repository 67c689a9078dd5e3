import NumericReference
import PythonSyntax
import SourceText

/// Calls.
extension PythonEvaluator {
  func call(_ node: NodeID, _ frame: PythonFrame) throws -> PythonValue {
    let tree = frame.scope.tree
    let callee = try evaluate(tree.child(node, 0), frame)
    var arguments = CallArguments(positional: [], keywords: [])
    for argument in tree.children(of: node).dropFirst() {
      switch tree.kind(argument) {
      case .keywordArgument:
        arguments.keywords.append((tree.symbol(argument).text, try evaluate(tree.child(argument, 0), frame)))
      case .starred: arguments.positional += try items(of: evaluate(tree.child(argument, 0), frame))
      case .doubleStarred:
        guard case .dictionary(let dictionary) = try evaluate(tree.child(argument, 0), frame) else {
          throw PythonFailure.unsupported("`**` of something that is no dictionary")
        }
        for case .string(let name) in dictionary.keys {
          if let value = dictionary[.string(name)] { arguments.keywords.append((name, value)) }
        }
      default: arguments.positional.append(try evaluate(argument, frame))
      }
    }
    return try call(callee, arguments)
  }

  func call(_ callee: PythonValue, _ arguments: CallArguments) throws -> PythonValue {
    switch callee {
    case .function(let function): return try call(function, arguments.positional, arguments.keywords)
    case .external(let path): return try callExternal(path, arguments)
    case .callable(let callable):
      guard let receiver = callable.receiver else { return try callBuiltin(callable.name, arguments) }
      guard receiver.tensor != nil else { return try callMethod(callable.name, receiver, arguments) }
      var all = arguments
      all.positional.insert(receiver, at: 0)
      guard let result = try tensorFunction(callable.name, all) else {
        throw PythonFailure.unsupported("the tensor method `\(callable.name)`")
      }
      return result
    default:
      throw PythonFailure.raised(type: "TypeError", message: "'\(callee.typeName)' object is not callable")
    }
  }

  /// A function of `torch` or of another package, by its full name.
  private func callExternal(_ path: String, _ arguments: CallArguments) throws -> PythonValue {
    let name = path.split(separator: ".").last.map(String.init) ?? path
    if ["is_tracing", "is_scripting", "is_compiling", "is_torchdynamo_compiling", "is_torch_fx_proxy"].contains(name) {
      return .bool(false)
    }
    if ["torch.nn.Buffer", "torch.nn.Parameter", "torch.nn.parameter.Buffer"].contains(path) {
      let object = PythonObject(attributes: [:])
      object.wrapped = try arguments.tensor(0, "data")
      return .object(object)
    }
    if path.hasPrefix("flash_attn."), name == "apply_rotary_emb" || name == "apply_rotary" {
      return .tensor(try RotaryKernel.apply(arguments, self))
    }
    for package in ["torch.nn.functional.", "torch.special.", "torch.Tensor.", "torch."] where path.hasPrefix(package) {
      let rest = String(path.dropFirst(package.count))
      if let result = try tensorFunction(rest, arguments) { return result }
    }
    if path.hasPrefix("math."), let number = arguments.number(0) { return try mathFunction(name, number, arguments) }
    if path == "torch.finfo" || path == "torch.iinfo", let dtype = arguments.dtype(0) {
      let isReal = path == "torch.finfo"
      func limit(_ value: Double) -> PythonValue {
        .number(isReal ? .real(value) : .integer(Number.real(value).integer))
      }
      return .object(
        PythonObject(attributes: [
          "max": limit(dtype.greatest), "min": limit(dtype.least), "eps": .number(.real(dtype.epsilon)),
          "tiny": .number(.real(dtype.tiny)), "dtype": .dtype(dtype),
        ]))
    }
    if let result = try arrayFunction(path, arguments) { return result }
    throw PythonFailure.unsupported("a call of `\(path)`")
  }

  private func mathFunction(_ name: String, _ number: Number, _ arguments: CallArguments) throws -> PythonValue {
    let renamed = ["ceil": "ceil", "floor": "floor", "fabs": "abs"][name] ?? name
    let single = Tensor.scalar(.float64, .real(number.real))
    if name == "pow", let exponent = arguments.number(1) {
      return try binary(.power, .number(.real(number.real)), .number(.real(exponent.real)))
    }
    guard let operation = UnaryOperation(torchName: renamed) else {
      throw PythonFailure.unsupported("a call of `math.\(name)`")
    }
    let value = try torch { try single.applying(operation, result: .float64).reals[0] }
    return .number(name == "ceil" || name == "floor" ? .integer(Int64(value)) : .real(value))
  }

  /// A method of a list, dictionary or string.
  private func callMethod(_ name: String, _ receiver: PythonValue, _ arguments: CallArguments) throws -> PythonValue {
    switch (receiver, name) {
    case (.object(let object), "register_buffer"):
      guard case .string(let name)? = arguments.value(0, "name") else { break }
      object.set(name, arguments.value(1, "tensor") ?? .none, isBuffer: true)
      return .none
    case (.list(let list), "append"):
      list.items += arguments.positional
      return .none
    case (.list(let list), "extend"):
      for value in arguments.positional { list.items += try items(of: value) }
      return .none
    case (.list(let list), "pop"):
      guard let last = list.items.popLast() else {
        throw PythonFailure.raised(type: "IndexError", message: "pop from empty list")
      }
      return last
    case (.dictionary(let dictionary), "get"):
      guard let key = arguments.value(0) else { break }
      return dictionary[try PythonDictionary.key(key)] ?? arguments.value(1) ?? .none
    case (.dictionary(let dictionary), "items"):
      return .list(
        PythonList(dictionary.keys.map { .tuple([PythonDictionary.value($0), dictionary[$0] ?? .none]) }))
    case (.dictionary(let dictionary), "keys"):
      return .list(PythonList(dictionary.keys.map(PythonDictionary.value)))
    case (.dictionary(let dictionary), "values"):
      return .list(PythonList(dictionary.keys.map { dictionary[$0] ?? .none }))
    case (.tuple(let items), "as_list"): return .list(PythonList(items))
    case (.tuple(let items), "numel"), (.tuple(let items), "count"):
      return .integer(items.compactMap(\.integer).reduce(1, *))
    default: break
    }
    throw PythonFailure.unsupported("the method `\(name)` of \(receiver.typeName)")
  }
}
