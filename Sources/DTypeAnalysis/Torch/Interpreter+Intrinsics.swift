import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Operations that need the machine itself: casts to a dtype given as a value, modes, introspection.
extension Interpreter {
  /// Nil when the operation's model answers after all.
  func callIntrinsic(_ name: Symbol, _ model: OperatorModel, _ arguments: CallArguments) -> ValueID? {
    switch name {
    case "to", "type": tensorTo(name, model, arguments)
    case "parameter": parameter(arguments, role: .parameter)
    case "buffer": parameter(arguments, role: .buffer)
    case "item": item(arguments)
    case "tolist": nestedItems(arguments)
    case "identity_decorator": identityDecorator(arguments)
    case "identity_module": arguments.positional.first
    case "second_argument": arguments.argument(1, "the_value")
    case "null_context": value(.opaque(.inert))
    case "no_grad": noGrad(arguments)
    case "autocast": autocastContext(arguments, device: arguments.argument(0, "device_type"), dtypeAt: 1, enabledAt: 2)
    case "cuda_autocast": autocastContext(arguments, device: value(.string("cuda")), dtypeAt: 1, enabledAt: 0)
    case "cast_arguments": castArguments(arguments, dtypeAt: 2)
    case "cuda_cast_arguments": castArguments(arguments, dtypeAt: 1)
    case "set_default_dtype": setDefaultDType(arguments)
    case "get_default_dtype": value(.dtype(shapes.intern(modes.defaultDType.restricted(to: frame.live))))
    case "is_autocast_enabled": autocastEnabled(arguments)
    case "get_autocast_dtype": autocastDType()
    case "finfo", "iinfo": typeInformation(arguments)
    case "promote_types": promotedTypes(arguments)
    case "result_type": nil
    case "device": value(.opaque(.inert))
    case "size": value(.opaque(.size))
    case "false": value(shapes.false_)
    case "checkpoint": checkpoint(arguments)
    case "module": noneValue
    case "given": arguments.argument(0, "input")
    case "module_to", "set_", "numpy", "from_numpy", "can_cast", "vmap": nil
    default: nil
    }
  }

  // MARK: Casts

  /// `x.to(…)`: the dtype may be an argument, that of another tensor, or not given at all.
  private func tensorTo(_ name: Symbol, _ model: OperatorModel, _ arguments: CallArguments) -> ValueID? {
    guard let receiver = arguments.positional.first else { return nil }
    var candidates = Array(arguments.positional.dropFirst())
    if name == "type", candidates.isEmpty, arguments.keywords.isEmpty { return value(.opaque(.string)) }
    candidates += arguments.keywords.filter { ["dtype", "other"].contains($0.name.text) }.map(\.value)
    if let more = arguments.morePositional ?? arguments.moreKeywords { candidates.append(more) }
    var target = LaneVector()
    for candidate in candidates { add(castTarget(candidate, isType: name == "type"), to: &target) }
    return mapPieces(of: receiver) { shape in
      guard case .tensor(let tensor) = self.shapes[shape] else {
        return self.isUnknown(shape) ? self.castUnknown(target) : self.value(shape)
      }
      return self.value(self.cast(tensor, to: target.restricted(to: self.frame.live), at: arguments.node))
    }
  }

  private func add(_ more: LaneVector, to target: inout LaneVector) {
    for lane in 0..<16 where more[lane] != 0 { target[lane] = more[lane] }
  }

  /// The dtype that one argument of `.to` asks for, per lane; empty where it asks for none.
  private func castTarget(_ given: ValueID, isType: Bool) -> LaneVector {
    // A lane without a value, as of an attribute that there is not, may ask for anything.
    var target = LaneVector(DTypeSet.unknown.rawValue, in: frame.live - values.support(given))
    for piece in values.pieces(values.restrict(given, to: frame.live)) {
      for shape in shapes.alternatives(of: piece.shape) {
        switch shapes[dtype(ofType: shape) ?? shape] {
        case .dtype(let dtypes): target = target.union(shapes[dtypes].restricted(to: piece.mask))
        case .tensor(let other): target = target.union(shapes[other.dtypes].restricted(to: piece.mask))
        case .unknown: target = target.union(LaneVector(DTypeSet.unknown.rawValue, in: piece.mask))
        // The dtype of something that is not known to be a tensor.
        case .boundExternal(let name, _) where name.text.hasSuffix(".dtype"):
          target = target.union(LaneVector(DTypeSet.unknown.rawValue, in: piece.mask))
        case .string(let text) where isType:
          if let dtype = DType(name: text.text.replacing("torch.", with: "").replacing("Tensor", with: "").lowercased())
          {
            target = target.union(LaneVector(DTypeSet(dtype).rawValue, in: piece.mask))
          }
        default: break
        }
      }
    }
    return target
  }

  /// A value of unknown kind cast to a known dtype is a tensor of that dtype.
  private func castUnknown(_ target: LaneVector) -> ValueID {
    var dtypes = target.restricted(to: frame.live)
    frame.live.forEachLane { if dtypes[$0] == 0 { dtypes[$0] = DTypeSet.unknown.rawValue } }
    return value(tensor(dtypes, rank: .unknown, from: []))
  }

  /// Casts as autocast does with the arguments of a function: floating tensors but those of float64, in tuples, too.
  private func castArguments(_ arguments: CallArguments, dtypeAt place: Int) -> ValueID? {
    guard let given = arguments.argument(0, "value"), let dtype = arguments.argument(place, "dtype") else { return nil }
    return eligibleCast(given, to: castTarget(dtype, isType: false), at: arguments.node)
  }

  private func eligibleCast(_ given: ValueID, to target: LaneVector, at node: NodeID) -> ValueID {
    mapPieces(of: given) { shape in
      switch self.shapes[shape] {
      case .tensor(let tensor):
        return self.value(self.cast(tensor, to: self.eligible(tensor, target), at: node))
      case .tuple(let elements):
        let live = self.frame.live
        return self.value(
          .tuple(elements.map { self.eligibleCast(self.values.restrict($0, to: live), to: target, at: node) }))
      default: return self.value(shape)
      }
    }
  }

  /// The dtypes of a tensor with those that autocast casts replaced.
  private func eligible(_ tensor: TensorShape, _ target: LaneVector) -> LaneVector {
    var result = shapes[tensor.dtypes].restricted(to: frame.live)
    frame.live.forEachLane { lane in
      let set = DTypeSet(rawValue: result[lane])
      if set.isUnknown { return }
      let kept = set.dtypes.filter { !$0.isCastByAutocast }
      if kept.count == set.dtypes.count { return }
      result[lane] = DTypeSet(kept.map { DTypeSet($0) }).rawValue | target[lane]
    }
    return result
  }

  private func parameter(_ arguments: CallArguments, role: TensorRole) -> ValueID? {
    guard let data = arguments.argument(0, "data") ?? arguments.argument(0, "tensor") else { return nil }
    let isUnsaved = role == .buffer && arguments["persistent"].flatMap(uniform) == .bool(false)
    return withRole(isUnsaved ? .unsavedBuffer : role, data)
  }

  /// `x.item()`: a number of the kind that the tensor's dtype has.
  private func item(_ arguments: CallArguments) -> ValueID? {
    guard let receiver = arguments.positional.first, case .tensor(let tensor)? = uniform(receiver) else { return nil }
    let sets = shapes[tensor.dtypes].groups(in: frame.live).map { DTypeSet(rawValue: $0.bits) }
    if sets.contains(where: { $0.isUnknown }) { return value(.opaque(.number)) }
    let dtypes = sets.flatMap(\.dtypes)
    if dtypes.allSatisfy({ $0 == .bool }) { return value(.opaque(.bool)) }
    if dtypes.allSatisfy(\.isInteger) { return value(.opaque(.integer)) }
    return value(.opaque(dtypes.allSatisfy(\.isFloatingPoint) ? .float : .number))
  }

  /// `x.tolist()`: numbers nested as deeply as the tensor has dimensions.
  private func nestedItems(_ arguments: CallArguments) -> ValueID? {
    switch item(arguments).flatMap(uniform) {
    case .opaque(.integer)?, .opaque(.bool)?: value(.opaque(.integers))
    case .opaque(.float)?: value(.opaque(.floats))
    default: nil
    }
  }

  // MARK: Decorators and contexts

  private func identityDecorator(_ arguments: CallArguments) -> ValueID {
    guard let first = arguments.positional.first, let piece = values.single(first), isCallable(piece.shape) else {
      return value(.external("identity"))
    }
    return first
  }

  /// `@torch.no_grad()` and `with torch.no_grad()`; `@torch.no_grad` without a call decorates.
  private func noGrad(_ arguments: CallArguments) -> ValueID {
    guard let first = arguments.positional.first, let piece = values.single(first), isCallable(piece.shape) else {
      return value(.external("identity"))
    }
    return first
  }

  private func autocastContext(
    _ arguments: CallArguments, device: ValueID?, dtypeAt: Int, enabledAt: Int
  ) -> ValueID {
    let site = allocate(
      .instance(.modelled("torch.autocast")), at: arguments.node, in: frame.module.id, context: frame.context)
    writeField(site, Symbol("device_type").fieldKey, device ?? noneValue)
    writeField(site, Symbol("dtype").fieldKey, arguments.argument(dtypeAt, "dtype") ?? noneValue)
    writeField(site, Symbol("enabled").fieldKey, arguments.argument(enabledAt, "enabled") ?? value(shapes.true_))
    return value(.object(site))
  }

  /// Enters an autocast region: the modes inside it.
  func autocastModes(_ site: SiteID) -> Modes {
    var inside = modes
    // Autocast of another device type has no effect on this one's operations.
    if let device = store.read(site, Symbol("device_type").fieldKey).flatMap(constantString),
      device.text.split(separator: ":").first.map(String.init) != options.autocastDevice.typeName
    {
      return inside
    }
    let enabled = truth(
      of: store.read(site, Symbol("enabled").fieldKey).map { values.restrict($0, to: frame.live) }
        ?? value(shapes.true_))
    enabled.false_.forEachLane { inside.autocast[$0] = 0 }
    enabled.true_.forEachLane { inside.autocast[$0] = autocastDefault(lane: $0) }
    if let dtype = store.read(site, Symbol("dtype").fieldKey) {
      for piece in values.pieces(values.restrict(dtype, to: enabled.true_)) {
        if case .dtype(let dtypes) = shapes[piece.shape] {
          piece.mask.forEachLane { inside.autocast[$0] = shapes[dtypes][$0] }
        }
      }
    }
    return inside
  }

  /// Without a dtype, CPU's autocast uses bfloat16 and CUDA's float16, or what an outer region set.
  private func autocastDefault(lane: Int) -> UInt16 {
    if modes.autocast[lane] != 0 { return modes.autocast[lane] }
    if lanes.lanes[lane].scenario == .autocastBF16 { return DTypeSet(.bfloat16).rawValue }
    return DTypeSet(options.autocastDevice == .cpu ? .bfloat16 : .float16).rawValue
  }

  private func setDefaultDType(_ arguments: CallArguments) -> ValueID {
    if let given = arguments.argument(0, "d") { override(&modes.defaultDType, with: given) }
    return noneValue
  }

  // MARK: Introspection

  private func autocastEnabled(_ arguments: CallArguments) -> ValueID {
    if let device = arguments.argument(0, "device_type").flatMap(constantString),
      device.text != options.autocastDevice.typeName
    {
      return value(shapes.false_)
    }
    let on = modes.autocast.support & frame.live
    return boolean(Truth(true_: on, false_: frame.live - on, both: []), negated: false)
  }

  private func autocastDType() -> ValueID {
    var vector = modes.autocast.restricted(to: frame.live)
    frame.live.forEachLane { if vector[$0] == 0 { vector[$0] = autocastDefault(lane: $0) } }
    return value(.dtype(shapes.intern(vector)))
  }

  /// `torch.finfo(dtype)`: an object whose `min` and `max` are floats and whose `dtype` is remembered for rules.
  private func typeInformation(_ arguments: CallArguments) -> ValueID {
    let site = allocate(
      .instance(.modelled("torch.finfo")), at: arguments.node, in: frame.module.id, context: frame.context)
    writeField(site, Symbol("dtype").fieldKey, arguments.argument(0, "type") ?? noneValue)
    for name in ["min", "max", "eps", "tiny", "smallest_normal", "resolution"] {
      writeField(site, Symbol(name).fieldKey, value(.opaque(.float)))
    }
    writeField(site, Symbol("bits").fieldKey, value(.opaque(.positiveInteger)))
    return value(.object(site))
  }

  private func promotedTypes(_ arguments: CallArguments) -> ValueID? {
    guard arguments.positional.count == 2, case .dtype(let a)? = uniform(arguments.positional[0]),
      case .dtype(let b)? = uniform(arguments.positional[1])
    else { return nil }
    var vector = LaneVector()
    frame.live.forEachLane { lane in
      guard let x = DTypeSet(rawValue: shapes[a][lane]).only, let y = DTypeSet(rawValue: shapes[b][lane]).only,
        let promoted = Promotion.promoteTypes(x, y)
      else {
        vector[lane] = DTypeSet.unknown.rawValue
        return
      }
      vector[lane] = DTypeSet(promoted).rawValue
    }
    return value(.dtype(shapes.intern(vector)))
  }

  /// `torch.utils.checkpoint.checkpoint(f, *args)` calls `f`.
  private func checkpoint(_ arguments: CallArguments) -> ValueID? {
    guard let function = arguments.positional.first else { return nil }
    var call = arguments.dropping(first: 1)
    let own = ["use_reentrant", "preserve_rng_state", "context_fn", "determinism_check", "debug"]
    call.keywords.removeAll { own.contains($0.name.text) }
    return self.call(function, call)
  }
}

extension AutocastDevice {
  /// As torch spells it: `cuda`, `cpu`, `mps`.
  var typeName: String {
    switch self {
    case .cuda: "cuda"
    case .cpu: "cpu"
    case .mps: "mps"
    }
  }
}
