import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Functions of Python's standard library, by their full dotted names.
extension Interpreter {
  /// The result of a call of a standard library function; nil for names that are none of those known here.
  func callStandardLibrary(_ name: Symbol, _ arguments: CallArguments) -> ValueID? {
    if name == "identity" { return arguments.positional.first ?? noneValue }
    let text = name.text
    guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return nil }
    let function = String(text[text.index(after: dot)...])
    switch text[..<dot] {
    case "math": return callMath(function, arguments)
    case "numpy": return callNumpyScalar(function, arguments)
    case "functools": return callFunctools(function, arguments)
    case "itertools": return callItertools(function, arguments)
    case "operator": return callOperatorModule(function, arguments)
    case "collections": return callCollections(function, arguments)
    case "copy": return callCopy(function, arguments)
    case "dataclasses": return callDataclasses(function, arguments)
    case "typing", "typing_extensions": return callTyping(function, arguments)
    case "types": return callTypes(function, arguments)
    case "contextlib": return callContextlib(function, arguments)
    case "random": return callRandom(function, arguments)
    case "abc", "atexit": return decoratorResult(arguments)
    default: return callSystem(String(text[..<dot]), function, arguments)
    }
  }

  /// A constant of the standard library, by its full dotted name.
  func standardConstant(_ name: Symbol) -> ShapeID? {
    switch name.text {
    case "math.pi", "numpy.pi": shapes.float(.pi)
    case "math.e", "numpy.e": shapes.float(2.718281828459045)
    case "math.tau": shapes.float(2 * .pi)
    case "math.inf", "numpy.inf": shapes.float(.infinity)
    case "math.nan", "numpy.nan": shapes.float(.nan)
    case "sys.maxsize": shapes.integer(.max)
    case "sys.platform", "os.sep", "os.name", "sys.executable", "string.digits",
      "string.ascii_letters":
      shapes.opaque(.string)
    case "numpy.newaxis", "types.NoneType": shapes.none
    default: nil
    }
  }

  /// A decorator that changes nothing: its function, or itself when it is called with options only.
  func decoratorResult(_ arguments: CallArguments) -> ValueID {
    if arguments.keywords.isEmpty, let function = arguments.positional.first,
      let piece = values.single(function),
      isCallable(piece.shape)
    {
      return function
    }
    return value(.external("identity"))
  }

  // MARK: functools

  private func callFunctools(_ function: String, _ arguments: CallArguments) -> ValueID? {
    switch function {
    case "partial", "partialmethod": return newPartial(arguments)
    case "wraps": return value(.external("identity"))
    case "lru_cache", "cache", "total_ordering", "singledispatch": return decoratorResult(arguments)
    case "update_wrapper": return arguments.positional.first ?? noneValue
    case "cached_property", "cached_property.__call__":
      return arguments.positional.first.map {
        mapPieces(of: $0) { value(.descriptor(.property, $0)) }
      }
    case "reduce": return reduce(arguments)
    case "cmp_to_key": return opaque(.inert)
    default: return nil
    }
  }

  /// `functools.reduce(function, iterable, start)`.
  private func reduce(_ arguments: CallArguments) -> ValueID {
    guard arguments.positional.count >= 2 else { return unknown(.badArguments, "reduce") }
    let function = arguments.positional[0]
    func apply(_ left: ValueID, _ right: ValueID) -> ValueID {
      call(
        function,
        CallArguments([left, values.restrict(right, to: frame.live)], node: arguments.node))
    }
    let start = arguments.positional.count > 2 ? arguments.positional[2] : nil
    switch iteration(over: arguments.positional[1]) {
    case .elements(let elements):
      guard let first = start ?? elements.first else { return unknown(.badArguments, "reduce") }
      return elements.dropFirst(start == nil ? 1 : 0).reduce(first) {
        frame.live.isEmpty ? .empty : apply($0, $1)
      }
    case .repeated(let element):
      return repeatedly {
        let once = apply(start ?? element, element)
        return frame.live.isEmpty ? .empty : values.join(once, apply(once, element))
      }
    }
  }

  // MARK: Types and contexts

  private func callTyping(_ function: String, _ arguments: CallArguments) -> ValueID? {
    switch function {
    case "cast", "assert_type":
      return arguments.positional.count == 2 ? arguments.positional[1] : nil
    case "overload", "final", "override", "runtime_checkable", "no_type_check":
      return decoratorResult(arguments)
    case "TypeVar", "NewType", "ParamSpec", "TypeVarTuple", "get_type_hints", "get_origin":
      return opaque(.inert)
    case "get_args": return value(.sequence(opaque(.inert)))
    default: return nil
    }
  }

  private func callTypes(_ function: String, _ arguments: CallArguments) -> ValueID? {
    switch function {
    case "MethodType":
      guard arguments.positional.count == 2 else { return unknown(.badArguments, "MethodType") }
      return mapPairs(arguments.positional[0], arguments.positional[1]) {
        self.value(.boundMethod(function: $0, receiver: $1))
      }
    case "SimpleNamespace":
      let site = newObject(.instance(.modelled("types.SimpleNamespace")), at: arguments.node)
      for (name, given) in arguments.keywords { writeField(site, name.fieldKey, given) }
      return value(.object(site))
    case "MappingProxyType": return arguments.positional.first
    default: return nil
    }
  }

  private func callContextlib(_ function: String, _ arguments: CallArguments) -> ValueID? {
    switch function {
    case "contextmanager", "asynccontextmanager": return decoratorResult(arguments)
    case "nullcontext", "suppress", "ExitStack", "redirect_stdout", "redirect_stderr", "closing",
      "AsyncExitStack":
      return opaque(.inert)
    default: return nil
    }
  }

  // MARK: operator

  private func callOperatorModule(_ function: String, _ arguments: CallArguments) -> ValueID? {
    let given = arguments.positional
    if given.count == 2 {
      if let operation = Self.binaryOperators[function] {
        return binary(operation, given[0], given[1], at: arguments.node)
      }
      if let operation = Self.comparisons[function] {
        return compare(operation, given[0], given[1], at: arguments.node)
      }
    }
    switch (function, given.count) {
    case ("getitem", 2): return item(of: given[0], index: given[1], at: arguments.node)
    case ("contains", 2): return membership(given[1], in: given[0], at: arguments.node)
    case ("neg", 1): return unary(.negate, given[0], at: arguments.node)
    case ("pos", 1): return unary(.plus, given[0], at: arguments.node)
    case ("invert", 1), ("inv", 1): return unary(.invert, given[0], at: arguments.node)
    case ("not_", 1): return boolean(truth(of: given[0]))
    case ("truth", 1): return booleanValue(truth(of: given[0]))
    case ("index", 1): return opaque(.integer)
    default:
      return library.operatorID(named: Symbol("operator." + function)).map {
        callOperation($0, receiver: nil, arguments)
      }
    }
  }

  private static let binaryOperators: [String: Operation] = [
    "add": .add, "concat": .add, "iadd": .add, "sub": .subtract, "isub": .subtract,
    "mul": .multiply,
    "imul": .multiply, "truediv": .divide, "itruediv": .divide, "floordiv": .floorDivide,
    "mod": .modulo,
    "pow": .power, "matmul": .matrixMultiply, "and_": .bitAnd, "or_": .bitOr, "xor": .bitXor,
    "lshift": .shiftLeft,
    "rshift": .shiftRight,
  ]

  private static let comparisons: [String: Operation] = [
    "eq": .equal, "ne": .notEqual, "lt": .less, "le": .lessOrEqual, "gt": .greater,
    "ge": .greaterOrEqual,
    "is_": .is_, "is_not": .isNot,
  ]
}
