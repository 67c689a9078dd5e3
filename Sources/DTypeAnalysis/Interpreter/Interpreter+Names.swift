import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Names: where they are read from and written to, and the facts that bindings leave.
extension Interpreter {
  // Keys of an environment site that are no symbol ids.
  private static let parentKey: UInt32 = .max

  // MARK: Reading

  func evaluateName(_ node: NodeID) -> ValueID {
    let resolution = frame.module.resolutions[Int(node.rawValue)]
    if frame.function != nil, resolution >= 0 {
      let value = frame.locals[Int(resolution)]
      let restricted = values.restrict(value, to: frame.live)
      if restricted != .empty || frame.live.isEmpty { return restricted }
      return missing(.unresolvedName, frame.tree.symbol(node))
    }
    let name = frame.tree.symbol(node)
    if resolution <= -3, let value = readCell(name) { return values.restrict(value, to: frame.live) }
    if let bound = frame.bindings[name] { return values.restrict(bound, to: frame.live) }
    return global(name, in: frame.module.id)
  }

  private func readCell(_ name: Symbol) -> ValueID? {
    var site = frame.environment ?? frame.closure
    while let current = site {
      noteRead(of: current)
      if let value = store.read(current, name.fieldKey) { return value }
      guard let parent = store.read(current, Self.parentKey), let piece = values.single(parent),
        case .object(let next) = shapes[piece.shape]
      else { return nil }
      site = next
    }
    return nil
  }

  /// A module-scope name, a builtin, or unknown.
  func global(_ name: Symbol, in module: ModuleID) -> ValueID {
    let key = IDPair(module.rawValue, name.id)
    if let known = globals[key] { return values.restrict(known, to: frame.live) }
    let definition = graph.resolve(name, in: module)
    if case .value(let owner, let variable) = definition {
      let value = moduleVariable(variable, in: owner)
      return values.restrict(value, to: frame.live)
    }
    let entry = frame.live
    frame.live = lanes.all
    let value = definitionValue(definition)
    globals[key] = value
    frame.live = entry
    return values.restrict(value, to: entry)
  }

  func definitionValue(_ definition: Definition) -> ValueID {
    switch definition {
    case .function(let id): value(functionValue(id))
    case .class_(let id): value(classValue(id))
    case .module(let id): value(.module(id.rawValue))
    case .external(let name): value(externalValue(name))
    case .builtin(let name): value(.builtin(name))
    case .value(let module, let name): values.restrict(moduleVariable(name, in: module), to: frame.live)
    case .undefined: unknown(.unresolvedName)
    }
  }

  /// A variable of a module: its statements are interpreted once, in all lanes, outside every branch.
  func moduleVariable(_ name: Symbol, in module: ModuleID) -> ValueID {
    let key = IDPair(module.rawValue, name.id)
    if let known = globals[key] { return known }
    guard globalsInProgress.insert(key).inserted else { return unknown(.recursion, name) }
    defer { globalsInProgress.remove(key) }
    let source = graph[module]
    return outsideOfRoots(module: source) {
      for binding in source.bindings[name] ?? [] { run(binding, of: name, in: module) }
      globals[key] = frame.bindings[name] ?? unknown(.unresolvedName, name)
      for mutation in source.mutations[name] ?? [] {
        execute(mutation)
        frame.live = lanes.all
      }
      if let made = globals[key] { runRegistrations(in: source, into: made, of: name) }
      if source.globalWrites.contains(name), let made = globals[key] { globals[key] = asSwitch(made) }
      return globals[key] ?? unknown(.unresolvedName, name)
    }
  }

  /// Where nobody knows whether a statement takes place, the variable may still hold what it held before.
  private func run(_ binding: Binding, of name: Symbol, in module: ModuleID) {
    let decision = graph.decide(binding.guards, in: module)
    if decision == false { return }
    let before = frame.bindings[name]
    execute(binding.node)
    frame.live = lanes.all
    guard decision == nil, let before, let after = frame.bindings[name] else { return }
    frame.bindings[name] = values.join(before, after)
  }

  /// A flag or a number that functions of the module set: users call those before they make models.
  private func asSwitch(_ initial: ValueID) -> ValueID {
    switch uniform(initial) {
    case .bool: value(.opaque(.bool))
    case .integer: value(.opaque(.integer))
    default: initial
    }
  }

  /// Runs `body` as module code: all lanes, default modes, and writes that no branch takes back.
  func outsideOfRoots<Result>(module: Module, _ body: () -> Result) -> Result {
    let caller = frame
    let savedModes = modes
    let savedOpen = openLanes
    openLanes = []
    let savedReads = reads.suspend()
    // Module code runs once per worker: what it costs must not depend on which unit came first.
    let savedBudget = (visits, visitLimit, expressionDepth)
    let savedStatistics = (statistics, visited.isCounting)
    visited.isCounting = false
    visitLimit = visits + options.visitsPerRoot
    expressionDepth = 0
    frame = Frame(
      function: nil, module: module, context: .root, definingClass: nil, environment: nil, closure: nil,
      live: lanes.all, caller: caller)
    frame.inFixpoint = false
    modes = Modes(lanes: lanes)
    store.beginPermanent()
    let result = body()
    store.endPermanent()
    modes = savedModes
    openLanes = savedOpen
    reads.resume(savedReads)
    (visits, visitLimit, expressionDepth) = savedBudget
    (statistics, visited.isCounting) = savedStatistics
    frame = caller
    return result
  }

  // MARK: Writing

  /// Binds the name that `node` (a name, parameter, definition or alias) stands for, in the live lanes.
  func store(_ value: ValueID, slotOf node: NodeID) {
    store(value, name: frame.tree.symbol(node), at: node)
  }

  func store(_ value: ValueID, name: Symbol, at node: NodeID) {
    let resolution = frame.module.resolutions[Int(node.rawValue)]
    if frame.function != nil, resolution >= 0 {
      let slot = Int(resolution)
      frame.locals[slot] = values.overwrite(frame.locals[slot], with: value, in: frame.live)
    } else if frame.function != nil, resolution <= -3 {
      writeCell(name, value)
    } else if frame.function == nil {
      frame.bindings[name] = values.overwrite(frame.bindings[name] ?? .empty, with: value, in: frame.live)
      // A name of a module statement is a global at once, for the statements after it.
    } else {
      grow(&globals[IDPair(frame.module.id.rawValue, name.id)], by: value)
    }
  }

  private func writeCell(_ name: Symbol, _ value: ValueID) {
    if let own = frame.environment, frame.function?.cells.contains(name) == true {
      store.write(own, name.fieldKey, value, in: frame.live)
      return
    }
    var site = frame.closure
    while let current = site {
      if store.read(current, name.fieldKey) != nil {
        noteRead(of: current)
        store.write(current, name.fieldKey, value, in: frame.live)
        return
      }
      site = parentEnvironment(of: current)
    }
  }

  private func parentEnvironment(of site: SiteID) -> SiteID? {
    guard let parent = store.read(site, Self.parentKey), let piece = values.single(parent),
      case .object(let next) = shapes[piece.shape]
    else { return nil }
    return next
  }

  /// A site for the variables that `function` shares with its inner functions.
  func allocateEnvironment(of function: FunctionInfo, context: ContextID, closure: SiteID?) -> SiteID? {
    guard !function.cells.isEmpty else { return nil }
    let site = allocate(.environment, at: function.node, in: function.module, context: context)
    if let closure {
      store.write(site, Self.parentKey, values.value(shapes.intern(.object(closure)), in: lanes.all), in: lanes.all)
    }
    return site
  }

  // MARK: Targets

  /// Binds `value` to any assignment target.
  func assign(_ value: ValueID, to target: NodeID) {
    let tree = frame.tree
    switch tree.kind(target) {
    case .name:
      store(value, slotOf: target)
      recordBinding(target, value)
    case .tuple, .list: assignElements(of: value, to: tree.children(of: target))
    case .starred: assign(value, to: tree.child(target, 0))
    case .attribute:
      let object = evaluate(tree.child(target, 0))
      guard !frame.live.isEmpty else { return }
      setAttribute(tree.symbol(target), of: object, to: value, at: target)
    case .subscript_: assignSubscript(value, target)
    default: break
    }
  }

  private func assignElements(of value: ValueID, to targets: ArraySlice<NodeID>) {
    let star = targets.firstIndex { frame.tree.kind($0) == .starred }
    let parts = unpack(value, count: targets.count, star: star.map { $0 - targets.startIndex })
    for (target, part) in zip(targets, parts) where !frame.live.isEmpty { assign(part, to: target) }
  }

  private func assignSubscript(_ value: ValueID, _ target: NodeID) {
    let tree = frame.tree
    let container = evaluate(tree.child(target, 0))
    let index = evaluateIndex(tree.child(target, 1))
    guard !frame.live.isEmpty else { return }
    setItem(of: container, index: index, to: value, at: target)
  }
}
