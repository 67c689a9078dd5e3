import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// `getattr`, `setattr`, `hasattr`, and which attributes a value has.
extension Interpreter {
  func callAttributeBuiltin(_ function: PythonBuiltin, _ arguments: CallArguments) -> ValueID {
    guard arguments.positional.count >= 2 else {
      return unknown(.badArguments, Symbol(function.rawValue))
    }
    let object = arguments.positional[0]
    let names = arguments.positional[1]
    switch function {
    case .getattr:
      let fallback = arguments.positional.count > 2 ? arguments.positional[2] : nil
      return mapPieces(of: names) { name in
        let owner = self.values.restrict(object, to: self.frame.live)
        switch self.shapes[name] {
        case .string(let attribute):
          return self.attribute(attribute, of: owner, orElse: fallback, at: arguments.node)
        case .numbered(let pattern):
          return self.numberedAttribute(pattern, of: owner) ?? self.child(name, of: owner, at: arguments.node)
            ?? self.unknown(.unresolvedAttribute, pattern)
        default:
          return self.child(name, of: owner, at: arguments.node) ?? self.unknown(.unresolvedAttribute, "getattr")
        }
      }
    case .hasattr:
      return mapPairs(object, names) { shape, name in
        guard case .string(let attribute) = self.shapes[name] else { return self.opaque(.bool) }
        return self.booleanValue(self.hasAttribute(attribute, of: shape))
      }
    case .setattr:
      guard arguments.positional.count == 3 else { return noneValue }
      setAttributes(names, of: object, to: arguments.positional[2], at: arguments.node)
      return noneValue
    default:
      return mapPairs(object, names) { shape, name in
        if let (site, _) = self.object(shape), case .string(let attribute) = self.shapes[name] {
          self.removeField(site, attribute.fieldKey)
        }
        return self.noneValue
      }
    }
  }

  /// `getattr(object, name, fallback)` in every live lane.
  func attribute(_ name: Symbol, of object: ValueID, orElse fallback: ValueID?, at node: NodeID)
    -> ValueID
  {
    mapPieces(of: object) { shape in
      guard let fallback else { return self.attribute(name, of: self.value(shape), at: node) }
      let truth = self.hasAttribute(name, of: shape)
      let missing = self.values.restrict(fallback, to: truth.false_)
      let there = truth.true_ | truth.both
      if there.isEmpty { return missing }
      let entry = self.frame.live
      self.frame.live = there
      let found = self.attribute(
        name, of: self.value(self.shapes.restrict(shape, to: there)), at: node)
      self.frame.live.formUnion(entry & truth.false_)
      return self.values.join(
        self.values.join(found, self.values.restrict(fallback, to: truth.both)), missing)
    }
  }

  /// A name of which nothing is known sets nothing that could be told.
  private func setAttributes(
    _ names: ValueID, of object: ValueID, to newValue: ValueID, at node: NodeID
  ) {
    _ = mapPieces(of: names) { name in
      switch self.shapes[name] {
      case .string(let attribute):
        self.setAttribute(
          attribute, of: self.values.restrict(object, to: self.frame.live),
          to: self.values.restrict(newValue, to: self.frame.live), at: node)
      case .numbered(let pattern):
        if case .object(let site)? = self.uniform(object) { self.addNumberedAttribute(pattern, of: site, newValue) }
      default: break
      }
      return self.noneValue
    }
  }

  /// `vars(object)`: its own attributes as a dict; a copy, for what is written to it is not seen again.
  func attributes(of shape: ShapeID, at node: NodeID) -> ValueID {
    guard case .object(let site) = shapes[shape], case .instance = info(site).kind else {
      return unknown(.noModel, "vars")
    }
    noteRead(of: site)
    let content = store.content(of: site)
    let result = newDictionary(at: node)
    for (key, field) in zip(content.keys, content.values) {
      guard let name = FieldKey.name(key) else { continue }
      setItemWhereBound(result, key: value(shapes.string(name)), to: field)
    }
    return result
  }

  // MARK: Presence

  /// The live lanes in which a value has an attribute.
  func hasAttribute(_ name: Symbol, of shape: ShapeID) -> Truth {
    guard case .object(let site) = shapes[shape], case .instance(let owner) = info(site).kind else {
      switch hasAttributeOutsideInstances(name, shape) {
      case true?: return Truth(true_: frame.live)
      case false?: return Truth(false_: frame.live)
      case nil: return Truth(both: frame.live)
      }
    }
    if namedTupleMethod(name, of: site) != nil { return Truth(true_: frame.live) }
    var truth = fieldPresence(name, in: site)
    if truth.false_.isEmpty { return truth }
    let entry = frame.live
    frame.live = truth.false_
    var classLevel: Bool? =
      switch owner {
      case .checked(let id): hasClassAttribute(name, site, shape, of: id)
      case .modelled(let base): hasModelledAttribute(name, shape, of: base)
      }
    if classLevel == false, let form = numberedForm(of: name), readField(site, form.fieldKey) != nil {
      classLevel = nil
    }
    frame.live = entry
    if classLevel == true { truth.true_.formUnion(truth.false_) }
    if classLevel == nil { truth.both.formUnion(truth.false_) }
    if classLevel != false { truth.false_ = [] }
    return truth
  }

  /// The lanes in which an instance holds a field itself.
  func fieldPresence(_ name: Symbol, in site: SiteID) -> Truth {
    guard let field = readField(site, name.fieldKey) ?? namedChild(name, of: site) else {
      return Truth(false_: frame.live)
    }
    var truth = Truth()
    for piece in values.pieces(field) {
      let alternatives = shapes.alternatives(of: piece.shape)
      let absent = alternatives.count { $0 == shapes.absent }
      if absent == 0 {
        truth.true_.formUnion(piece.mask)
      } else if absent < alternatives.count {
        truth.both.formUnion(piece.mask)
      }
    }
    truth.false_ = frame.live - truth.true_ - truth.both
    return truth
  }

  /// Whether an instance has an attribute from its class: closed-world, except below bases that are not known.
  private func hasClassAttribute(_ name: Symbol, _ site: SiteID, _ shape: ShapeID, of id: ClassID)
    -> Bool?
  {
    if hasMember(name, id) || name == "__class__" || name == "__dict__" {
      return true
    }
    if name != "attribute_map", let target = mappedName(name, of: id) {
      let truth = hasAttribute(target, of: shape)
      return truth.false_.isEmpty && truth.both.isEmpty
        ? true : truth.true_.isEmpty && truth.both.isEmpty ? false : nil
    }
    var isOpen = false
    for case .external(let base) in graph[id].mro {
      if hasModelledAttribute(name, shape, of: base) { return true }
      if !isKnownBase(base) { isOpen = true }
    }
    if isOpen { return nil }
    return method("__getattr__", of: id, receiver: shape).map { answers(name, by: $0) } ?? false
  }

  /// Whether a `__getattr__` of the checked code has an answer; that of `nn.Module` only finds what is registered.
  private func answers(_ name: Symbol, by getter: ShapeID) -> Bool? {
    let mark = store.mark()
    defer { store.rollback(to: mark) }
    var isMissing = 0
    let pieces = values.pieces(computedAttribute(name, by: getter, at: .none))
    for piece in pieces {
      guard case .unknown(let reason) = shapes[piece.shape] else { continue }
      guard shapes[reason] == UnknownReason(.unresolvedAttribute, name) else { return nil }
      isMissing += 1
    }
    return isMissing == 0 ? true : isMissing == pieces.count ? false : nil
  }

  /// Whether a modelled class has a member.
  ///
  /// Any name is a bound method to `modelledMember` if the class is a module, so what modules really have is listed.
  func hasModelledAttribute(_ name: Symbol, _ shape: ShapeID, of base: Symbol) -> Bool {
    guard let member = modelledMember(name, shape, of: base) else { return false }
    guard case .boundExternal(let full, _)? = uniform(member), full.text.hasPrefix("torch.nn.Module.") else {
      return true
    }
    return Self.moduleMembers.contains(name.text)
  }

  private static let moduleMembers: Set<String> = [
    "__call__", "__init__", "__setattr__", "__getattr__", "_apply", "_buffers", "_forward_hooks", "_modules",
    "_parameters", "_backward_hooks", "_forward_pre_hooks", "_get_name", "_load_from_state_dict", "_save_to_state_dict",
    "add_module", "apply", "bfloat16", "buffers", "call_super_init", "children", "compile", "cpu", "cuda", "double",
    "dump_patches", "eval", "extra_repr", "float", "forward", "get_buffer", "get_extra_state", "get_parameter",
    "get_submodule", "half", "ipu", "load_state_dict", "modules", "mtia", "named_buffers", "named_children",
    "named_modules", "named_parameters", "parameters", "register_backward_hook", "register_buffer",
    "register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook",
    "register_full_backward_pre_hook", "register_load_state_dict_post_hook", "register_load_state_dict_pre_hook",
    "register_module", "register_parameter", "register_state_dict_post_hook", "register_state_dict_pre_hook",
    "requires_grad_", "set_extra_state", "set_submodule", "share_memory", "state_dict", "to", "to_empty", "train",
    "training", "type", "xpu", "zero_grad",
  ]

  /// Where a configuration's `attribute_map` sends a name.
  private func mappedName(_ name: Symbol, of id: ClassID) -> Symbol? {
    guard let (owner, _) = graph.member("attribute_map", of: id),
      case .object(let map)? = uniform(
        values.restrict(classAttribute("attribute_map", of: owner), to: frame.live))
    else { return nil }
    return store.read(map, shapes.string(name).rawValue).flatMap(constantString)
  }

  /// A class outside the checked tree of which all attributes are known, or that adds none worth asking for.
  private func isKnownBase(_ name: Symbol) -> Bool {
    if library.module(named: name) != nil || isMapping(name) { return true }
    switch name.text {
    case "object", "dict", "list", "tuple", "str", "int", "float", "Exception", "ABC", "abc.ABC",
      "Generic",
      "typing.Generic", "Protocol", "typing.Protocol", "typing_extensions.Protocol", "enum.Enum",
      "enum.IntEnum",
      "OrderedDict", "collections.OrderedDict", "torch.nn.Module", "torch.nn.modules.module.Module":
      return true
    default: return false
    }
  }

  private func hasAttributeOutsideInstances(_ name: Symbol, _ shape: ShapeID) -> Bool? {
    switch shapes[shape] {
    case .none: return name == "__class__"
    case .module(let id):
      if case .undefined = graph.attribute(name, of: ModuleID(id)) { return false }
      return true
    case .class_(let id):
      if hasMember(name, ClassID(id)) || name == "__name__" { return true }
      return graph[ClassID(id)].mro.contains {
        if case .external(let base) = $0 { !isKnownBase(base) } else { false }
      }
        ? nil : false
    case .tensor:
      return library.operatorID(named: Symbol("torch.Tensor." + name.text)) != nil ? true : nil
    case .external(let base):
      return library.operatorID(named: Symbol(base.text + "." + name.text)) != nil ? true : nil
    case .function, .boundMethod: return name == "__name__" || name == "__call__" ? true : nil
    case .string, .numbered, .opaque(.string): return hasMethod("str", name)
    case .tuple, .sequence: return hasMethod("tuple", name)
    case .bool, .integer, .opaque(.bool), .opaque(.integer), .opaque(.positiveInteger):
      return hasMethod("int", name)
    case .float, .opaque(.float): return hasMethod("float", name)
    case .object(let site):
      switch info(site).kind {
      case .list: return hasMethod("list", name)
      case .dictionary: return hasMethod("dict", name)
      case .set: return hasMethod("set", name)
      case .partial: return name == "func" || name == "args" || name == "keywords"
      default: return nil
      }
    default: return nil
    }
  }

  /// Dunder methods are not all listed, so their absence from the list tells nothing.
  private func hasMethod(_ type: String, _ name: Symbol) -> Bool? {
    if PythonMethod(Symbol(type + "." + name.text)) != nil { return true }
    return name.text.hasPrefix("__") ? nil : false
  }
}
