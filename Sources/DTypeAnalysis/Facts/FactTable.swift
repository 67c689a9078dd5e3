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
  /// The arguments as they were in those lanes.
  package var operands: [ValueID]
  package var wave: Wave
}

/// A call of a rotary-applying function, per parameter.
package struct SiteFact {
  package var module: ModuleID
  package var node: NodeID
  package var callee: FunctionID?
  /// The written name, where the callee could not be resolved.
  package var name: Symbol
  package var arguments: [(name: Symbol, value: ValueID)]
  package var returns: ValueID
}

/// What was seen at each node, joined over all visits; the second wave fills only lanes the first left empty.
package struct FactTable {
  private struct Waves {
    var first: [ValueID]
    var second: [ValueID]
    var bindings: [ValueID]
    var laterBindings: [ValueID]
  }

  private var modules: [UInt32: Waves] = [:]
  package private(set) var raises: [RaiseFact] = []
  private var raiseIndex: [RaiseKey: Int] = [:]
  package var sites: [SiteFact] = []
  var siteIndex: [UInt64: Int] = [:]

  private struct RaiseKey: Hashable {
    var module: ModuleID
    var node: NodeID
    var reason: RaiseReason
    var wave: Wave
  }

  package init() {}

  /// Facts are kept for these modules only.
  mutating func track(_ module: Module) {
    let empty = [ValueID](repeating: .empty, count: module.tree.nodes.count)
    modules[module.id.rawValue] = Waves(first: empty, second: empty, bindings: empty, laterBindings: empty)
  }

  mutating func note(_ value: ValueID, at node: NodeID, in module: ModuleID, wave: Wave, values: ValueArena) {
    let index = Int(node.rawValue)
    if wave == .first {
      guard let old = modules[module.rawValue]?.first[index], old != value else { return }
      modules[module.rawValue]?.first[index] = values.join(old, value)
    } else {
      guard let old = modules[module.rawValue]?.second[index], old != value else { return }
      modules[module.rawValue]?.second[index] = values.join(old, value)
    }
  }

  mutating func noteBinding(_ value: ValueID, at node: NodeID, in module: ModuleID, wave: Wave, values: ValueArena) {
    let index = Int(node.rawValue)
    if wave == .first {
      guard let old = modules[module.rawValue]?.bindings[index], old != value else { return }
      modules[module.rawValue]?.bindings[index] = values.join(old, value)
    } else {
      guard let old = modules[module.rawValue]?.laterBindings[index], old != value else { return }
      modules[module.rawValue]?.laterBindings[index] = values.join(old, value)
    }
  }

  mutating func noteRaise(
    _ raise: RaisedLanes, operation: Symbol, operands: [ValueID], at node: NodeID, in module: ModuleID, wave: Wave
  ) {
    let key = RaiseKey(module: module, node: node, reason: raise.reason, wave: wave)
    if let index = raiseIndex[key] {
      raises[index].lanes.formUnion(raise.mask)
      return
    }
    raiseIndex[key] = raises.count
    raises.append(
      RaiseFact(
        module: module, node: node, operation: operation, lanes: raise.mask, reason: raise.reason, operands: operands,
        wave: wave))
  }

  func isTracked(_ module: ModuleID) -> Bool { modules[module.rawValue] != nil }

  /// The value of an expression: the first wave's, and the second's in lanes that the first did not reach.
  package func value(of node: NodeID, in module: ModuleID, values: ValueArena) -> ValueID {
    guard let waves = modules[module.rawValue] else { return .empty }
    return Self.combined(waves.first[Int(node.rawValue)], waves.second[Int(node.rawValue)], values)
  }

  /// What a name, parameter or return statement was bound to.
  package func binding(at node: NodeID, in module: ModuleID, values: ValueArena) -> ValueID {
    guard let waves = modules[module.rawValue] else { return .empty }
    return Self.combined(waves.bindings[Int(node.rawValue)], waves.laterBindings[Int(node.rawValue)], values)
  }

  private static func combined(_ first: ValueID, _ second: ValueID, _ values: ValueArena) -> ValueID {
    if second == .empty { return first }
    let missing = LaneMask(rawValue: ~values.support(first).rawValue)
    return values.join(first, values.restrict(second, to: missing))
  }
}
