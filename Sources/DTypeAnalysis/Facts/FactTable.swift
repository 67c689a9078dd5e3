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
  /// The positional arguments as they were when it first raised, the receiver of a method included.
  package var operands: [ValueID]
  /// The keyword arguments; for a module its parameters are among them.
  package var keywords: [(name: Symbol, value: ValueID)]
  package var wave: Wave
  /// Whether every call that raises rests on assumed inputs, because no caller was found.
  package var isAssumed: Bool
  /// Whether each call that raises may be that of another layer, which does not.
  package var isOneOfSeveral = false
  /// Where it raises, for a call whose callee lies in a file without facts: operands are those of that place.
  package var inner: (module: ModuleID, node: NodeID)?
}

/// A raise as a call met it.
struct LoggedRaise {
  /// Its place in the fact table.
  var index: Int
  /// The lanes in which it was met this time; the fact has those of all times.
  var lanes: LaneMask
}

/// A call of a rotary-applying function, per parameter; the second wave fills only lanes the first left empty.
package struct SiteFact {
  package var module: ModuleID
  package var node: NodeID
  package var callee: FunctionID?
  /// The written name, where the callee could not be resolved.
  package var name: Symbol
  package private(set) var arguments: [(name: Symbol, value: ValueID)] = []
  package private(set) var returns: ValueID = .empty
  private var firstArguments: [ValueID] = []
  private var laterArguments: [ValueID] = []
  private var firstReturns: ValueID = .empty
  private var laterReturns: ValueID = .empty

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
      firstArguments.append(.empty)
      laterArguments.append(.empty)
    }
    if wave == .first {
      firstArguments[index] = values.join(firstArguments[index], value)
    } else {
      laterArguments[index] = values.join(laterArguments[index], value)
    }
    arguments[index].value = FactTable.combined(firstArguments[index], laterArguments[index], values)
  }

  /// The lanes that reach the call.
  package func lanes(_ values: ValueArena) -> LaneMask {
    arguments.reduce(into: LaneMask()) { $0.formUnion(values.support($1.value)) }
  }

  mutating func noteReturn(_ value: ValueID, wave: Wave, values: ValueArena) {
    if wave == .first {
      firstReturns = values.join(firstReturns, value)
    } else {
      laterReturns = values.join(laterReturns, value)
    }
    returns = FactTable.combined(firstReturns, laterReturns, values)
  }
}

/// What was seen at each node, joined over all visits; the second wave fills only lanes the first left empty.
package struct FactTable {
  /// What was seen at the nodes of one module.
  private struct Nodes {
    var module: UInt32
    var values: [ValueID]
    var laterValues: [ValueID]
    var bindings: [ValueID]
    var laterBindings: [ValueID]
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
    /// Where the operands' dtypes were decided, if that is tracked: each root cause is a fact of its own.
    var origins: [OriginID] = []
  }

  package init() {}

  /// Facts are kept for these modules only.
  mutating func track(_ module: Module) {
    guard !isTracked(module.id) else { return }
    let empty = [ValueID](repeating: .empty, count: module.tree.nodes.count)
    modules.append(
      Nodes(module: module.id.rawValue, values: empty, laterValues: empty, bindings: empty, laterBindings: empty))
  }

  mutating func note(_ value: ValueID, at node: NodeID, in module: ModuleID, wave: Wave, values: ValueArena) {
    guard let place = place(of: module) else { return }
    if wave == .first {
      Self.join(value, into: &modules[place].values, node, values)
    } else {
      Self.join(value, into: &modules[place].laterValues, node, values)
    }
  }

  mutating func noteBinding(_ value: ValueID, at node: NodeID, in module: ModuleID, wave: Wave, values: ValueArena) {
    guard let place = place(of: module) else { return }
    if wave == .first {
      Self.join(value, into: &modules[place].bindings, node, values)
    } else {
      Self.join(value, into: &modules[place].laterBindings, node, values)
    }
  }

  private static func join(_ value: ValueID, into list: inout [ValueID], _ node: NodeID, _ values: ValueArena) {
    let index = Int(node.rawValue)
    if list[index] != value { list[index] = values.join(list[index], value) }
  }

  private func place(of module: ModuleID) -> Int? { modules.firstIndex { $0.module == module.rawValue } }

  mutating func noteRaise(
    _ raise: RaisedLanes, operation: Symbol, arguments: CallArguments, in module: ModuleID, wave: Wave,
    isAssumed: Bool, isOneOfSeveral: Bool, origins: [OriginID]
  ) {
    let node = arguments.node
    let key = RaiseKey(module: module, node: node, reason: raise.reason, wave: wave, origins: origins)
    if let index = raiseIndex[key] {
      raiseLog.append(LoggedRaise(index: index, lanes: raise.mask))
      raises[index].lanes.formUnion(raise.mask)
      raises[index].isAssumed = raises[index].isAssumed && isAssumed
      raises[index].isOneOfSeveral = raises[index].isOneOfSeveral && isOneOfSeveral
      return
    }
    raiseIndex[key] = raises.count
    raiseLog.append(LoggedRaise(index: raises.count, lanes: raise.mask))
    raises.append(
      RaiseFact(
        module: module, node: node, operation: operation, lanes: raise.mask, reason: raise.reason,
        operands: arguments.positional, keywords: arguments.keywords, wave: wave, isAssumed: isAssumed,
        isOneOfSeveral: isOneOfSeveral))
  }

  /// Tells raises of a callee in a file without facts at the call that leads there.
  mutating func noteRaises(
    loggedSince mark: Int, at node: NodeID, in module: ModuleID, live: LaneMask, wave: Wave, isAssumed: Bool
  ) {
    for index in raisesLogged(since: mark).map(\.index) where !(raises[index].lanes & live).isEmpty {
      var raise = raises[index]
      guard raise.inner == nil, !isTracked(raise.module) else { continue }
      let key = RaiseKey(module: module, node: node, reason: raise.reason, wave: wave)
      raise.lanes = raise.lanes & live
      if let known = raiseIndex[key] {
        raises[known].lanes.formUnion(raise.lanes)
        raises[known].isAssumed = raises[known].isAssumed && isAssumed
        continue
      }
      raiseIndex[key] = raises.count
      raise.inner = (raise.module, raise.node)
      raise.module = module
      raise.node = node
      raise.wave = wave
      raise.isAssumed = isAssumed
      raises.append(raise)
    }
  }

  /// The raises met since `mark`, each once.
  func raisesLogged(since mark: Int) -> [LoggedRaise] {
    guard raiseLog.count > mark else { return [] }
    var lanes: [Int: LaneMask] = [:]
    for raise in raiseLog[mark...] { lanes[raise.index, default: []].formUnion(raise.lanes) }
    return lanes.sorted { $0.key < $1.key }.map { LoggedRaise(index: $0.key, lanes: $0.value) }
  }

  func isTracked(_ module: ModuleID) -> Bool { place(of: module) != nil }

  /// The value of an expression: the first wave's, and the second's in lanes that the first did not reach.
  package func value(of node: NodeID, in module: ModuleID, values: ValueArena) -> ValueID {
    let index = Int(node.rawValue)
    guard let place = place(of: module), index < modules[place].values.count else { return .empty }
    return Self.combined(modules[place].values[index], modules[place].laterValues[index], values)
  }

  /// Whether an expression had a value in the canonical call of a model.
  package func isReachedByPlainCall(_ node: NodeID, in module: ModuleID) -> Bool {
    guard let place = place(of: module), Int(node.rawValue) < modules[place].values.count else { return false }
    return modules[place].values[Int(node.rawValue)] != .empty
  }

  /// What a name, parameter or return statement was bound to.
  package func binding(at node: NodeID, in module: ModuleID, values: ValueArena) -> ValueID {
    guard let place = place(of: module) else { return .empty }
    let index = Int(node.rawValue)
    return Self.combined(modules[place].bindings[index], modules[place].laterBindings[index], values)
  }

  fileprivate static func combined(_ first: ValueID, _ second: ValueID, _ values: ValueArena) -> ValueID {
    if second == .empty { return first }
    let missing = LaneMask(rawValue: ~values.support(first).rawValue)
    return values.join(first, values.restrict(second, to: missing))
  }
}
