package import Dataflow
package import PythonSemantics
package import PythonSyntax
package import SourceText

/// An operation that raises in some lanes whenever it is reached there.
package struct RaiseFact {
  package var module: ModuleID
  /// The call, operator or statement.
  package var node: NodeID
  package var operation: Symbol
  package var lanes: LaneMask
  package var reason: RaiseReason
  /// The positional arguments as each lane had them when it first raised there, the receiver of a method included.
  package var operands: [ValueID]
  /// The keyword arguments; for a module its parameters are among them.
  package var keywords: [(name: Symbol, value: ValueID)]
  package var wave: Wave
  /// Whether it rests on assumed inputs, because no caller was found.
  package var isAssumed: Bool
  /// Whether each call that raises may be that of another layer, which does not.
  package var isOneOfSeveral = false
  /// Where it raises, for a call whose callee lies in a file without facts: operands are those of that place.
  package var inner: (module: ModuleID, node: NodeID)?
  /// Where the operands' dtypes were decided, if that is tracked: each root cause is a fact of its own.
  package var origins: [OriginID] = []

  /// Adds another one: its arguments are what lanes got that had not raised before.
  package mutating func add(_ later: RaiseFact, _ values: ValueArena) {
    isOneOfSeveral = isOneOfSeveral && later.isOneOfSeveral
    let (known, added) = (lanes, later.lanes - lanes)
    guard !added.isEmpty else { return }
    func both(_ first: ValueID, _ second: ValueID) -> ValueID {
      values.join(values.restrict(first, to: known), values.restrict(second, to: added))
    }
    lanes.formUnion(added)
    for (index, value) in zip(operands.indices, later.operands) { operands[index] = both(operands[index], value) }
    for index in keywords.indices {
      guard let other = later.keywords.first(where: { $0.name == keywords[index].name }) else { continue }
      keywords[index].value = both(keywords[index].value, other.value)
    }
  }
}

/// A raise as a call met it.
struct LoggedRaise {
  /// Its place in the fact table.
  var index: Int
  /// The lanes in which it was met this time; the fact has those of all times.
  var lanes: LaneMask
}

/// What was seen at one place, wave by wave: a later wave fills only lanes that the earlier ones left empty.
private struct SeenValue {
  private var byWave: [ValueID] = []

  mutating func collect(_ value: ValueID, wave: Wave, values: ValueArena) {
    while byWave.count <= wave.index { byWave.append(.empty) }
    byWave[wave.index] = values.collect(byWave[wave.index], value)
  }

  func combined(_ values: ValueArena) -> ValueID { FactTable.combined(byWave, values) }
}

/// A call of a rotary-applying function, per parameter; a later wave fills only lanes that the earlier ones left empty.
package struct SiteFact {
  package var module: ModuleID
  package var node: NodeID
  package var callee: FunctionID?
  /// The written name, where the callee could not be resolved.
  package var name: Symbol
  package private(set) var arguments: [(name: Symbol, value: ValueID)] = []
  package private(set) var returns: ValueID = .empty
  private var seenArguments: [SeenValue] = []
  private var seenReturns = SeenValue()

  init(module: ModuleID, node: NodeID, callee: FunctionID?, name: Symbol) {
    self.module = module
    self.node = node
    self.callee = callee
    self.name = name
  }

  mutating func note(_ value: ValueID, for parameter: Symbol, wave: Wave, values: ValueArena) {
    let index = arguments.firstIndex { $0.name == parameter } ?? arguments.count
    if index == arguments.count {
      arguments.append((parameter, .empty))
      seenArguments.append(SeenValue())
    }
    seenArguments[index].collect(value, wave: wave, values: values)
    arguments[index].value = seenArguments[index].combined(values)
  }

  /// The lanes that reach the call.
  package func lanes(_ values: ValueArena) -> LaneMask {
    arguments.reduce(into: LaneMask()) { $0.formUnion(values.support($1.value)) }
  }

  mutating func noteReturn(_ value: ValueID, wave: Wave, values: ValueArena) {
    seenReturns.collect(value, wave: wave, values: values)
    returns = seenReturns.combined(values)
  }
}

/// What was seen at each node, joined over all visits; a later wave fills only lanes that the earlier ones left empty.
package struct FactTable {
  /// What was seen at the nodes of one module.
  private struct Nodes {
    var module: UInt32
    var count: Int
    /// By wave and node; nothing for a wave that told nothing.
    var values = [[ValueID]](repeating: [], count: Wave.allCases.count)
    var bindings = [[ValueID]](repeating: [], count: Wave.allCases.count)
  }

  /// One or two modules at most, so that a walk finds one faster than a hash.
  private var modules: [Nodes] = []
  package private(set) var raises: [RaiseFact] = []
  private var raiseIndex: [RaiseKey: Int] = [:]
  /// The raises in the order they were met, repeated where a summary was replayed.
  var raiseLog: [LoggedRaise] = []
  package var sites: [SiteFact] = []
  /// Whether models of other files ran in this unit.
  package internal(set) var hasCallers = false
  var siteIndex: [UInt64: Int] = [:]

  private struct RaiseKey: Hashable {
    var module: ModuleID
    var node: NodeID
    var reason: RaiseReason
    var wave: Wave
    /// What a guess makes raise says nothing of the lanes in which callers do.
    var isAssumed: Bool
    var origins: [OriginID]

    init(_ fact: RaiseFact) {
      module = fact.module
      node = fact.node
      reason = fact.reason
      wave = fact.wave
      isAssumed = fact.isAssumed
      origins = fact.origins
    }
  }

  package init() {}

  /// Facts are kept for these modules only.
  mutating func track(_ module: Module) {
    guard !isTracked(module.id) else { return }
    modules.append(Nodes(module: module.id.rawValue, count: module.tree.nodes.count))
  }

  mutating func note(_ value: ValueID, at node: NodeID, in module: ModuleID, wave: Wave, values: ValueArena) {
    guard let place = place(of: module) else { return }
    modules[place].values[wave.index].update(node, of: modules[place].count) { values.join($0, value) }
  }

  /// What a name is bound to is told as it was seen: containers of unlike content stay apart.
  mutating func noteBinding(_ value: ValueID, at node: NodeID, in module: ModuleID, wave: Wave, values: ValueArena) {
    guard let place = place(of: module) else { return }
    modules[place].bindings[wave.index].update(node, of: modules[place].count) { values.collect($0, value) }
  }

  private func place(of module: ModuleID) -> Int? { modules.firstIndex { $0.module == module.rawValue } }

  mutating func noteRaise(
    _ raise: RaisedLanes, operation: Symbol, arguments: CallArguments, in module: ModuleID, wave: Wave,
    isAssumed: Bool, isOneOfSeveral: Bool, origins: [OriginID], values: ValueArena
  ) {
    let fact = RaiseFact(
      module: module, node: arguments.node, operation: operation, lanes: raise.mask, reason: raise.reason,
      operands: arguments.positional, keywords: arguments.keywords, wave: wave, isAssumed: isAssumed,
      isOneOfSeveral: isOneOfSeveral, origins: origins)
    let index = note(fact, values)
    raiseLog.append(LoggedRaise(index: index, lanes: raise.mask))
  }

  /// Tells raises of a callee in a file without facts at the call that leads there.
  mutating func noteRaises(
    loggedSince mark: Int, at node: NodeID, in module: ModuleID, live: LaneMask, wave: Wave, isAssumed: Bool,
    values: ValueArena
  ) {
    for logged in raisesLogged(since: mark) where !(logged.lanes & live).isEmpty {
      var raise = raises[logged.index]
      guard raise.inner == nil, !isTracked(raise.module) else { continue }
      raise.lanes = logged.lanes & live
      raise.inner = (raise.module, raise.node)
      raise.module = module
      raise.node = node
      raise.wave = wave
      raise.isAssumed = isAssumed
      raise.origins = []
      _ = note(raise, values)
    }
  }

  /// Keeps a raise, or adds it to what is known of the same; returns its place.
  private mutating func note(_ fact: RaiseFact, _ values: ValueArena) -> Int {
    let key = RaiseKey(fact)
    if let index = raiseIndex[key] {
      raises[index].add(fact, values)
      return index
    }
    raiseIndex[key] = raises.count
    raises.append(fact)
    return raises.count - 1
  }

  /// The raises met since `mark`, each once.
  func raisesLogged(since mark: Int) -> [LoggedRaise] {
    guard raiseLog.count > mark else { return [] }
    var lanes: [Int: LaneMask] = [:]
    for raise in raiseLog[mark...] { lanes[raise.index, default: []].formUnion(raise.lanes) }
    return lanes.sorted { $0.key < $1.key }.map { LoggedRaise(index: $0.key, lanes: $0.value) }
  }

  func isTracked(_ module: ModuleID) -> Bool { place(of: module) != nil }

  /// The value of an expression: the first wave's, and a later one's in lanes that those before did not reach.
  package func value(of node: NodeID, in module: ModuleID, values: ValueArena) -> ValueID {
    guard let place = place(of: module) else { return .empty }
    return Self.combined(modules[place].values.map { $0.value(at: node) }, values)
  }

  /// Whether an expression had a value in the canonical call of a model.
  package func isReachedByPlainCall(_ node: NodeID, in module: ModuleID) -> Bool {
    guard let place = place(of: module) else { return false }
    return modules[place].values[Wave.first.index].value(at: node) != .empty
  }

  /// Whether an expression had a value only in models whose flags are turned round.
  package func isReachedWithFlagsOnly(_ node: NodeID, in module: ModuleID) -> Bool {
    guard let place = place(of: module) else { return false }
    return Wave.allCases.allSatisfy { wave in
      (modules[place].values[wave.index].value(at: node) == .empty) == (wave != .flagged)
    }
  }

  /// What a name, parameter or return statement was bound to: where it is None in one wave, also what it is in a
  /// later one.
  ///
  /// - Parameter none: the shape of None.
  func binding(at node: NodeID, in module: ModuleID, none: ShapeID, values: ValueArena) -> ValueID {
    guard let place = place(of: module) else { return .empty }
    return Self.combined(modules[place].bindings.map { $0.value(at: node) }, silent: none, values)
  }

  /// - Parameter silent: a shape that says nothing, so that a later wave is heard as well.
  fileprivate static func combined(
    _ byWave: [ValueID], silent: ShapeID? = nil, _ values: ValueArena
  ) -> ValueID {
    byWave.reduce(.empty) { known, later in
      if later == .empty || known == later { return known }
      var told = values.support(known)
      for piece in values.pieces(known) where piece.shape == silent { told.subtract(piece.mask) }
      return values.join(known, values.restrict(later, to: LaneMask(rawValue: ~told.rawValue)))
    }
  }
}

/// Values by node.
extension [ValueID] {
  fileprivate func value(at node: NodeID) -> ValueID {
    Int(node.rawValue) < count ? self[Int(node.rawValue)] : .empty
  }

  fileprivate mutating func update(_ node: NodeID, of count: Int, _ change: (ValueID) -> ValueID) {
    if isEmpty { self = [ValueID](repeating: .empty, count: count) }
    self[Int(node.rawValue)] = change(self[Int(node.rawValue)])
  }
}
