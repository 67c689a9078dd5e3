import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Statements in order; compound ones are in `+ControlFlow`.
extension Interpreter {
  func execute(block: NodeID) {
    for statement in frame.tree.children(of: block) {
      if frame.live.isEmpty { return }
      execute(statement)
    }
  }

  func execute(_ statement: NodeID) {
    countVisit(of: statement)
    let tree = frame.tree
    switch tree.kind(statement) {
    case .expressionStatement: executeExpression(tree.child(statement, 0))
    case .assignment: executeAssignment(statement)
    case .annotatedAssignment:
      let value = tree.child(statement, 2)
      if !value.isNone { assign(evaluate(value), to: tree.child(statement, 0)) }
    case .augmentedAssignment: executeAugmentedAssignment(statement)
    case .return_: executeReturn(statement)
    case .raise: leaveByException()
    case .break_: leaveLoop(\.breakMask, \.breakLocals)
    case .continue_: leaveLoop(\.continueMask, \.continueLocals)
    case .if_: executeIf(statement)
    case .while_: executeWhile(statement)
    case .for_: executeFor(statement)
    case .with: executeWith(statement)
    case .try_: executeTry(statement)
    case .match: executeMatch(statement)
    case .functionDefinition, .classDefinition: executeDefinition(statement)
    case .assert: executeAssert(statement)
    case .delete: executeDelete(statement)
    case .importModules, .importFrom: executeImport(statement)
    case .block: execute(block: statement)
    default: break
    }
  }

  private func executeExpression(_ expression: NodeID) {
    switch frame.tree.kind(expression) {
    case .string, .ellipsis: break
    default: _ = evaluate(expression)
    }
  }

  private func executeAssignment(_ statement: NodeID) {
    let children = frame.tree.children(of: statement)
    guard let first = children.first else { return }
    var value = evaluate(first)
    if children.dropFirst().contains(where: { [.tuple, .list].contains(frame.tree.kind($0)) }) {
      value = used(value, of: first)
    }
    for target in children.dropFirst() where !frame.live.isEmpty { assign(value, to: target) }
  }

  private func executeAugmentedAssignment(_ statement: NodeID) {
    let tree = frame.tree
    let target = tree.child(statement, 0)
    let left = evaluate(target)
    let right = evaluate(tree.child(statement, 1))
    guard !frame.live.isEmpty else { return }
    assign(augmented(tree[statement].operation, left, right, at: statement), to: target)
  }

  private func executeReturn(_ statement: NodeID) {
    let expression = frame.tree.child(statement, 0)
    let value = expression.isNone ? noneValue : evaluate(expression)
    guard !frame.live.isEmpty else { return }
    recordBinding(statement, value)
    frame.result = values.join(frame.result, values.restrict(value, to: frame.live))
    frame.returned.formUnion(frame.live)
    frame.live = []
  }

  /// The live lanes leave by an exception of the checked code; what is never caught ends there.
  func leaveByException() {
    frame.raised.formUnion(frame.live)
    frame.live = []
  }

  private func leaveLoop(_ mask: WritableKeyPath<LoopState, LaneMask>, _ locals: WritableKeyPath<LoopState, [ValueID]>)
  {
    guard !frame.loops.isEmpty else { return }
    let index = frame.loops.count - 1
    if frame.loops[index][keyPath: locals].isEmpty {
      frame.loops[index][keyPath: locals] = restricted(frame.locals, to: frame.live)
    } else {
      frame.loops[index][keyPath: locals] = zip(frame.loops[index][keyPath: locals], frame.locals).map {
        values.join($0, values.restrict($1, to: frame.live))
      }
    }
    frame.loops[index][keyPath: mask].formUnion(frame.live)
    frame.live = []
  }

  func restricted(_ locals: [ValueID], to mask: LaneMask) -> [ValueID] {
    locals.map { values.restrict($0, to: mask) }
  }

  private func executeDefinition(_ statement: NodeID) {
    let tree = frame.tree
    let name = tree.symbol(statement)
    let definition =
      tree.kind(statement) == .functionDefinition
      ? graph.function(at: statement, in: frame.module.id).map {
        definedFunction($0, environment: frame.environment ?? frame.closure)
      }
      : graph.class_(at: statement, in: frame.module.id).map { shapes.intern(.class_($0.rawValue)) }
    guard let definition else { return }
    store(value(definition), name: name, at: statement)
  }

  private func executeAssert(_ statement: NodeID) {
    let test = frame.tree.child(statement, 0)
    let truth = truth(of: evaluate(test))
    let entry = frame.live
    frame.live = truth.true_ | truth.both
    // An assertion that fails for certain ends the lane; one that may fail is taken to hold.
    if frame.live.isEmpty {
      frame.live = entry
      leaveByException()
    } else {
      frame.raised.formUnion(truth.false_)
      narrow(test, to: true)
    }
  }

  private func executeDelete(_ statement: NodeID) {
    for target in frame.tree.children(of: statement) where frame.tree.kind(target) == .name {
      store(.empty, slotOf: target)
    }
  }

  private func executeImport(_ statement: NodeID) {
    let tree = frame.tree
    for alias in tree.children(of: statement) {
      let node = tree[alias]
      let full = node.symbol
      let name = node.secondSymbol == .empty ? full : node.secondSymbol
      let definition =
        tree.kind(statement) == .importFrom
        ? graph.importedName(full, from: statement, in: frame.module.id)
        : graph.importedModule(full, bindsRoot: node.secondSymbol == .empty)
      let bound = node.secondSymbol == .empty ? Symbol(String(name.text.prefix { $0 != "." })) : name
      store(definitionValue(definition), name: bound, at: alias)
    }
  }
}
