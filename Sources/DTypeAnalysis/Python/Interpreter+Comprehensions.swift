import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Comprehensions and generator expressions, evaluated at once.
///
/// Iterables of known length are unrolled, so that each element keeps its own value and its own objects; of any other,
/// one element stands for all.
extension Interpreter {
  /// What the clauses of one comprehension produced.
  private struct Collected {
    /// Elements, or the values of a dict comprehension.
    var results: [ValueID] = []
    var keys: [ValueID] = []
    /// Whether the number of elements is not known.
    var isOpen = false
  }

  func evaluateComprehension(_ node: NodeID) -> ValueID {
    let before = localState
    let context = frame.context
    var collected = Collected()
    let isDictionary = frame.tree.kind(node) == .dictionaryComprehension
    func elements() -> [ValueID] {
      collected = collect(node)
      restore(before)
      return collected.results
    }
    let results = isDictionary ? elements() : inKinds(at: node, elements)
    collected.results = results
    frame.context = context
    if frame.live.isEmpty { return .empty }
    let result = made(node, of: collected)
    // Python runs a comprehension as a function of its own; a generator yields later and returns nothing.
    if frame.tree.kind(node) != .generatorExpression { recordBinding(node, result) }
    return result
  }

  private func collect(_ node: NodeID) -> Collected {
    let tree = frame.tree
    let element = tree.child(node, 0)
    var collected = Collected()
    run(tree.children(of: node).dropFirst(), of: node) {
      if tree.kind(element) == .dictionaryPair {
        let key = self.evaluate(tree.child(element, 0))
        if self.frame.live.isEmpty { return }
        let field = self.evaluate(tree.child(element, 1))
        if self.frame.live.isEmpty { return }
        collected.keys.append(self.values.restrict(key, to: self.frame.live))
        collected.results.append(self.values.restrict(field, to: self.frame.live))
      } else {
        let result = self.evaluate(element)
        if !self.frame.live.isEmpty {
          collected.results.append(self.values.restrict(result, to: self.frame.live))
        }
      }
    } whenOpen: {
      collected.isOpen = true
    }
    return collected
  }

  /// What conditions told about names holds inside only; names bound inside (`:=`, targets) keep their value.
  private func restore(_ before: LocalState) {
    for slot in frame.locals.indices where before.locals[slot] != .empty {
      frame.locals[slot] = before.locals[slot]
    }
    frame.bindings = before.bindings
  }

  private func made(_ node: NodeID, of collected: Collected) -> ValueID {
    let isOpen = collected.isOpen || collected.results.count > Bounds.elements
    let walk: Iteration =
      isOpen ? .repeated(shapes.joined(collected.results)) : .elements(collected.results)
    switch frame.tree.kind(node) {
    case .listComprehension: return listValue(walk, at: node)
    case .setComprehension: return newSet(at: node, from: [sequenceValue(walk)], isOpen: isOpen)
    case .dictionaryComprehension:
      let result = newDictionary(at: node)
      for (key, field) in zip(collected.keys, collected.results) {
        setItemWhereBound(result, key: key, to: field)
      }
      return result
    default: return sequenceValue(walk)
    }
  }

  // MARK: Clauses

  private func run(
    _ clauses: ArraySlice<NodeID>, of node: NodeID, _ body: () -> Void, whenOpen: () -> Void
  ) {
    guard let clause = clauses.first else {
      body()
      return
    }
    let tree = frame.tree
    let iterable = evaluate(tree.child(clause, 1))
    guard !frame.live.isEmpty else { return }
    let outer = frame.context
    switch iteration(over: iterable) {
    case .elements(let elements):
      for (index, element) in elements.enumerated() where !frame.live.isEmpty {
        // Objects made for one element are not those of the next.
        frame.context = contexts.context(outer, place: place(of: clause), serial: UInt32(index) + 1)
        runElement(element, clause, clauses.dropFirst(), of: node, body, whenOpen)
      }
      frame.context = outer
    case .repeated(let element):
      whenOpen()
      repeatedly { runElement(element, clause, clauses.dropFirst(), of: node, body, whenOpen) }
    }
  }

  /// One element through a clause's conditions and the clauses inside, in the lanes that hold it.
  private func runElement(
    _ element: ValueID, _ clause: NodeID, _ inner: ArraySlice<NodeID>, of node: NodeID,
    _ body: () -> Void,
    _ whenOpen: () -> Void
  ) {
    let tree = frame.tree
    let inside = frame.live & values.support(element)
    // Lanes without this element, or that a condition leaves out, go on with the next one.
    var skipped = frame.live - inside
    guard !inside.isEmpty else { return }
    frame.live = inside
    assign(values.restrict(element, to: inside), to: tree.child(clause, 0))
    let unnarrowed = frame.locals
    for condition in tree.children(of: clause).dropFirst(2) where !frame.live.isEmpty {
      let truth = truth(of: evaluate(condition))
      skipped.formUnion(truth.false_)
      if !truth.both.isEmpty { whenOpen() }
      frame.live = truth.true_ | truth.both
      if !frame.live.isEmpty { narrow(condition, to: true) }
    }
    if !frame.live.isEmpty { run(inner, of: node, body, whenOpen: whenOpen) }
    for slot in frame.locals.indices where unnarrowed[slot] != .empty {
      frame.locals[slot] = unnarrowed[slot]
    }
    frame.live.formUnion(skipped)
  }
}
