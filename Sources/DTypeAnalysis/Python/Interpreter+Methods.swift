import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Calls of methods of Python's own types; all others are modelled.
extension Interpreter {
  func callMethod(_ name: Symbol, of receiver: ShapeID, _ arguments: CallArguments) -> ValueID {
    if case .builtin(let type) = shapes[receiver] { return callUnbound(name, of: type, arguments) }
    if let owner = ownerOfTable(receiver), let method = name.text.split(separator: ".").last,
      ["items", "keys", "values"].contains(method)
    {
      return moduleTable(owner, String(method))
    }
    guard let method = PythonMethod(name) else {
      return PythonMethod.isPythonType(name)
        ? unknown(.noModel, name) : callModelledMethod(name, of: receiver, arguments)
    }
    if let inherited = callInherited(method, of: receiver, arguments) { return inherited }
    if let common = callDunder(method.name, of: receiver, arguments) { return common }
    switch method.owner {
    case .list:
      guard case .object(let site) = shapes[receiver] else { return unknown(.noModel, name) }
      return callListMethod(method.name, of: site, receiver, arguments)
    case .dict:
      guard case .object(let site) = shapes[receiver] else { return unknown(.noModel, name) }
      return callDictionaryMethod(method.name, of: site, receiver, arguments)
    case .mapping: return callMappingMethod(method.name, of: receiver, arguments)
    case .set:
      guard case .object(let site) = shapes[receiver] else { return unknown(.noModel, name) }
      return callSetMethod(method.name, of: site, receiver, arguments)
    case .str: return callStringMethod(method.name, of: receiver, arguments)
    case .tuple: return callTupleMethod(method.name, of: receiver, arguments)
    case .namedtuple:
      guard case .object(let site) = shapes[receiver] else { return unknown(.noModel, name) }
      return callNamedTupleMethod(method.name, of: site, arguments)
    case .int, .float: return callNumberMethod(method.name, of: receiver)
    case .object: return unknown(.noModel, name)
    }
  }

  /// A method of a dict on an instance of a checked class that derives from it.
  private func callInherited(_ method: PythonMethod, of receiver: ShapeID, _ arguments: CallArguments) -> ValueID? {
    guard method.owner == .dict, case .object(let site) = shapes[receiver],
      case .instance(.checked(let id)) = info(site).kind
    else { return nil }
    if isModelOutput(id) { return callOutputMethod(method.name, of: site, id, arguments) }
    return callInheritedDictionaryMethod(method.name, of: site, receiver, arguments)
  }

  /// A method called through its type: `dict.fromkeys(…)`, `str.lower(x)`, `object.__setattr__(self, name, x)`.
  private func callUnbound(_ name: Symbol, of type: Symbol, _ arguments: CallArguments) -> ValueID {
    let method = name.text.drop { $0 != "." }.dropFirst()
    switch (type.text, method) {
    case ("dict", "fromkeys"): return fromKeys(arguments)
    case ("object", "__setattr__"): return callBuiltin("setattr", arguments)
    case ("object", "__getattribute__"): return callBuiltin("getattr", arguments)
    default: break
    }
    let full = Symbol("\(type).\(method)")
    guard PythonMethod(full) != nil, let subject = arguments.positional.first else { return unknown(.noModel, full) }
    return mapPieces(of: subject) { callMethod(full, of: $0, arguments.dropping(first: 1)) }
  }

  /// Methods behind syntax, called by name: `x.__len__()`, `x.__getitem__(i)`.
  private func callDunder(_ name: String, of receiver: ShapeID, _ arguments: CallArguments)
    -> ValueID?
  {
    switch name {
    case "__len__": return length(of: receiver, at: arguments.node)
    case "__iter__": return sequenceValue(iteration(over: value(receiver)))
    case "__getitem__":
      return arguments.positional.first.map {
        containerItem(receiver, index: $0, at: arguments.node)
      }
    case "__setitem__" where arguments.positional.count == 2:
      setContainerItem(
        receiver, index: arguments.positional[0], to: arguments.positional[1], at: arguments.node)
      return noneValue
    case "__contains__":
      return arguments.positional.first.map {
        membership($0, in: value(receiver), at: arguments.node)
      }
    case "__add__":
      return arguments.positional.first.map {
        binary(.add, value(receiver), $0, at: arguments.node)
      }
    default: return nil
    }
  }

  private func callNumberMethod(_ name: String, of receiver: ShapeID) -> ValueID {
    switch name {
    case "is_integer":
      guard let number = PythonNumber(shapes[receiver]) else { return opaque(.bool) }
      return boolean(
        number.isInteger ? true : number.constant.map { $0.rounded() == $0 && $0.isFinite })
    case "bit_length":
      guard case .integer(let number)? = PythonNumber(shapes[receiver]) else {
        return opaque(.integer)
      }
      return value(shapes.integer(Int.bitWidth - number.magnitude.leadingZeroBitCount))
    case "bit_count", "numerator", "denominator": return opaque(.integer)
    case "conjugate", "item", "real": return value(receiver)
    case "as_integer_ratio": return value(.tuple([opaque(.integer), opaque(.positiveInteger)]))
    case "hex": return opaque(.string)
    default: return opaque(.inert)
    }
  }

  private func callTupleMethod(_ name: String, of receiver: ShapeID, _ arguments: CallArguments)
    -> ValueID
  {
    switch name {
    case "numel": return opaque(.positiveInteger)
    case "index":
      guard let wanted = arguments.positional.first else { return unknown(.badArguments, "index") }
      return indexOf(wanted, in: value(receiver))
    case "count": return opaque(.integer)
    case "send": return anyElement(iteration(over: value(receiver)))
    default: return noneValue
    }
  }

  /// The place of a constant among constants, else some integer.
  func indexOf(_ wanted: ValueID, in container: ValueID) -> ValueID {
    guard case .elements(let elements) = iteration(over: container), let shape = uniform(wanted)
    else {
      return opaque(.integer)
    }
    for (index, element) in elements.enumerated() {
      guard let other = uniform(element), values.support(element).isSuperset(of: frame.live) else {
        break
      }
      switch numberCompare(.equal, other, shape) {
      case true?: return value(shapes.integer(index))
      case false?: continue
      case nil: return opaque(.integer)
      }
    }
    return opaque(.integer)
  }
}
