import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Roots: the calls that the analysis of a file starts from.
extension Interpreter {
  private func rootFrame(in module: Module) -> Frame {
    Frame(
      function: nil, module: module, context: .root, definingClass: nil, environment: nil, closure: nil,
      live: lanes.all, caller: nil)
  }

  /// Analyses one file: models first, then modules that nothing in the file makes, then what was not reached.
  ///
  /// - Parameter callers: files with models that reach this one; they run first, for what they call it with.
  func analyzeRoots(of module: Module, callers: [Module]) {
    facts.track(module)
    facts.hasCallers = !callers.isEmpty
    for caller in callers {
      frame = rootFrame(in: caller)
      for id in graph.models(of: caller) { runCaller(id) }
      runFactories(of: caller, limit: Bounds.factoriesOfCaller)
    }
    frame = rootFrame(in: module)
    let classes = module.classesInOrder.filter { graph[$0].enclosingFunction == nil }
    let models = graph.models(of: module)
    // Models further down are made of those above, and say which configurations these get.
    for id in models.reversed() {
      inRoot(named: graph[id].qualifiedName) { _ = constructedInstance(of: id, isModel: true) }
    }
    for id in models { runRoot(id, isModel: true) }
    // Only models are called by those who run a processor before.
    if options.inputs == .processor { return }
    runVariations(of: models, in: module)
    wave = .second
    for id in models { runRoot(id, isModel: true) }
    wave = .first
    runFactories(of: module)
    let isLed = graph.makesModels(module)
    wave = isLed ? .fallback : .first
    // What the file itself names may be made or called by code further down: it waits until that has run.
    let named = module.namesRead
    for isNamed in [false, true] {
      for id in classes
      where named.contains(graph[id].name) == isNamed && isLooseModule(id) && !constructed.contains(id) {
        runRoot(id, isModel: false)
      }
    }
    wave = isLed && models.isEmpty ? .fallback : .first
    for isNamed in [false, true] {
      for id in module.functionsInOrder where named.contains(graph[id].name) == isNamed && isLooseFunction(graph[id]) {
        runFunction(graph[id])
      }
    }
    wave = .second
    runSiblings(in: module)
    for id in module.functionsInOrder where !entered.contains(id) { runUnreached(graph[id]) }
    wave = .first
    runFlagged(models, in: module)
    // What models make and no call of them reached.
    wave = .fallback
    for id in classes where isLooseModule(id) && !isEntered(id) { runRoot(id, isModel: false) }
    wave = .first
  }

  /// Calls a model of another file plainly, or with every argument where the plain call does not end.
  private func runCaller(_ id: ClassID) {
    if runRoot(id, isModel: true) { return }
    wave = .second
    runRoot(id, isModel: true)
    wave = .first
  }

  private func isEntered(_ id: ClassID) -> Bool {
    graph.method("forward", of: id).map { entered.contains($0.id) } ?? false
  }

  private func isLooseModule(_ id: ClassID) -> Bool {
    !graph.isModel(id) && graph.isSubclass(id, of: "torch.nn.Module") && graph.member("forward", of: id) != nil
  }

  private func isLooseFunction(_ function: FunctionInfo) -> Bool {
    function.definingClass == nil && function.enclosingFunction == nil && !entered.contains(function.id)
      && graph[function.module].tree.kind(function.node) == .functionDefinition
  }

  // MARK: Models and modules

  /// Calls a model or module, and returns whether the call ended, if there was one.
  @discardableResult
  func runRoot(_ id: ClassID, isModel: Bool) -> Bool {
    guard let function = graph.method("forward", of: id) else { return true }
    var hasEnded = true
    isAssumed = !isModel
    defer { isAssumed = false }
    inRoot(named: graph[id].qualifiedName) {
      guard let instance = constructedInstance(of: id, isModel: isModel) else { return }
      isAssumed = !isModel
      isPart = isModel && wave == .first && constructed.contains(id)
      defer { (isAssumed, isPart) = (false, false) }
      runNeeded(function, on: instance, isModel: isModel)
      hasEnded = !frame.live.isEmpty
      if isModel { runUnfinished(id, function, on: instance) }
      // What a first call wrote into the model, a second call may read. What all arguments together write is mostly a
      // configuration that remembers the kind of its labels.
      if wave == .first, !overlaid.isEmpty { runForward(function, on: instance, isModel: isModel) }
    }
    return hasEnded
  }

  /// Calls a `forward` plainly, and again with what it uses without a test where that left it out.
  func runNeeded(_ forward: FunctionInfo, on instance: ValueID, isModel: Bool) {
    runForward(forward, on: instance, isModel: isModel)
    // What was left out and is used without a test is what callers give.
    let isModelInput = forward.parameters.contains { noneUses.contains($0.name) }
    if isModel ? isModelInput : !noneUses.isEmpty {
      let plain = wave
      // Those that are made of a part know better what it gets.
      if isPart { wave = .fallback }
      runForward(forward, on: instance, isModel: isModel, givesTensors: true)
      wave = plain
    }
  }

  /// Calls a model that needs more than the plain call gives with that and nothing else, in the second wave.
  ///
  /// Where everything is given, what a model does without the rest is not seen.
  private func runUnfinished(_ id: ClassID, _ forward: FunctionInfo, on instance: ValueID) {
    if wave == .first {
      unfinished[id] = frame.live.isEmpty && !noneUses.isEmpty ? noneUses : nil
    } else if wave == .second, let needs = unfinished[id] {
      noneUses = needs
      for _ in 0..<Bounds.neededInputs {
        let known = noneUses.count
        runForward(forward, on: instance, isModel: true, givesTensors: true, onlyNeeded: true)
        if noneUses.count == known { break }
      }
    }
  }

  private func runForward(
    _ function: FunctionInfo, on instance: ValueID, isModel: Bool, givesTensors: Bool = false, onlyNeeded: Bool = false
  ) {
    frame.live = lanes.all
    let arguments = rootInputs(
      of: function, isModel: isModel, givesTensors: givesTensors, onlyNeeded: onlyNeeded, at: function.node)
    call(function, on: instance, arguments)
    guard isModel, frame.live.isEmpty, arguments.keywords.contains(where: { isFromProcessor($0.name) }) else { return }
    for isAlternative in [inputRules.isAlternativeToProcessor, inputRules.isAlternativeToImages] {
      var fewer = arguments
      fewer.keywords.removeAll { isAlternative($0.name.text) }
      if fewer.keywords.count < arguments.keywords.count { call(function, on: instance, fewer) }
      if !frame.live.isEmpty { return }
    }
  }

  /// Calls a method in the modes in which models run.
  func call(_ method: FunctionInfo, on instance: ValueID, _ arguments: CallArguments) {
    frame.live = lanes.all
    modes = runModes
    _ = call(attribute(method.name, of: instance, at: method.node), arguments)
  }

  /// The modes in which models run: autocast in its lanes.
  private var runModes: Modes {
    var modes = Modes(lanes: lanes)
    lanes.mask(of: .autocastBF16).forEachLane { modes.autocast[$0] = DTypeSet(.bfloat16).rawValue }
    return modes
  }

  /// The modes in which models are made: parameters follow the default dtype.
  func constructionModes(_ loading: ModelLoading) -> Modes {
    var modes = Modes(lanes: lanes)
    if loading.setsDefaultDType { modes.defaultDType = lanes.vector { $0.scenario.parameterDType } }
    return modes
  }

  /// The frozen instance of a class as its lanes have it, cast where the lane casts.
  func constructedInstance(of id: ClassID, isModel: Bool) -> ValueID? {
    let key = id.rawValue
    if let known = instances[key] { return known }
    let loading = loading(of: id)
    let instance = madeInstance(of: id, loading, isModel: isModel)
    guard !frame.live.isEmpty, case .object(let site)? = uniform(instance) else { return nil }
    let frozen = loaded(instance, site, of: id, loading, isModel: isModel)
    instances[key] = frozen
    return frozen
  }

  /// What was just made as its lanes have it: loaded, cast and frozen.
  func loaded(_ made: ValueID, _ site: SiteID, of id: ClassID, _ loading: ModelLoading, isModel: Bool) -> ValueID {
    load(site, of: id, loading)
    if isModel { runInitialization(of: id, on: made) }
    frame.live = lanes.mask(of: .castBF16)
    castTensors(of: site, to: LaneVector(DTypeSet(.bfloat16).rawValue, in: frame.live))
    frame.live = lanes.all
    return freeze(made)
  }

  func constructionArguments(of id: ClassID, isModel: Bool) -> CallArguments {
    var arguments = CallArguments(node: graph[id].node)
    guard let function = graph.method("__init__", of: id) else {
      // The base class outside the tree takes the configuration.
      if isModel { arguments.keywords.append(("config", configuration(of: id))) }
      return arguments
    }
    for parameter in function.parameters.dropFirst() {
      guard parameter.kind != .variadicPositional, parameter.kind != .variadicKeyword else { continue }
      if parameter.name == "config" || parameter.name.text.hasSuffix("_config") || parameter.name == "configuration" {
        let configuration =
          (parameter.name == "config" ? observedConfiguration(of: id) : nil)
          ?? annotation(parameter.annotation, in: function.module).map { self.givenConfiguration(ofClass: $0) }
          ?? (isModel ? self.configuration(of: id) : fileConfiguration(graph[id].module))
        arguments.keywords.append((parameter.name, configuration))
      } else if parameter.defaultValue.isNone {
        arguments.keywords.append((parameter.name, constructionInput(parameter, function.module)))
      } else if let choice = variation, !graph.isTransformersModel(id),
        let varied = variedArgument(parameter, of: function, by: choice)
      {
        arguments.keywords.append((parameter.name, varied))
      } else if !isModel, let dtype = dtypeOfCallers(parameter, of: id, in: function.module) {
        arguments.keywords.append((parameter.name, dtype))
      }
    }
    // `def __init__(self, *args, **kwargs)` hands the configuration on.
    if isModel, arguments.keywords.isEmpty, function.parameters.contains(where: { $0.kind == .variadicKeyword }) {
      arguments.keywords.append(("config", configuration(of: id)))
    }
    return arguments
  }

  /// The configuration that a model gets inside other models, if they agree.
  private func observedConfiguration(of id: ClassID) -> ValueID? {
    guard let classes = madeWith[id], classes.count == 1, let only = classes.first else { return nil }
    return configuration(ofClass: only)
  }

  /// Remembers the configuration that a model is made with inside another one.
  func noteConfiguration(of id: ClassID, _ arguments: CallArguments) {
    let given = arguments.keywords.first { $0.name == "config" }?.value ?? arguments.positional.first
    guard let given, graph.isModel(id), case .object(let site)? = uniform(given),
      case .instance(.checked(let configuration)) = info(site).kind
    else { return }
    madeWith[id, default: []].insert(configuration)
  }

  /// Whether callers say with a parameter such as `compute_dtype=None` or `dtype=torch.float32` what a module is to
  /// compute in; `dtype=None` of torch's own modules means the default dtype.
  private func isDTypeOfCallers(_ parameter: FunctionInfo.Parameter, in module: ModuleID) -> Bool {
    let tree = graph[module].tree
    let isDType =
      tree.kind(parameter.defaultValue) == .attribute
      && DType(name: tree.symbol(parameter.defaultValue).text) != nil
    return isDType || leavesDTypeToCallers(parameter, in: module)
  }

  /// Whether that is a parameter such as `compute_dtype=None`, whose default says nothing at all.
  func leavesDTypeToCallers(_ parameter: FunctionInfo.Parameter, in module: ModuleID) -> Bool {
    graph[module].tree.kind(parameter.defaultValue) == .noneLiteral && parameter.name.text.hasSuffix("_dtype")
  }

  /// What callers say with such a parameter.
  ///
  /// With `dtype=None` a layer gets that of the model. Else it is not known of a layer; what is none, such as a cache,
  /// gets the dtype of its model: where that is float32, the default comes to the same.
  private func dtypeOfCallers(_ parameter: FunctionInfo.Parameter, of id: ClassID, in module: ModuleID) -> ValueID? {
    let tree = graph[module].tree
    let isLayer = graph.member("forward", of: id) != nil
    let isNone = tree.kind(parameter.defaultValue) == .noneLiteral
    let isOfModel = isNone && parameter.name == "dtype"
    // Torch's own modules take the default dtype for None, others some dtype that no model has.
    if isLayer, isOfModel { return value(.dtype(shapes.intern(lanes.vector { $0.scenario.parameterDType }))) }
    guard isOfModel || isDTypeOfCallers(parameter, in: module) else { return nil }
    let unsaid = unknown(.inputOfUnknownDType, parameter.name)
    guard isOfModel || (!isLayer && tree.symbol(parameter.defaultValue) == "float32") else { return unsaid }
    let float32 = lanes.mask { $0.scenario.modelDType == .float32 }
    let said = isNone ? noneValue : value(.dtype(shapes.intern(LaneVector(DTypeSet(.float32).rawValue, in: float32))))
    return values.join(values.restrict(said, to: float32), values.restrict(unsaid, to: lanes.all - float32))
  }

  func constructionInput(_ parameter: FunctionInfo.Parameter, _ module: ModuleID) -> ValueID {
    constructionInput(parameter, annotation: graph[module].text(of: parameter.annotation)[...])
  }

  private func constructionInput(_ parameter: FunctionInfo.Parameter, annotation: Substring) -> ValueID {
    if let start = Self.sequenceTypes.first(where: annotation.hasPrefix) {
      return value(.sequence(constructionInput(parameter, annotation: annotation.dropFirst(start.count))))
    }
    if annotation.contains("bool") { return value(.opaque(.bool)) }
    if annotation.contains("float") { return value(.opaque(.float)) }
    if annotation.contains("str") { return value(.opaque(.string)) }
    // A size, unless the constructor refuses that.
    let isSize = annotation.isEmpty && variation?.given.contains(parameter.name) != true
    if isSize || annotation.contains("int") { return value(.opaque(.positiveInteger)) }
    return unknown(.inputOfUnknownDType, parameter.name)
  }

  private static let sequenceTypes = ["List[", "list[", "Tuple[", "tuple[", "Sequence["]

  /// The configuration that the models of a file use, for modules that take one without saying which.
  private func fileConfiguration(_ module: ModuleID) -> ValueID {
    for id in graph[module].classesInOrder where graph.isModel(id) {
      let made = configuration(of: id)
      if case .unknown? = uniform(made) { continue }
      return made
    }
    return unknown(.baseClassOnly, "config")
  }

  // MARK: Functions

  /// A function that nothing in its file calls: floating parameters have the model's dtype.
  private func runFunction(_ function: FunctionInfo) {
    inRoot(named: function.qualifiedName) {
      modes = runModes
      isAssumed = true
      for givesTensors in [false, true] where !givesTensors || !noneUses.isEmpty {
        frame.live = lanes.all
        _ = callShape(
          functionValue(function.id),
          rootInputs(of: function, isModel: false, givesTensors: givesTensors, at: function.node))
      }
      isAssumed = false
    }
  }

  /// A method that no root reached, on the instance of its class if one was made.
  private func runUnreached(_ function: FunctionInfo) {
    guard !entered.contains(function.id), function.enclosingFunction == nil else { return }
    guard let owner = function.definingClass else { return runFunction(function) }
    guard let instance = instances[owner.rawValue], !function.name.text.hasPrefix("__") else { return }
    inRoot(named: function.qualifiedName) {
      modes = runModes
      isAssumed = true
      let arguments = rootInputs(of: function, isModel: false, at: function.node)
      _ = call(attribute(function.name, of: values.restrict(instance, to: frame.live), at: function.node), arguments)
      isAssumed = false
    }
  }

  /// Runs `body` with a fresh budget and takes back every write afterwards.
  func inRoot(named name: Symbol, _ body: () -> Void) {
    let mark = store.mark()
    let start = visits
    allocationsBeforeRoot = allocations
    noneUses = []
    noneUseLog = []
    visitLimit = visits + options.visitsPerRoot
    frame = rootFrame(in: frame.module)
    body()
    endRoot(mark)
    statistics.add(AnalysisStatistics.Root(name: name, visits: visits - start), limit: options.visitsPerRoot)
  }
}

extension Bounds {
  /// What a model needs shows one by one.
  fileprivate static let neededInputs = 4
}
