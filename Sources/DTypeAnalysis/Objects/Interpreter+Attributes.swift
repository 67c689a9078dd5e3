import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Attribute access on every kind of value.
extension Interpreter {
  func attribute(_ name: Symbol, of object: ValueID, at node: NodeID) -> ValueID {
    if let piece = values.single(object), piece.mask.isSuperset(of: frame.live) {
      if case .alternatives = shapes[piece.shape] {
      } else {
        return attribute(name, ofShape: shapes.restrict(piece.shape, to: frame.live), at: node)
      }
    }
    return mapPieces(of: filter(object) { self.mayHave(name, $0) }) { self.attribute(name, ofShape: $0, at: node) }
  }

  /// Whether a value of Python's own types, a tensor, or an object may have an attribute.
  ///
  /// Of alternatives those that have none raise, so that what goes on is another one.
  private func mayHave(_ name: Symbol, _ shape: ShapeID) -> Bool {
    if name.text.hasPrefix("__") { return true }
    switch shapes[shape] {
    case .none: return false
    case .tensor: return !Self.mappingMethods.contains(name)
    case .object: return hasAttribute(name, of: shape).false_ != frame.live
    case .tuple, .sequence: return PythonMethod(builtinMethodName(name, shape)) != nil || Self.resultFields[name] != nil
    case .integer, .bool, .float, .string, .numbered, .opaque(.integer), .opaque(.positiveInteger), .opaque(.bool),
      .opaque(.float), .opaque(.number), .opaque(.string):
      return PythonMethod(builtinMethodName(name, shape)) != nil
    default: return true
    }
  }

  private static let mappingMethods: Set<Symbol> = [
    "get", "items", "keys", "update", "setdefault", "to_tuple", "append",
  ]

  private func attribute(_ name: Symbol, ofShape shape: ShapeID, at node: NodeID) -> ValueID {
    switch shapes[shape] {
    case .object(let site): return attribute(name, ofObject: site, shape, at: node)
    case .tensor: return tensorAttribute(name, shape, at: node)
    case .external(let base):
      if name == "__name__", library.module(named: base) != nil, let last = base.text.split(separator: ".").last {
        return value(shapes.string(Symbol(String(last))))
      }
      return value(externalValue(Symbol(base.text + "." + name.text)))
    case .module(let id): return definitionValue(graph.attribute(name, of: ModuleID(id)))
    case .class_(let id): return attribute(name, ofClass: ClassID(id), receiver: shape)
    case .superProxy(let owner, let receiver): return superAttribute(name, after: ClassID(owner), receiver)
    case .function(let id, _):
      if name == "__name__" { return value(shapes.string(graph[FunctionID(id)].name)) }
      return unknown(.unresolvedAttribute, name)
    case .boundMethod(let function, _) where name == "__func__": return value(function)
    case .boundMethod(_, let receiver) where name == "__self__": return value(receiver)
    case .dtype: return dtypeAttribute(name, shape)
    case .unknown: return castOfUnknown(name, at: node) ?? sizeOfUnknown(name, at: node) ?? value(shape)
    case .opaque(.inert): return value(.opaque(.inert))
    case .none:
      // `None.x` raises an AttributeError: such lanes are only reached because a guard was not understood, or because
      // a configuration's default is not what users have.
      return unknown(.unresolvedAttribute, name)
    case .tuple(let elements) where Self.resultFields[name] != nil && elements.count > Self.resultFields[name] ?? 0:
      return values.restrict(elements[Self.resultFields[name] ?? 0], to: frame.live)
    case .operation(let id): return value(externalValue(Symbol(library[id].name.text + "." + name.text)))
    default: return value(.boundExternal(builtinMethodName(name, shape), receiver: shape))
    }
  }

  /// The fields of the named tuples that torch's functions return, by their place.
  private static let resultFields: [Symbol: Int] = [
    "values": 0, "indices": 1, "eigenvalues": 0, "eigenvectors": 1, "Q": 0, "R": 1, "U": 0, "S": 1, "Vh": 2, "sign": 0,
    "logabsdet": 1, "solution": 0,
  ]

  /// `list.append`, `str.format`, `tuple.index`…: methods of Python's own types, by the type's name.
  private func builtinMethodName(_ name: Symbol, _ shape: ShapeID) -> Symbol {
    let type =
      switch shapes[shape] {
      case .string, .numbered, .opaque(.string): "str"
      case .tuple, .sequence, .opaque(.size), .opaque(.integers), .opaque(.floats): "tuple"
      case .integer, .bool, .opaque(.integer), .opaque(.positiveInteger), .opaque(.bool): "int"
      case .float, .opaque(.float), .opaque(.number): "float"
      default: "object"
      }
    return Symbol(type + "." + name.text)
  }

  private func attribute(_ name: Symbol, ofObject site: SiteID, _ shape: ShapeID, at node: NodeID) -> ValueID {
    if let method = namedTupleMethod(name, of: site) { return value(.boundExternal(method, receiver: shape)) }
    switch info(site).kind {
    case .instance(.checked(let id)): return instanceAttribute(name, site, shape, of: id, at: node)
    case .instance(.modelled(let owner)):
      if let field = readField(site, name.fieldKey) ?? namedChild(name, of: site) { return withMissing(field, name) }
      return modelledAttribute(name, site, shape, of: owner)
    case .list: return value(.boundExternal(Symbol("list." + name.text), receiver: shape))
    case .dictionary:
      // `state_dict._metadata`
      if let field = readField(site, name.fieldKey) { return withMissing(field, name) }
      return value(.boundExternal(Symbol("dict." + name.text), receiver: shape))
    case .set: return value(.boundExternal(Symbol("set." + name.text), receiver: shape))
    case .partial: return attribute(name, ofPartial: site, at: node)
    default: return unknown(.unresolvedAttribute, name)
    }
  }

  /// Live lanes in which a field is missing hold unknown.
  private func withMissing(_ field: ValueID, _ name: Symbol) -> ValueID {
    let missing = frame.live - values.support(field)
    if missing.isEmpty { return filter(field) { $0 != self.shapes.absent } }
    return values.join(field, values.value(shapes.unknown(.unresolvedAttribute, name), in: missing))
  }

  private func instanceAttribute(
    _ name: Symbol, _ site: SiteID, _ shape: ShapeID, of id: ClassID, at node: NodeID
  ) -> ValueID {
    if name == "__class__" { return value(.class_(id.rawValue)) }
    if name == "__dict__" { return attributes(of: shape, at: node) }
    if let field = readField(site, name.fieldKey) ?? namedChild(name, of: site) {
      let missing = frame.live - values.support(field)
      if missing.isEmpty { return filter(field) { $0 != self.shapes.absent } }
      let entry = frame.live
      frame.live = missing
      let rest = classLevelAttribute(name, site, shape, of: id, at: node)
      frame.live = entry
      return values.join(field, rest)
    }
    return classLevelAttribute(name, site, shape, of: id, at: node)
  }

  /// What the class says about an attribute that the instance does not hold itself.
  private func classLevelAttribute(
    _ name: Symbol, _ site: SiteID, _ shape: ShapeID, of id: ClassID, at node: NodeID
  ) -> ValueID {
    if let member = method(name, of: id, receiver: shape) {
      if case .descriptor(.property, let getter) = shapes[member] {
        return callShape(getter, CallArguments([value(shape)], node: node))
      }
      return values.restrict(values.value(member, in: lanes.all), to: frame.live)
    }
    if let (owner, _) = graph.member(name, of: id) {
      return values.restrict(classAttribute(name, of: owner), to: frame.live)
    }
    if let mapped = mappedAttribute(name, site, shape, of: id, at: node) { return mapped }
    if let form = numberedForm(of: name), let numbered = numberedAttribute(form, of: value(shape)) { return numbered }
    let getter = method("__getattr__", of: id, receiver: shape)
    for case .external(let base) in graph[id].mro where getter == nil || hasModelledAttribute(name, shape, of: base) {
      if let found = modelledMember(name, shape, of: base) { return found }
    }
    return getter.map { computedAttribute(name, by: $0, at: node) } ?? unknown(.unresolvedAttribute, name)
  }

  /// What a class's own `__getattr__` answers for a name that nothing else has, unknown in lanes in which it raises.
  func computedAttribute(_ name: Symbol, by getter: ShapeID, at node: NodeID) -> ValueID {
    let before = (live: frame.live, raised: frame.raised)
    let result = callShape(getter, CallArguments([value(shapes.string(name))], node: node))
    (frame.live, frame.raised) = before
    return filled(result, with: shapes.unknown(.unresolvedAttribute, name))
  }

  /// `attribute_map` of configurations: another name for a field.
  private func mappedAttribute(
    _ name: Symbol, _ site: SiteID, _ shape: ShapeID, of id: ClassID, at node: NodeID
  ) -> ValueID? {
    guard name != "attribute_map", let (owner, _) = graph.member("attribute_map", of: id),
      case .object(let map)? = uniform(values.restrict(classAttribute("attribute_map", of: owner), to: frame.live)),
      let target = store.read(map, shapes.string(name).rawValue).flatMap(constantString)
    else { return nil }
    return instanceAttribute(target, site, shape, of: id, at: node)
  }

  private func superAttribute(_ name: Symbol, after: ClassID, _ receiver: ShapeID) -> ValueID {
    let own: ClassID? =
      switch shapes[receiver] {
      case .object(let site): if case .instance(.checked(let id)) = info(site).kind { id } else { nil }
      case .class_(let id): ClassID(id)
      default: nil
      }
    guard let own else { return unknown(.unresolvedName, "super") }
    if let member = method(name, of: own, receiver: receiver, after: after) {
      if case .descriptor(.property, let getter) = shapes[member] {
        return callShape(getter, CallArguments([value(receiver)], node: .none))
      }
      return value(member)
    }
    var passed = false
    for entry in graph[own].mro {
      if entry == .class_(after) { passed = true }
      guard passed, case .external(let base) = entry else { continue }
      if let found = modelledMember(name, receiver, of: base) { return found }
    }
    if name == "__init__" || name == "__init_subclass__" || name == "__post_init__" || name == "__setattr__" {
      return value(.builtin("object.__init__"))
    }
    return unknown(.unresolvedAttribute, name)
  }

  // MARK: Writing

  func setAttribute(_ name: Symbol, of object: ValueID, to newValue: ValueID, at node: NodeID) {
    let entry = frame.live
    var after = LaneMask()
    for piece in values.pieces(object) {
      let mask = piece.mask & entry
      if mask.isEmpty { continue }
      frame.live = mask
      for shape in shapes.alternatives(of: piece.shape) {
        setAttribute(name, ofShape: shape, to: values.restrict(newValue, to: mask), at: node)
      }
      after.formUnion(frame.live)
    }
    frame.live = after
  }

  private func setAttribute(_ name: Symbol, ofShape shape: ShapeID, to newValue: ValueID, at node: NodeID) {
    switch shapes[shape] {
    case .object(let site):
      if case .instance(.checked(let id)) = info(site).kind, let setter = propertySetter(name, of: id) {
        _ = callShape(setter, CallArguments([value(shape), newValue], node: node))
        return
      }
      if name == "data", case .instance = info(site).kind { return }
      // `setattr(blocks, "2", block)`
      let isNumber = name.text.utf8.first.map { $0 >= 0x30 && $0 <= 0x39 } ?? false
      let key = isNumber ? childKey(name, in: site) : isChild(newValue, of: site) ? childName(name) : name.fieldKey
      writeField(site, key, newValue)
    case .class_(let id):
      if classInDecoration == ClassID(id) { return setDecorated(name, of: ClassID(id), to: newValue) }
      grow(&classAttributes[IDPair(id, name.id)], by: newValue)
    default: break
    }
  }

  private func propertySetter(_ name: Symbol, of id: ClassID) -> ShapeID? {
    guard let (owner, _) = graph.member(name, of: id) else { return nil }
    let tree = graph[graph[owner].module].tree
    for binding in graph[owner].members[name] ?? [] where binding.kind == .function {
      guard let function = graph.function(at: binding.node, in: graph[owner].module) else { continue }
      for decorator in graph[function].decorators
      where tree.kind(decorator) == .attribute && tree.symbol(decorator) == "setter" {
        return shapes.intern(.function(function.rawValue, environment: nil))
      }
    }
    return nil
  }
}
