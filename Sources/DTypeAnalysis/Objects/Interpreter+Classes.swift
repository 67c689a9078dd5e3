import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Classes and functions as values, members through the method resolution order, decorators.
extension Interpreter {
  func classValue(_ id: ClassID) -> ShapeID { shapes.intern(.class_(id.rawValue)) }

  /// A function with its decorators applied, as its name is bound.
  func functionValue(_ id: FunctionID) -> ShapeID {
    if let known = functionValues[id.rawValue] { return known }
    if let replacement = environmentAnswer(graph[id].name) ?? stubbedFunction(graph.dottedName(of: id)) {
      functionValues[id.rawValue] = replacement
      return replacement
    }
    let made = outsideOfRoots(module: graph[graph[id].module]) { definedFunction(id, environment: nil) }
    functionValues[id.rawValue] = made
    return made
  }

  /// A function as its `def` statement binds it here.
  func definedFunction(_ id: FunctionID, environment: SiteID?) -> ShapeID {
    let function = graph[id]
    var result = shapes.intern(.function(id.rawValue, environment: environment))
    for decorator in function.decorators.reversed() {
      result = decorated(result, by: decorator, in: function)
    }
    return result
  }

  private func decorated(_ function: ShapeID, by decorator: NodeID, in definition: FunctionInfo) -> ShapeID {
    let tree = graph[definition.module].tree
    if tree.kind(decorator) == .name {
      switch tree.symbol(decorator).text {
      case "property", "cached_property": return shapes.intern(.descriptor(.property, function))
      case "staticmethod": return shapes.intern(.descriptor(.staticMethod, function))
      case "classmethod": return shapes.intern(.descriptor(.classMethod, function))
      default: break
      }
    }
    if tree.kind(decorator) == .attribute, ["setter", "getter", "deleter"].contains(tree.symbol(decorator).text) {
      return function
    }
    let decorate = evaluate(decorator)
    if case .object(let site)? = uniform(decorate), info(site).kind == .instance(.modelled("torch.autocast")) {
      autocastRegions[definition.id.rawValue] = site
      return function
    }
    if isIdentityDecorator(decorate) { return function }
    if case .external(let name)? = uniform(decorate), name.text.hasSuffix("cached_property") {
      return shapes.intern(.descriptor(.property, function))
    }
    let result = call(decorate, CallArguments([value(function)], node: decorator))
    guard let piece = values.single(result), isCallable(piece.shape) else { return function }
    return piece.shape
  }

  /// A decorator outside the checked tree changes no dtype as far as we know: torch's own, caches, documentation.
  private func isIdentityDecorator(_ decorate: ValueID) -> Bool {
    switch uniform(decorate) {
    case .external?, .unknown?, .opaque?, .operation?, .boundExternal?, nil: true
    case .object(let site)?: if case .instance(.modelled) = info(site).kind { true } else { false }
    default: false
    }
  }

  func isCallable(_ shape: ShapeID) -> Bool {
    switch shapes[shape] {
    case .function, .boundMethod, .class_, .operation, .boundOperation, .descriptor: true
    case .object(let site): info(site).kind != .list && info(site).kind != .dictionary
    default: false
    }
  }

  // MARK: Members

  /// A method or class attribute of an instance, bound to it.
  func method(_ name: Symbol, of id: ClassID, receiver: ShapeID, after: ClassID? = nil) -> ShapeID? {
    guard let (_, member) = member(name, of: id, after: after) else { return nil }
    return bindMember(member, receiver: receiver, owner: id)
  }

  /// A member as the class holds it, decorators applied.
  private func member(_ name: Symbol, of id: ClassID, after: ClassID? = nil) -> (owner: ClassID, value: ValueID)? {
    let written = graph.member(name, of: id, after: after)
    if let changed = decoratedMember(name, of: id, after: after, written: written?.owner) { return changed }
    return written.map { ($0.owner, memberShape($0.binding, name: name, owner: $0.owner)) }
  }

  /// A member as the class body bound it: a function, a descriptor or a value that is the same in all lanes.
  private func memberShape(_ binding: Binding, name: Symbol, owner: ClassID) -> ValueID {
    if binding.kind == .function, let id = graph.function(at: binding.node, in: graph[owner].module) {
      let shape = functionValue(id)
      return values.value(shape, in: lanes.all)
    }
    return classAttribute(name, of: owner)
  }

  private func bindMember(_ member: ValueID, receiver: ShapeID, owner: ClassID) -> ShapeID? {
    guard let piece = values.single(member) else { return nil }
    switch shapes[piece.shape] {
    case .function: return shapes.intern(.boundMethod(function: piece.shape, receiver: receiver))
    case .boundMethod, .operation: return piece.shape
    case .descriptor(.staticMethod, let function): return function
    case .descriptor(.classMethod, let function):
      return shapes.intern(.boundMethod(function: function, receiver: shapes.intern(.class_(owner.rawValue))))
    default: return piece.shape
    }
  }

  /// A class-body variable: the statements that bind it are interpreted once.
  func classAttribute(_ name: Symbol, of owner: ClassID) -> ValueID {
    let key = IDPair(owner.rawValue, name.id)
    if let known = classAttributes[key] { return known }
    guard classAttributesInProgress.insert(key).inserted else { return unknown(.recursion, name) }
    defer { classAttributesInProgress.remove(key) }
    let information = graph[owner]
    let made = outsideOfRoots(module: graph[information.module]) {
      for binding in information.members[name] ?? [] {
        execute(binding.node)
        frame.live = lanes.all
      }
      return frame.bindings[name] ?? unknown(.unresolvedAttribute, name)
    }
    classAttributes[key] = made
    runRegistrations(in: graph[information.module], into: made, of: information.name)
    return made
  }

  /// `C.name`: functions stay unbound, class methods are bound to the class.
  func attribute(_ name: Symbol, ofClass id: ClassID, receiver: ShapeID) -> ValueID {
    if name == "__name__" || name == "__qualname__" { return value(shapes.string(graph[id].name)) }
    decorateClass(id)
    if let (_, member) = member(name, of: id) {
      guard let piece = values.single(member) else { return values.restrict(member, to: frame.live) }
      switch shapes[piece.shape] {
      case .descriptor(.staticMethod, let function): return value(function)
      case .descriptor(.classMethod, let function):
        return value(.boundMethod(function: function, receiver: receiver))
      default: return values.restrict(member, to: frame.live)
      }
    }
    if isEnumeration(id) { return value(.opaque(.inert)) }
    return attribute(name, ofClassOutside: id, receiver)
  }

  func isEnumeration(_ id: ClassID) -> Bool {
    graph.isSubclass(id, of: "enum.Enum") || graph.isSubclass(id, of: "enum.IntEnum")
  }

  private func attribute(_ name: Symbol, ofClassOutside id: ClassID, _ receiver: ShapeID) -> ValueID {
    for case .external(let base) in graph[id].mro {
      if base == "torch.autograd.Function" || base == "torch.autograd.function.Function" {
        return value(.boundExternal(Symbol("torch.autograd.Function." + name.text), receiver: receiver))
      }
      let full = Symbol(base.text + "." + name.text)
      if let operation = library.operatorID(named: full) { return value(.operation(operation)) }
      if base.text.hasPrefix("torch.nn.") { return value(.external(full)) }
    }
    return unknown(.unresolvedAttribute, name)
  }

  // MARK: isinstance

  /// Whether a shape is an instance of a class or tuple of classes; nil when that is open.
  func isInstance(_ shape: ShapeID, of classes: ValueID) -> Bool? {
    guard var wanted = uniform(classes) else { return nil }
    // Classes whose constructor is modelled, such as `torch.Tensor`.
    if case .operation(let id) = wanted { wanted = .external(library[id].name) }
    if case .tuple(let list) = wanted {
      let answers = list.map { isInstance(shape, of: $0) }
      if answers.contains(true) { return true }
      return answers.contains(nil) ? nil : false
    }
    if case .external(let name) = wanted, let answer = implements(shape, name) { return answer }
    switch (shapes[shape], wanted) {
    case (.unknown, _): return nil
    case (.object(let site), .class_(let id)):
      switch info(site).kind {
      case .instance(.checked(let own)): return own.rawValue == id || isSubclass(own, of: ClassID(id))
      default: return false
      }
    case (.object(let site), .external(let name)): return isInstance(info(site).kind, ofExternal: name)
    case (.object(let site), .builtin("tuple")) where namedTupleFields(of: site) != nil: return true
    case (.object(let site), .builtin(let name)):
      switch info(site).kind {
      case .list: return name == "list" || name == "object"
      case .dictionary: return name == "dict" || name == "object"
      case .set: return name == "set" || name == "object"
      case .instance(.checked(let own)):
        return graph[own].mro.contains { $0 == .external(name) } || isSubclassOfModelOutput(own, name)
      default: return name == "object"
      }
    case (_, .builtin(let name)): return isInstance(shape, ofBuiltin: name)
    case (.tensor, .external(let name)):
      return name == "torch.Tensor" || name == "torch.FloatTensor" || name == "torch.LongTensor"
        ? true : name == "torch.nn.Parameter" || name == "torch.nn.parameter.Parameter" ? isParameter(shape) : false
    case (.dtype, .external(let name)): return name == "torch.dtype"
    case (.function, .external("types.FunctionType")), (.boundMethod, .external("types.MethodType")): return true
    case (_, .external), (_, .class_): return isInstanceOfOther(shape)
    default: return nil
    }
  }

  private func isSubclassOfModelOutput(_ id: ClassID, _ name: Symbol) -> Bool {
    (name == "dict" || name == "OrderedDict") && isModelOutput(id)
  }

  private func isInstanceOfOther(_ shape: ShapeID) -> Bool? {
    switch shapes[shape] {
    // A layer's class, which is an instance of `type` alone.
    case .external(let name): library.module(named: name) == nil ? nil : false
    case .opaque(.inert), .boundExternal: nil
    default: false
    }
  }

  private func isParameter(_ shape: ShapeID) -> Bool {
    if case .tensor(let tensor) = shapes[shape] { return tensor.role == .parameter }
    return false
  }

  func isSubclass(_ id: ClassID, of other: ClassID) -> Bool {
    graph[id].mro.contains { $0 == .class_(other) } || graph.dottedName(of: id) == graph.dottedName(of: other)
  }

  private func isInstance(_ kind: SiteKind, ofExternal name: Symbol) -> Bool? {
    switch kind {
    case .instance(.checked(let own)): graph.isSubclass(own, of: name)
    case .instance(.modelled(let own)): isModelledSubclass(own, of: name)
    case .partial: name == "functools.partial"
    default: false
    }
  }

  private func isInstance(_ shape: ShapeID, ofBuiltin name: Symbol) -> Bool? {
    switch shapes[shape] {
    case .none: name == "object"
    case .bool, .opaque(.bool): name == "bool" || name == "int" || name == "object"
    case .integer, .opaque(.integer), .opaque(.positiveInteger): name == "int" || name == "object"
    case .float, .opaque(.float): name == "float" || name == "object"
    case .opaque(.number): name == "int" || name == "float" ? nil : false
    case .string, .numbered, .opaque(.string): name == "str" || name == "object"
    case .tuple, .sequence, .opaque(.size): name == "tuple" || name == "object"
    case .class_: name == "type" || name == "object"
    // What is not modelled may be anything: a class, a function, a constant.
    case .external(let full): library.module(named: full) == nil ? nil : name == "type" || name == "object"
    case .opaque(.inert): nil
    default: name == "object"
    }
  }
}
