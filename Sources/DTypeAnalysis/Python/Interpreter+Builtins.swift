import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Calls of Python's builtin functions and types; the larger ones are in files of their own.
extension Interpreter {
  func callBuiltin(_ name: Symbol, _ arguments: CallArguments) -> ValueID {
    guard let function = PythonBuiltin(name) else {
      return PythonBuiltin.isException(name) ? opaque(.inert) : unknown(.noModel, name)
    }
    switch function {
    case .len, .range, .zip, .enumerate, .map, .filter, .reversed, .sorted, .iter, .next:
      return callIterationBuiltin(function, arguments)
    case .sum, .min, .max, .any, .all, .abs, .round, .pow, .divmod:
      return callReduction(function, arguments)
    case .list, .tuple, .dict, .set, .frozenset: return callContainerType(function, arguments)
    case .int, .float, .bool, .complex, .str, .repr, .ascii, .format, .bytes, .bytearray, .chr,
      .ord, .hex, .bin, .oct:
      return callConversion(function, arguments)
    case .getattr, .setattr, .hasattr, .delattr: return callAttributeBuiltin(function, arguments)
    case .isinstance, .issubclass, .type, .callable: return callTypeBuiltin(function, arguments)
    case .property, .staticmethod, .classmethod: return callDescriptor(function, arguments)
    case .slice: return callSlice(arguments)
    case .identity: return arguments.positional.first ?? noneValue
    case .id, .hash: return opaque(.integer)
    case .print, .breakpoint, .objectInit: return noneValue
    case .object, .open, .memoryview: return opaque(.inert)
    case .input: return opaque(.string)
    case .dir: return value(.sequence(opaque(.string)))
    case .vars where arguments.positional.count == 1:
      return mapPieces(of: arguments.positional[0]) { attributes(of: $0, at: arguments.node) }
    case .locals, .globals, .vars: return unknown(.noModel, name)
    }
  }

  /// `property(f)`, `staticmethod(f)`, `classmethod(f)` as calls.
  private func callDescriptor(_ function: PythonBuiltin, _ arguments: CallArguments) -> ValueID {
    guard let argument = arguments.argument(0, "fget") else {
      return unknown(.badArguments, "property")
    }
    let kind: DescriptorKind =
      switch function {
      case .staticmethod: .staticMethod
      case .classmethod: .classMethod
      default: .property
      }
    return mapPieces(of: argument) { value(.descriptor(kind, $0)) }
  }

  private func callSlice(_ arguments: CallArguments) -> ValueID {
    let given = arguments.positional
    switch given.count {
    case 1: return value(.slice(noneValue, given[0], noneValue))
    case 2: return value(.slice(given[0], given[1], noneValue))
    case 3: return value(.slice(given[0], given[1], given[2]))
    default: return value(.slice(opaque(.integer), opaque(.integer), opaque(.integer)))
    }
  }

  // MARK: Types

  private func callTypeBuiltin(_ function: PythonBuiltin, _ arguments: CallArguments) -> ValueID {
    guard let subject = arguments.positional.first else {
      return unknown(.badArguments, Symbol(function.rawValue))
    }
    switch function {
    case .callable: return mapPieces(of: subject) { boolean(isCallableForSure($0)) }
    case .type:
      // `type(name, bases, body)` makes a class that no source spells.
      return arguments.positional.count == 1
        ? mapPieces(of: subject) { typeValue(of: $0) } : unknown(.noModel, "type")
    default: break
    }
    guard arguments.positional.count >= 2 else { return opaque(.bool) }
    let classes = arguments.positional[1]
    return mapPieces(of: subject) { shape in
      let answer =
        function == .isinstance
        ? self.isInstance(shape, of: self.values.restrict(classes, to: self.frame.live))
        : self.isSubclass(shape, of: classes)
      return self.boolean(answer)
    }
  }

  private func isCallableForSure(_ shape: ShapeID) -> Bool? {
    switch shapes[shape] {
    case .unknown, .external, .opaque(.inert): nil
    case .builtin, .boundExternal: true
    case .object(let site):
      if case .instance(.checked(let id)) = info(site).kind {
        graph.isSubclass(id, of: "torch.nn.Module") || graph.member("__call__", of: id) != nil
      } else {
        isCallable(shape)
      }
    default: isCallable(shape)
    }
  }

  /// The class of a value, as `type(x)` gives it.
  func typeValue(of shape: ShapeID) -> ValueID {
    switch shapes[shape] {
    case .object(let site):
      switch info(site).kind {
      case .instance(.checked(let id)): return value(.class_(id.rawValue))
      case .instance(.modelled(let name)): return value(.external(name))
      case .list: return value(.builtin("list"))
      case .dictionary: return value(.builtin("dict"))
      case .set: return value(.builtin("set"))
      case .partial: return value(.external("functools.partial"))
      case .environment: return opaque(.inert)
      }
    case .bool, .opaque(.bool): return value(.builtin("bool"))
    case .integer, .opaque(.integer), .opaque(.positiveInteger): return value(.builtin("int"))
    case .float, .opaque(.float): return value(.builtin("float"))
    case .string, .numbered, .opaque(.string): return value(.builtin("str"))
    case .tuple: return value(.builtin("tuple"))
    case .tensor(let tensor):
      return value(.external(tensor.role == .parameter ? "torch.nn.Parameter" : "torch.Tensor"))
    case .dtype: return value(.external("torch.dtype"))
    case .none: return value(.builtin("NoneType"))
    case .class_: return value(.builtin("type"))
    case .unknown: return value(shape)
    default: return opaque(.inert)
    }
  }

  /// Whether a class is a subclass of another, or of one in a tuple; nil when that is open.
  private func isSubclass(_ shape: ShapeID, of classes: ValueID) -> Bool? {
    guard let wanted = uniform(classes) else { return nil }
    if case .tuple(let list) = wanted {
      let answers = list.map { isSubclass(shape, of: $0) }
      if answers.contains(true) { return true }
      return answers.contains(nil) ? nil : false
    }
    switch (shapes[shape], wanted) {
    case (.class_(let id), .class_(let other)): return isSubclass(ClassID(id), of: ClassID(other))
    case (.class_(let id), .external(let name)): return graph.isSubclass(ClassID(id), of: name)
    case (.class_(let id), .builtin(let name)):
      if name == "object" { return true }
      return graph[ClassID(id)].mro.contains { $0 == .external(name) } ? true : nil
    case (.builtin(let name), .builtin(let other)):
      return name == other || other == "object" || name == "bool" && other == "int"
    case (.external(let name), .external(let other)) where name == other: return true
    case (.external, .class_), (.builtin, .class_): return false
    default: return nil
    }
  }
}
