import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Class decorators: functions that get a class and put other members into it.
extension Interpreter {
  /// Runs the decorators of a class and of its bases, once, before it is used.
  func decorateClass(_ id: ClassID) {
    guard decoratedClasses.insert(id).inserted else { return }
    let information = graph[id]
    for case .class_(let base) in information.mro.dropFirst() { decorateClass(base) }
    guard information.enclosingFunction == nil else { return }
    for decorator in information.decorators.reversed() where changesMembers(decorator, in: information.module) {
      outsideOfRoots(module: graph[information.module]) {
        let outer = classInDecoration
        defer { classInDecoration = outer }
        let decorate = evaluate(decorator)
        classInDecoration = id
        _ = call(decorate, CallArguments([value(classValue(id))], node: decorator))
      }
    }
  }

  /// Whether a decorator is a function of the checked code that sets attributes of what it is given; registries and
  /// documentation leave a class as it is.
  private func changesMembers(_ decorator: NodeID, in module: ModuleID) -> Bool {
    let tree = graph[module].tree
    let name = tree.kind(decorator) == .call ? tree.child(decorator, 0) : decorator
    guard case .function(let id) = graph.definition(ofExpression: name, in: module),
      stubs.function(graph.dottedName(of: id)) == nil
    else { return false }
    return setsAttributesOfParameters(graph[id])
  }

  private func setsAttributesOfParameters(_ function: FunctionInfo) -> Bool {
    let tree = graph[function.module].tree
    var parameters = Set(function.parameters.map(\.name))
    var targets: [Symbol] = []
    for node in tree.nodes(in: function.node) {
      switch tree.kind(node) {
      case .functionDefinition:
        if let inner = graph.function(at: node, in: function.module) {
          parameters.formUnion(graph[inner].parameters.map(\.name))
        }
      case .assignment:
        for target in tree.children(of: node).dropFirst()
        where tree.kind(target) == .attribute && tree.kind(tree.child(target, 0)) == .name {
          targets.append(tree.symbol(tree.child(target, 0)))
        }
      default: break
      }
    }
    return targets.contains { $0 != "self" && parameters.contains($0) }
  }

  /// What a decorator puts into the class that it is given.
  func setDecorated(_ name: Symbol, of id: ClassID, to newValue: ValueID) {
    let key = IDPair(id.rawValue, name.id)
    decoratedMembers[key] = values.overwrite(decoratedMembers[key] ?? .empty, with: newValue, in: frame.live)
    decoratedNames.insert(name)
  }

  /// The member that a decorator put into the first class of the order that has one of this name, however it came
  /// there; `written` is the class whose body has one.
  func decoratedMember(
    _ name: Symbol, of id: ClassID, after: ClassID? = nil, written: ClassID?
  ) -> (owner: ClassID, value: ValueID)? {
    guard decoratedNames.contains(name) else { return nil }
    var isReached = after == nil
    for case .class_(let owner) in graph[id].mro {
      if isReached {
        if let changed = decoratedMembers[IDPair(owner.rawValue, name.id)] { return (owner, changed) }
        if owner == written { return nil }
      } else {
        isReached = owner == after
      }
    }
    return nil
  }

  /// Whether a class or one of its bases has a member, from its body or by a decorator.
  func hasMember(_ name: Symbol, _ id: ClassID) -> Bool {
    graph.member(name, of: id) != nil || decoratedMember(name, of: id, written: nil) != nil
  }

  /// Runs what the class says itself where a decorator's function has run instead, which other choices of users bring
  /// back: what it does is known too, but never instead of what runs by default.
  func runReplaced(_ name: Symbol, of id: ClassID, receiver: ShapeID, _ arguments: CallArguments, in mask: LaneMask) {
    guard let written = graph.member(name, of: id),
      decoratedMember(name, of: id, written: written.owner) != nil,
      let function = graph.method(name, of: id)
    else { return }
    let outside = (frame.live, frame.raised, wave, modes)
    defer { (frame.live, frame.raised, wave, modes) = outside }
    frame.live = mask
    if wave == .first { wave = .varied }
    _ = callShape(functionValue(function.id), arguments.prepending(value(receiver)))
  }
}
