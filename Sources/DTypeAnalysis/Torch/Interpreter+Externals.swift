import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Names outside the checked tree: dtypes, modelled functions and classes, constants.
extension Interpreter {
  /// What a dotted name outside the tree stands for.
  func externalValue(_ name: Symbol) -> ShapeID {
    if let known = externals[name] { return known }
    let made = makeExternal(name)
    externals[name] = made
    return made
  }

  private func makeExternal(_ name: Symbol) -> ShapeID {
    if let replacement = stubbedExternal(name) { return replacement }
    let text = name.text
    if let dot = text.lastIndex(of: "."),
      let answer = environmentAnswer(Symbol(String(text[text.index(after: dot)...])))
    {
      return answer
    }
    if text.hasPrefix("torch."), let dtype = DType(name: text.dropFirst("torch.".count)) {
      return shapes.intern(.dtype(shapes.intern(LaneVector(DTypeSet(dtype).rawValue, in: lanes.all))))
    }
    if let constant = Self.constants[text] { return shapes.float(constant) }
    // `operator.mul` is the operator on anything, not only on tensors.
    if library.module(named: name) != nil || text.hasPrefix("operator.") { return shapes.intern(.external(name)) }
    if let operation = library.operatorID(named: name) { return shapes.intern(.operation(operation)) }
    let canonical = Self.canonical(text)
    return canonical == text ? shapes.intern(.external(name)) : externalValue(Symbol(canonical))
  }

  private static let constants: [String: Double] = [
    "math.pi": .pi, "math.e": M_E_value, "math.inf": .infinity, "math.nan": .nan, "torch.pi": .pi,
    "torch.inf": .infinity, "torch.nan": .nan, "numpy.pi": .pi, "numpy.inf": .infinity, "math.tau": 2 * .pi,
  ]

  /// Deep import paths of torch that name the same thing.
  private static func canonical(_ text: String) -> String {
    for (long, short) in [
      ("torch.nn.modules.", "torch.nn."), ("torch.functional.", "torch."), ("torch._C._nn.", "torch.nn.functional."),
      ("torch.nn.parameter.", "torch.nn."), ("torch.amp.autocast_mode.", "torch.amp."),
      ("torch.nn.attention.flex_attention.", "torch.nn.attention."),
    ] where text.hasPrefix(long) {
      let rest = text.dropFirst(long.count)
      // `torch.nn.modules.linear.Linear` is `torch.nn.Linear`.
      return short + (rest.split(separator: ".").last.map(String.init) ?? String(rest))
    }
    return text
  }

  func callExternal(_ name: Symbol, _ arguments: CallArguments) -> ValueID {
    if let model = library.module(named: name) { return instantiateModelled(model, arguments) }
    if let result = callStubFunction(name, arguments) { return result }
    if name == "identity" { return arguments.positional.first ?? noneValue }
    if let result = callStandardLibrary(name, arguments) { return result }
    if name.text.hasSuffix("Error") || name.text.hasSuffix("Warning") || name.text.hasSuffix("Exception") {
      return value(.opaque(.inert))
    }
    if let custom = customOperation(name) { return callShape(custom, arguments) }
    if name.text.hasPrefix("torch."), name.text.hasSuffix("Tensor") { return legacyTensor(name) }
    return unknown(.noModel, name)
  }

  /// `torch.FloatTensor(…)`, `torch.cuda.LongTensor(…)`.
  private func legacyTensor(_ name: Symbol) -> ValueID {
    let type = name.text.split(separator: ".").last.map { String($0.dropLast("Tensor".count)).lowercased() } ?? ""
    if let dtype = DType(name: type) { return tensor(dtype) }
    if type == "byte" { return tensor(.uint8) }
    var vector = LaneVector()
    frame.live.forEachLane { vector[$0] = DTypeSet(modes.defaultDType(lane: $0)).rawValue }
    return value(tensor(vector, rank: .dimensioned, from: []))
  }

  // MARK: Modelled classes

  /// `nn.Linear(…)`: an object with the tensors that its `__init__` makes.
  func instantiateModelled(_ model: ModuleModel, _ arguments: CallArguments) -> ValueID {
    let site = allocate(
      .instance(.modelled(model.name)), at: arguments.node, in: frame.module.id, context: frame.context,
      serial: model.name.id)
    initializeTensors(of: model, site, arguments)
    return value(.object(site))
  }

  /// `super().__init__(…)` of a checked class with a modelled base.
  ///
  /// False when the base is not modelled.
  func initializeModelled(_ base: Symbol, _ shape: ShapeID, _ arguments: CallArguments) -> Bool {
    if initializeMapping(base, shape, arguments) { return true }
    guard let model = library.module(named: base), case .object(let site) = shapes[shape] else { return false }
    initializeTensors(of: model, site, arguments)
    return true
  }

  private func initializeTensors(of model: ModuleModel, _ site: SiteID, _ arguments: CallArguments) {
    if model.isContainer || isContainer(model) {
      initializeContainer(site, arguments)
      return
    }
    for tensor in model.tensors { writeField(site, tensor.attribute.fieldKey, initialTensor(tensor, model, arguments)) }
    // Sizes are remembered by their parameter's name, as torch's modules do.
    for (index, parameter) in model.initParameters.enumerated() {
      guard let given = arguments.argument(index, parameter.name), store.read(site, parameter.name.fieldKey) == nil,
        !model.tensors.contains(where: { $0.attribute == parameter.name })
      else { continue }
      writeField(site, parameter.name.fieldKey, given)
    }
  }

  private func initialTensor(_ tensor: ModuleTensor, _ model: ModuleModel, _ arguments: CallArguments) -> ValueID {
    let made = moduleTensor(tensor, model, arguments)
    var isThere = Truth(true_: frame.live)
    switch tensor.presence {
    case .always: return made
    case .ifTrue(let name), .ifNotNone(let name): isThere = presence(tensor, name, model, arguments)
    case .ifBothTrue(let first, let second):
      let a = presence(tensor, first, model, arguments)
      let b = presence(tensor, second, model, arguments)
      isThere.false_ = a.false_ | b.false_
      isThere.true_ = a.true_ & b.true_
      isThere.both = frame.live - isThere.true_ - isThere.false_
    }
    let present = values.restrict(made, to: isThere.true_ | isThere.both)
    return values.join(present, values.value(shapes.none, in: isThere.false_))
  }

  /// Whether the argument that decides a tensor's presence is true; its default where it is not given.
  private func presence(
    _ tensor: ModuleTensor, _ name: Symbol, _ model: ModuleModel, _ arguments: CallArguments
  ) -> Truth {
    let index = model.initParameters.firstIndex { $0.name == name }
    if let index, let given = arguments.argument(index, name) { return truth(of: given) }
    if case .ifNotNone = tensor.presence { return Truth(false_: frame.live) }
    return initialFlag(model, name) ? Truth(true_: frame.live) : Truth(false_: frame.live)
  }

  /// The default of a flag of a modelled `__init__`.
  private func initialFlag(_ model: ModuleModel, _ name: Symbol) -> Bool {
    model.initParameters.first { $0.name == name }?.defaultValue != .boolean(false)
  }

  private func moduleTensor(_ tensor: ModuleTensor, _ model: ModuleModel, _ arguments: CallArguments) -> ValueID {
    let role: TensorRole = tensor.role == .parameter ? .parameter : .buffer
    var vector = LaneVector()
    frame.live.forEachLane { vector[$0] = DTypeSet(modes.defaultDType(lane: $0)).rawValue }
    switch tensor.dtype {
    case .fixed(let dtype): vector = LaneVector(DTypeSet(dtype).rawValue, in: frame.live)
    case .keywordElseDefault:
      let index = model.initParameters.firstIndex { $0.name == "dtype" } ?? .max
      if let given = arguments.argument(index, "dtype") { override(&vector, with: given) }
    }
    return value(
      self.tensor(vector, rank: tensor.rank, from: [], role: role, origin: origin(at: arguments.node, .created)))
  }

  /// Lanes in which `given` is a dtype take it, lanes in which it is unknown become unknown.
  func override(_ vector: inout LaneVector, with given: ValueID) {
    for piece in values.pieces(values.restrict(given, to: frame.live)) {
      switch shapes[piece.shape] {
      case .dtype(let dtypes): piece.mask.forEachLane { vector[$0] = shapes[dtypes][$0] }
      case .none: break
      default: piece.mask.forEachLane { vector[$0] = DTypeSet.unknown.rawValue }
      }
    }
  }
}

/// Euler's number; the C header's macro is not at hand without Foundation.
private let M_E_value = 2.718281828459045
