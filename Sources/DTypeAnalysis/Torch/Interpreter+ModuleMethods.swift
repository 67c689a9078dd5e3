import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Methods that every module has, and walks over the tensors of a module tree.
extension Interpreter {
  /// `name` is a dotted external: `torch.nn.Module.to`, `torch.autograd.Function.apply`.
  func callModelledMethod(_ name: Symbol, of receiver: ShapeID, _ arguments: CallArguments) -> ValueID {
    if name.text.hasPrefix("torch.autograd.Function.") { return callAutograd(name, receiver, arguments) }
    if name.text.hasSuffix(".__init__") {
      _ = initializeModelled(Symbol(String(name.text.dropLast(".__init__".count))), receiver, arguments)
      return noneValue
    }
    guard name.text.hasPrefix("torch.nn.Module."), case .object(let site) = shapes[receiver] else {
      return unknown(.noModel, name)
    }
    let method = String(name.text.dropFirst("torch.nn.Module.".count))
    switch method {
    case "to", "type": return moduleTo(site, receiver, arguments)
    case "half": return cast(site, receiver, to: every(.float16), at: arguments.node)
    case "float": return cast(site, receiver, to: every(.float32), at: arguments.node)
    case "double": return cast(site, receiver, to: every(.float64), at: arguments.node)
    case "bfloat16": return cast(site, receiver, to: every(.bfloat16), at: arguments.node)
    case "eval", "train", "requires_grad_", "cuda", "cpu", "apply", "share_memory", "to_empty": return value(receiver)
    case "register_buffer": return registerTensor(site, .buffer, arguments)
    case "register_parameter": return registerTensor(site, .parameter, arguments)
    case "add_module", "register_module": return registerModule(site, arguments)
    case "append": return appendModule(site, receiver, arguments)
    case "extend":
      appendElements(of: arguments.positional.first ?? noneValue, to: site)
      return value(receiver)
    case "insert": return insertModule(site, receiver, arguments)
    case "__call__", "forward":
      if case .instance(let owner) = info(site).kind { return callModule(owner, receiver, arguments) }
      return unknown(.notCallable)
    case "parameters", "buffers", "named_parameters", "named_buffers":
      return tensors(of: site, name)
    case "modules", "named_modules": return submodules(of: site, name)
    case "children": return moduleTable(site, "values")
    case "named_children": return moduleTable(site, "items")
    case "get_submodule": return submodule(site, arguments)
    case "items": return moduleFields(site) { value(.tuple([$0, $1])) }
    case "keys": return moduleFields(site) { name, _ in name }
    case "values": return moduleFields(site) { _, module in module }
    case "__getattr__": return missing(.unresolvedAttribute, arguments.positional.first.flatMap(constantString) ?? name)
    case "__init__", "_init_weights", "_save_to_state_dict", "__setattr__": return noneValue
    case _ where method.hasPrefix("register_") || Self.bookkeeping.contains(method): return value(.opaque(.inert))
    // No method of modules: an attribute that the code around sets, or none at all.
    default:
      return hasAttribute(Symbol(method), of: receiver).false_.isSuperset(of: frame.live)
        ? missing(.unresolvedAttribute, Symbol(method)) : unknown(.unresolvedAttribute, Symbol(method))
    }
  }

  /// Methods of every module that have nothing to do with its tensors.
  private static let bookkeeping: Set<String> = [
    "compile", "extra_repr", "get_extra_state", "load_state_dict", "set_extra_state", "set_submodule", "state_dict",
    "zero_grad",
  ]

  // MARK: Casts

  private func every(_ dtype: DType) -> LaneVector { LaneVector(DTypeSet(dtype).rawValue, in: frame.live) }

  private func moduleTo(_ site: SiteID, _ receiver: ShapeID, _ arguments: CallArguments) -> ValueID {
    var target = LaneVector()
    for given in arguments.positional + arguments.keywords.filter({ $0.name == "dtype" }).map(\.value) {
      for piece in values.pieces(values.restrict(given, to: frame.live)) {
        switch shapes[piece.shape] {
        case .dtype(let dtypes): target = target.union(shapes[dtypes].restricted(to: piece.mask))
        case .tensor(let other): target = target.union(shapes[other.dtypes].restricted(to: piece.mask))
        default: break
        }
      }
    }
    return cast(site, receiver, to: target, at: arguments.node)
  }

  /// `module.to(…)` changes the module and returns it.
  ///
  /// A frozen site stands for every module that is alike, of which only one is cast: that one becomes an object of its
  /// own, and takes its place in the object that holds it.
  private func cast(_ site: SiteID, _ receiver: ShapeID, to target: LaneVector, at node: NodeID) -> ValueID {
    guard info(site).isFrozen else {
      castTensors(of: site, to: target)
      return value(receiver)
    }
    guard !(target.support & frame.live).isEmpty else { return value(receiver) }
    let copy = thawed(site, at: node)
    castTensors(of: copy, to: target)
    let result = value(.object(copy))
    putBack(result, receiverOf: node)
    return result
  }

  /// `self.proj.to(…)`: the module that was cast stays the attribute of its holder.
  private func putBack(_ module: ValueID, receiverOf call: NodeID) {
    let tree = frame.tree
    guard !call.isNone, tree.kind(call) == .call else { return }
    let method = tree.child(call, 0)
    guard tree.kind(method) == .attribute, tree.kind(tree.child(method, 0)) == .attribute else { return }
    assign(module, to: tree.child(method, 0))
  }

  /// A copy of a frozen module tree that may be changed.
  private func thawed(_ site: SiteID, at node: NodeID) -> SiteID {
    let copy = allocate(
      info(site).kind, at: node, in: frame.module.id, context: frame.context, serial: site.rawValue)
    var content = store.content(of: site)
    for index in content.values.indices {
      content.values[index] = values.value(
        values.pieces(content.values[index]).map { piece in
          guard case .object(let child) = shapes[piece.shape], info(child).isFrozen, isModule(child) else {
            return piece
          }
          return Piece(piece.mask, shapes.intern(.object(thawed(child, at: node))))
        })
    }
    store.replace(copy, with: store.intern(content))
    return copy
  }

  /// Casts the floating parameters and buffers of a module tree, as `Module.to(dtype)` does; integers stay.
  ///
  /// - Parameters:
  ///   - keeper: the origin of what keeps the tensors in a dtype, if they are not cast with their model.
  ///   - isLoading: whether a checkpoint is loaded instead, which has no values for buffers that are not saved.
  func castTensors(of site: SiteID, to target: LaneVector, keeper: OriginID = .none, isLoading: Bool = false) {
    var cast = ModuleCast(target: target, keeper: keeper, isLoading: isLoading)
    castTensors(of: site, &cast)
  }

  /// One cast of a module tree.
  private struct ModuleCast {
    let target: LaneVector
    let keeper: OriginID
    let isLoading: Bool
    var seen = Set<SiteID>()
  }

  private func castTensors(of site: SiteID, _ cast: inout ModuleCast) {
    guard cast.target.support != [], cast.seen.insert(site).inserted else { return }
    noteRead(of: site)
    let content = store.content(of: site)
    for (key, field) in zip(content.keys, content.values) {
      let old = values.restrict(field, to: frame.live)
      let new = values.value(values.pieces(old).map { Piece($0.mask, castField($0.shape, &cast)) })
      // Of the objects that a site stands for each is cast.
      if new != old { replaceField(site, key, new) }
    }
  }

  private func castField(_ shape: ShapeID, _ cast: inout ModuleCast) -> ShapeID {
    switch shapes[shape] {
    case .tensor(let tensor) where tensor.role.isCast(isLoading: cast.isLoading):
      return castModuleTensor(tensor, to: cast.target, keeper: cast.keeper)
    case .object(let site):
      if case .instance = info(site).kind, isModule(site) { castTensors(of: site, &cast) }
      return shape
    case .alternatives(let list):
      let parts = list.map { castField($0, &cast) }
      return parts.dropFirst().reduce(parts[0]) { shapes.join($0, $1) }
    default: return shape
    }
  }

  func castModuleTensor(_ tensor: TensorShape, to target: LaneVector, keeper: OriginID) -> ShapeID {
    var dtypes = shapes[tensor.dtypes]
    for lane in 0..<16 where target[lane] != 0 {
      let old = DTypeSet(rawValue: dtypes[lane])
      if old.isEmpty { continue }
      let kept = DTypeSet(rawValue: old.rawValue & ~DTypeSet.floating.rawValue)
      dtypes[lane] = old == kept ? old.rawValue : kept.rawValue | target[lane]
    }
    return self.tensor(
      dtypes, rank: tensor.rank, from: [tensor], role: tensor.role, origin: moduleCastOrigin(tensor, keeper: keeper))
  }

  func isModule(_ site: SiteID) -> Bool {
    switch info(site).kind {
    case .instance(.checked(let id)): graph.isSubclass(id, of: "torch.nn.Module")
    case .instance(.modelled(let name)): library.module(named: name) != nil
    default: false
    }
  }

  // MARK: Registration

  private func registerTensor(_ site: SiteID, _ role: TensorRole, _ arguments: CallArguments) -> ValueID {
    guard let tensor = arguments.argument(1, role == .buffer ? "tensor" : "param") else { return noneValue }
    let isUnsaved = role == .buffer && arguments.argument(2, "persistent").flatMap(uniform) == .bool(false)
    let registered = withRole(isUnsaved ? .unsavedBuffer : role, tensor)
    if let name = arguments.argument(0, "name").flatMap(constantString) {
      writeField(site, name.fieldKey, registered)
    } else if case .numbered(let pattern)? = arguments.argument(0, "name").flatMap(uniform) {
      addNumberedAttribute(pattern, of: site, registered)
    }
    return noneValue
  }

  /// A tensor as a parameter or buffer of a module; other values stay what they are.
  func withRole(_ role: TensorRole, _ given: ValueID) -> ValueID {
    values.value(
      values.pieces(given).map { piece in
        let list = shapes.alternatives(of: piece.shape).map { shape -> ShapeID in
          guard case .tensor(var tensor) = shapes[shape] else { return shape }
          tensor.role = role
          return shapes.intern(.tensor(tensor))
        }
        return Piece(piece.mask, list.dropFirst().reduce(list[0]) { shapes.join($0, $1) })
      })
  }

  private func registerModule(_ site: SiteID, _ arguments: CallArguments) -> ValueID {
    guard let module = arguments.argument(1, "module") else { return noneValue }
    if let name = arguments.argument(0, "name").flatMap(constantString) {
      let key = containerName(of: info(site).kind) == nil ? name.fieldKey : childName(name)
      writeField(site, key, module)
    } else {
      if case .numbered(let pattern)? = arguments.argument(0, "name").flatMap(uniform) {
        addNumberedAttribute(pattern, of: site, module)
      }
      writeField(site, ListKey.each, values.join(store.read(site, ListKey.each) ?? .empty, module))
    }
    return noneValue
  }

  private func appendModule(_ site: SiteID, _ receiver: ShapeID, _ arguments: CallArguments) -> ValueID {
    guard let module = arguments.positional.first else { return noneValue }
    if growsInLoop(site) || store.read(site, ListKey.each) != nil {
      writeField(site, ListKey.each, values.join(store.read(site, ListKey.each) ?? .empty, module))
    } else {
      writeField(site, ModuleKey.index(elementCount(site)), module)
    }
    return value(receiver)
  }

  private func insertModule(_ site: SiteID, _ receiver: ShapeID, _ arguments: CallArguments) -> ValueID {
    let count = elementCount(site)
    let place = arguments.argument(0, "index").flatMap(constantInteger).map {
      min(max($0 < 0 ? $0 + count : $0, 0), count)
    }
    if !growsInLoop(site), store.read(site, ListKey.each) == nil, let place {
      for index in (place..<count).reversed() {
        guard let next = readField(site, ModuleKey.index(index)) else { continue }
        writeField(site, ModuleKey.index(index + 1), next)
      }
      writeField(site, ModuleKey.index(place), arguments.argument(1, "module") ?? noneValue)
      return value(receiver)
    }
    return appendModule(site, receiver, arguments.dropping(first: 1))
  }

  // MARK: Walks

  /// The tensors below a module in registration order; `named_` variants pair each with a name.
  private func tensors(of site: SiteID, _ method: Symbol) -> ValueID {
    let isWanted: (TensorRole) -> Bool =
      method.text.hasSuffix("buffers") ? { $0.isBuffer } : { $0 == .parameter }
    var found: [ValueID] = []
    var seen = Set<SiteID>()
    let isComplete = collect(isWanted, site, &found, &seen)
    if method.text.contains("named_") {
      found = found.map { value(.tuple([value(.opaque(.string)), $0])) }
    }
    // A module may do without buffers; one without parameters has some that are not known here.
    let isNone = isComplete && method.text.hasSuffix("buffers")
    return value(found.isEmpty && !isNone ? .sequence(unknownTensor()) : .tuple(found))
  }

  /// Whether all that the module holds is known.
  private func collect(
    _ isWanted: (TensorRole) -> Bool, _ site: SiteID, _ found: inout [ValueID], _ seen: inout Set<SiteID>
  ) -> Bool {
    guard seen.insert(site).inserted else { return true }
    var isComplete = true
    noteRead(of: site)
    // Own tensors come before those of sub-modules, as in torch.
    let fields = store.content(of: site).values.map { values.restrict($0, to: frame.live) }
    for field in fields {
      for piece in values.pieces(field) {
        if case .tensor(let tensor) = shapes[piece.shape], isWanted(tensor.role) { found.append(field) }
      }
    }
    for field in fields {
      for piece in values.pieces(field) {
        for shape in shapes.alternatives(of: piece.shape) {
          switch shapes[shape] {
          case .object(let child) where isModule(child):
            isComplete = collect(isWanted, child, &found, &seen) && isComplete
          case .unknown: isComplete = false
          default: break
          }
        }
      }
    }
    return isComplete
  }

  private func submodule(_ site: SiteID, _ arguments: CallArguments) -> ValueID {
    guard let path = arguments.argument(0, "target").flatMap(constantString) else {
      return unknown(.unresolvedAttribute, "get_submodule")
    }
    var result = value(.object(site))
    for part in path.text.split(separator: ".") {
      result = attribute(Symbol(String(part)), of: result, at: arguments.node)
    }
    return result
  }

  /// What `items`, `keys` and `values` of a module dictionary walk over; names that are not constants stand for any.
  private func moduleFields(
    _ site: SiteID, _ row: (_ name: ValueID, _ module: ValueID) -> ValueID
  ) -> ValueID {
    noteRead(of: site)
    let content = store.content(of: site)
    let named = zip(content.keys, content.values).filter { ModuleKey.isName($0.0) }
      .map { (key: $0.0, module: values.restrict($0.1, to: frame.live)) }
    if let each = content[ListKey.each] {
      let any = values.restrict(shapes.joined(named.map(\.module) + [each]), to: frame.live)
      return value(.sequence(row(opaque(.string), any)))
    }
    return value(.tuple(named.map { row(value(ModuleKey.shape($0.key)), $0.module) }))
  }

  // MARK: Autograd

  /// `Function.apply(…)` runs the class's `forward` with a context before its arguments.
  private func callAutograd(_ name: Symbol, _ receiver: ShapeID, _ arguments: CallArguments) -> ValueID {
    guard case .class_(let id) = shapes[receiver], name.text.hasSuffix(".apply"),
      let forward = method("forward", of: ClassID(id), receiver: receiver)
    else { return value(.opaque(.inert)) }
    return callShape(forward, arguments.prepending(value(.opaque(.inert))))
  }
}
