import SourceText

/// One name in an autocast list.
struct AutocastEntry {
  var device: AutocastDevice
  var policy: AutocastPolicy
  var name: String
  /// Reported if the name stands for nothing.
  var problem: ModelProblem
}

/// Collects what the stub files declare, then links it.
struct ModelBuilder {
  private(set) var models: [OperatorModel] = []
  private(set) var contracts: [OperatorContract] = []
  private(set) var overloads: [Symbol: [OperatorID]] = [:]
  var modules: [Symbol: ModuleModel] = [:]
  var problems: [ModelProblem] = []
  var recordedCalls: [String: RecordedCall] = [:]
  /// Names that must be declared somewhere, and what to report if they are not.
  var uses: [(name: Symbol, problem: ModelProblem)] = []
  /// Functions declared with `@method`.
  var methods: Set<Symbol> = []
  var autocast: [AutocastEntry] = []
  var autocastInheritance: [(AutocastDevice, from: AutocastDevice)] = []
  /// The operators that `@method` made.
  private var derived: Set<OperatorID> = []

  @discardableResult
  mutating func add(
    _ model: OperatorModel, _ contract: OperatorContract, isDerivedMethod: Bool = false
  ) -> OperatorID {
    precondition(models.count < Int(UInt16.max), "too many operators for their ids")
    let id = OperatorID(UInt16(models.count))
    var model = model
    model.id = id
    models.append(model)
    contracts.append(contract)
    overloads[model.name, default: []].append(id)
    if isDerivedMethod { derived.insert(id) }
    return id
  }

  /// Declares every overload of `source` under another name.
  mutating func alias(_ source: Symbol, as name: Symbol, onlyMethods: Bool = false) {
    for id in overloads[source] ?? [] where !onlyMethods || derived.contains(id) {
      var model = models[Int(id.rawValue)]
      model.name = name
      let last = name.text.split(separator: ".").last ?? ""
      model.isInPlace = model.isInPlace || (last.hasSuffix("_") && !last.hasPrefix("__"))
      add(model, contracts[Int(id.rawValue)], isDerivedMethod: onlyMethods)
    }
  }

  func model(_ id: OperatorID) -> OperatorModel { models[Int(id.rawValue)] }

  // MARK: Linking

  /// Resolves delegates and autocast lists, and hands out the library.
  mutating func finish() -> OperatorLibrary {
    for index in models.indices { link(index) }
    applyAutocast()
    for use in uses where overloads[use.name] == nil { problems.append(use.problem) }
    return OperatorLibrary(
      models: models, contracts: contracts, overloadsByName: overloads, modulesByName: modules,
      recordedCalls: recordedCalls)
  }

  private mutating func link(_ index: Int) {
    guard var delegate = contracts[index].delegate else { return }
    let names = ["torch.nn.functional.", "torch."].map { Symbol($0 + delegate.name.text) }
    guard let target = names.compactMap({ overloads[$0]?.last }).first else {
      problems.append(
        ModelProblem(file: models[index].name.text, line: 0, message: "unknown operator `\(delegate.name)`"))
      return
    }
    let model = models[Int(target.rawValue)]
    delegate.target = target
    let operands = model.parameters.indices.filter { model.parameters[$0].role.isOperand }
    delegate.sources = operands.indices.map { $0 < delegate.arguments.count ? delegate.arguments[$0] : nil }
    contracts[index].delegate = delegate
    models[index].result = model.result
    models[index].rank = model.rank
    if case .same(let parameter) = model.rank, let place = operands.firstIndex(of: parameter),
      let source = delegate.sources[place]
    {
      models[index].rank = .same(source)
    }
  }

  private mutating func applyAutocast() {
    var entries = autocast
    for (device, base) in autocastInheritance {
      for entry in autocast where entry.device == base {
        var inherited = entry
        inherited.device = device
        entries.append(inherited)
      }
    }
    for entry in entries {
      let candidates =
        entry.name.hasPrefix("torch.")
        ? [entry.name, entry.name + ".forward"]
        : ["torch.", "torch.Tensor.", "torch.nn.functional.", "operator."].map { $0 + entry.name }
      let targets = candidates.flatMap { overloads[Symbol($0)] ?? [] }
      if targets.isEmpty { problems.append(entry.problem) }
      let device = Int(entry.device.rawValue)
      for target in targets where !contracts[Int(target.rawValue)].statedAutocast.contains(entry.device) {
        contracts[Int(target.rawValue)].autocast[device] = entry.policy
      }
    }
  }
}
