import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// The parts of the standard library that touch the outside world: typed results, nothing that decides a dtype.
extension Interpreter {
  func callSystem(_ module: String, _ function: String, _ arguments: CallArguments) -> ValueID? {
    switch module {
    case "os": return callOperatingSystem(function, arguments)
    case "re": return callRegularExpressions(function, arguments)
    case "inspect": return callInspect(function, arguments)
    case "json": return callJSON(function, arguments)
    case "time": return ["sleep", "tzset"].contains(function) ? noneValue : opaque(.float)
    case "warnings":
      return function == "warn" || function == "simplefilter" ? noneValue : opaque(.inert)
    case "logging": return callLogging(function)
    case "gc", "shutil", "traceback", "signal": return noneValue
    case "enum":
      return function == "unique" ? decoratorResult(arguments) : opaque(.inert)
    case "packaging", "datetime", "pathlib", "threading", "weakref", "uuid", "tempfile", "io",
      "hashlib", "queue",
      "subprocess", "platform", "string", "decimal", "fractions", "multiprocessing", "concurrent",
      "asyncio", "socket",
      "struct", "base64", "pickle", "zipfile", "tarfile", "glob", "textwrap", "pprint", "secrets",
      "urllib", "requests":
      return opaque(.inert)
    case "sys": return callSys(function)
    default: return nil
    }
  }

  private func callSys(_ function: String) -> ValueID? {
    switch function {
    case "getsizeof", "getrecursionlimit", "getrefcount": return opaque(.integer)
    case "exit":
      leaveByException()
      return .empty
    default: return opaque(.inert)
    }
  }

  private func callLogging(_ function: String) -> ValueID {
    switch function {
    case "getLogger", "StreamHandler", "FileHandler", "Formatter": opaque(.inert)
    case "getLevelName": opaque(.string)
    default: noneValue
    }
  }

  /// The environment is not known: a variable may be set or not.
  private func callOperatingSystem(_ function: String, _ arguments: CallArguments) -> ValueID {
    switch function {
    case "getenv", "environ.get":
      return environmentVariable(orElse: arguments.argument(1, "default") ?? noneValue)
    case "path.exists", "path.isfile", "path.isdir", "path.isabs", "path.samefile", "access":
      return opaque(.bool)
    case "path.getsize", "cpu_count", "getpid": return opaque(.integer)
    case "path.split", "path.splitext": return value(.tuple([opaque(.string), opaque(.string)]))
    case "listdir": return value(.sequence(opaque(.string)))
    case "walk": return value(.sequence(opaque(.inert)))
    case "makedirs", "mkdir", "remove", "rename", "rmdir", "chdir", "replace", "unlink":
      return noneValue
    case "scandir", "stat": return opaque(.inert)
    default: return opaque(.string)
    }
  }

  /// A variable of the environment: a switch may be on or off, a name is the one that code takes where nobody says any.
  private func environmentVariable(orElse fallback: ValueID) -> ValueID {
    if let name = constantString(fallback)?.text, !Self.switchWords.contains(name.lowercased()), Double(name) == nil {
      return fallback
    }
    return values.join(opaque(.string), fallback)
  }

  private static let switchWords: Set<String> = ["", "true", "false", "yes", "no", "on", "off"]

  private func callRegularExpressions(_ function: String, _ arguments: CallArguments) -> ValueID {
    switch function {
    case "match", "search", "fullmatch": return values.join(noneValue, opaque(.inert))
    case "sub", "escape": return opaque(.string)
    case "subn": return value(.tuple([opaque(.string), opaque(.integer)]))
    case "split": return newRepeatedList(opaque(.string), at: arguments.node)
    // Groups make the matches tuples of strings.
    case "findall": return newRepeatedList(unknown(.noModel, "re.findall"), at: arguments.node)
    case "finditer": return value(.sequence(opaque(.inert)))
    default: return opaque(.inert)
    }
  }

  private func callInspect(_ function: String, _ arguments: CallArguments) -> ValueID {
    if function == "isclass" {
      guard let subject = arguments.positional.first else { return opaque(.bool) }
      return mapPieces(of: subject) { shape in
        switch self.shapes[shape] {
        case .class_: return self.value(self.shapes.true_)
        case .unknown, .external, .builtin, .opaque: return self.opaque(.bool)
        default: return self.value(self.shapes.false_)
        }
      }
    }
    if function == "signature" { return signature(arguments) }
    if function.hasPrefix("is") { return opaque(.bool) }
    return function == "getsource" || function == "getdoc" ? opaque(.string) : opaque(.inert)
  }

  /// `inspect.signature(f).parameters`: a dict by parameter name, for code that asks which arguments a function takes.
  private func signature(_ arguments: CallArguments) -> ValueID {
    guard let subject = arguments.positional.first else { return opaque(.inert) }
    return mapPieces(of: subject) { shape in
      guard let (function, isBound) = self.functionBehind(shape) else { return self.opaque(.inert) }
      let parameters = self.newObject(
        .dictionary, at: arguments.node, serial: 1 + 2 * function.rawValue)
      for parameter in self.graph[function].parameters.dropFirst(isBound ? 1 : 0) {
        self.writeField(
          parameters, self.shapes.string(parameter.name).rawValue, self.signatureParameter(parameter, of: function))
      }
      let result = self.newObject(
        .instance(.modelled("inspect.Signature")), at: arguments.node,
        serial: 2 + 2 * function.rawValue)
      self.writeField(result, Symbol("parameters").fieldKey, self.value(.object(parameters)))
      return self.value(.object(result))
    }
  }

  private func signatureParameter(_ parameter: FunctionInfo.Parameter, of function: FunctionID) -> ValueID {
    let site = allocate(
      .instance(.modelled("inspect.Parameter")), at: parameter.node, in: graph[function].module, context: frame.context)
    writeField(site, Symbol("name").fieldKey, value(shapes.string(parameter.name)))
    let hasDefault = !parameter.defaultValue.isNone
    writeField(
      site, Symbol("default").fieldKey,
      hasDefault ? defaultValue(of: parameter, in: graph[function]) : opaque(.inert))
    for name: Symbol in ["kind", "annotation"] { writeField(site, name.fieldKey, opaque(.inert)) }
    return value(.object(site))
  }

  private func functionBehind(_ shape: ShapeID) -> (FunctionID, isBound: Bool)? {
    switch shapes[shape] {
    case .function(let id, let environment): return (wrapped(FunctionID(id), environment), false)
    case .boundMethod(let function, _):
      guard case .function(let id, let environment) = shapes[function] else { return nil }
      return (wrapped(FunctionID(id), environment), true)
    case .class_(let id):
      guard
        case .boundMethod(let function, _)? = method("__init__", of: ClassID(id), receiver: shape)
          .map({ shapes[$0] }),
        case .function(let initializer, _) = shapes[function]
      else { return nil }
      return (FunctionID(initializer), true)
    default: return nil
    }
  }

  /// The function that a decorator's `def wrapper(*args, **kwargs)` hands everything on to, whose signature it has.
  private func wrapped(_ id: FunctionID, _ environment: SiteID?) -> FunctionID {
    guard let environment, graph[id].parameters.contains(where: { $0.kind == .variadicKeyword }) else { return id }
    noteRead(of: environment)
    for value in store.content(of: environment).values {
      if let piece = values.single(value), case .function(let inner, let captured) = shapes[piece.shape] {
        return wrapped(FunctionID(inner), captured)
      }
    }
    return id
  }

  private func callJSON(_ function: String, _ arguments: CallArguments) -> ValueID {
    switch function {
    case "dumps": opaque(.string)
    case "dump": noneValue
    default: unknown(.noModel, "json.loads")
    }
  }

  // MARK: random

  func callRandom(_ function: String, _ arguments: CallArguments) -> ValueID? {
    switch function {
    case "random", "uniform", "gauss", "normalvariate", "betavariate", "expovariate", "triangular":
      return opaque(.float)
    case "randint", "randrange", "getrandbits": return opaque(.integer)
    case "choice": return arguments.positional.first.map { anyElement(iteration(over: $0)) }
    case "choices", "sample":
      guard let first = arguments.positional.first else { return nil }
      return newRepeatedList(anyElement(iteration(over: first)), at: arguments.node)
    case "shuffle":
      for piece in values.pieces(arguments.positional.first ?? .empty) {
        for shape in shapes.alternatives(of: piece.shape) {
          if let (site, kind) = object(shape), kind == .list { forgetOrder(of: site) }
        }
      }
      return noneValue
    case "seed", "setstate": return noneValue
    default: return opaque(.inert)
    }
  }
}
