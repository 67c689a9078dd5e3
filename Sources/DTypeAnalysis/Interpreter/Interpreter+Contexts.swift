import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// `with`, `try` and `match`.
extension Interpreter {
  func executeWith(_ statement: NodeID) {
    let tree = frame.tree
    let outside = modes
    for item in tree.children(of: statement).dropFirst() where !frame.live.isEmpty {
      let context = evaluate(tree.child(item, 0))
      let target = tree.child(item, 1)
      enter(context)
      if !target.isNone { assign(entered(context, at: item), to: target) }
    }
    guard !frame.live.isEmpty else { return }
    execute(block: tree.child(statement, 0))
    modes = outside
  }

  /// Autocast contexts change the modes, lane by lane; others do nothing to dtypes.
  private func enter(_ context: ValueID) {
    for piece in values.pieces(values.restrict(context, to: frame.live)) {
      for shape in shapes.alternatives(of: piece.shape) {
        guard case .object(let site) = shapes[shape] else { continue }
        if case .instance(.modelled("torch.autocast")) = info(site).kind {
          let entry = frame.live
          frame.live = piece.mask
          let inside = autocastModes(site)
          frame.live = entry
          piece.mask.forEachLane { modes.autocast[$0] = inside.autocast[$0] }
        }
      }
    }
  }

  private func entered(_ context: ValueID, at node: NodeID) -> ValueID {
    mapPieces(of: context) { shape in
      guard case .object(let site) = self.shapes[shape], case .instance(.checked(let id)) = self.info(site).kind,
        let method = self.method("__enter__", of: id, receiver: shape)
      else { return self.value(shape) }
      return self.callShape(method, CallArguments(node: node))
    }
  }

  /// The body runs; a handler runs in the lanes whose body left by an exception for certain.
  func executeTry(_ statement: NodeID) {
    let tree = frame.tree
    let raisedBefore = frame.raised
    execute(block: tree.child(statement, 0))
    let raised = frame.raised - raisedBefore - frame.live - frame.returned
    let elseClause = tree.child(statement, 1)
    if !elseClause.isNone, !frame.live.isEmpty { execute(block: tree.child(elseClause, 0)) }
    let after = frame.live
    var handled = LaneMask()
    if !raised.isEmpty, let handler = tree.children(of: statement).dropFirst(3).first {
      frame.raised.subtract(raised)
      frame.live = raised
      if tree.symbol(handler) != .empty { store(value(.opaque(.inert)), name: tree.symbol(handler), at: handler) }
      execute(block: tree.child(handler, 1))
      handled = frame.live
    }
    frame.live = after | handled
    let finally = tree.child(statement, 2)
    if !finally.isNone, !frame.live.isEmpty { execute(block: tree.child(finally, 0)) }
  }

  // MARK: match

  func executeMatch(_ statement: NodeID) {
    let tree = frame.tree
    let subject = evaluate(tree.child(statement, 0))
    matchCases(subject, tree.children(of: statement).dropFirst())
  }

  private func matchCases(_ subject: ValueID, _ clauses: ArraySlice<NodeID>) {
    guard let clause = clauses.first, !frame.live.isEmpty else { return }
    let tree = frame.tree
    let pattern = tree.child(clause, 0)
    var matched = match(values.restrict(subject, to: frame.live), pattern)
    let guardTest = tree.child(clause, 1)
    if !guardTest.isNone {
      bindCaptures(subject, pattern)
      let entry = frame.live
      frame.live = matched.true_ | matched.both
      let test = frame.live.isEmpty ? Truth() : truth(of: evaluate(guardTest))
      frame.live = entry
      matched = Truth(
        true_: matched.true_ & test.true_, false_: matched.false_ | test.false_,
        both: (matched.both - test.false_) | (matched.true_ & test.both))
    }
    branch(
      matched,
      then: {
        self.bindCaptures(self.values.restrict(subject, to: self.frame.live), pattern)
        self.execute(block: tree.child(clause, 2))
      },
      otherwise: { self.matchCases(subject, clauses.dropFirst()) })
  }

  private func match(_ subject: ValueID, _ pattern: NodeID) -> Truth {
    let tree = frame.tree
    switch tree.kind(pattern) {
    case .patternWildcard, .patternCapture: return Truth(true_: frame.live)
    case .patternValue:
      return truth(of: compare(.equal, subject, evaluate(tree.child(pattern, 0)), at: pattern))
    case .patternAlternatives:
      var result = Truth(false_: frame.live)
      for part in tree.children(of: pattern) {
        let one = match(subject, part)
        result.true_.formUnion(one.true_)
        result.both.formUnion(one.both)
      }
      result.both.subtract(result.true_)
      result.false_.subtract(result.true_ | result.both)
      return result
    case .patternAs: return match(subject, tree.child(pattern, 0))
    case .patternSequence: return matchSequence(subject, tree.children(of: pattern))
    default: return Truth(both: frame.live)
    }
  }

  /// `case (a, b)`: a tuple or list of that length whose elements match; text is no sequence here.
  private func matchSequence(_ subject: ValueID, _ parts: ArraySlice<NodeID>) -> Truth {
    let entry = frame.live
    var result = Truth()
    for piece in values.pieces(values.restrict(subject, to: entry)) {
      frame.live = piece.mask
      let one = matchSequence(piece.shape, parts)
      result.true_.formUnion(one.true_)
      result.false_.formUnion(one.false_)
      result.both.formUnion(one.both)
    }
    frame.live = entry
    return result
  }

  private func matchSequence(_ shape: ShapeID, _ parts: ArraySlice<NodeID>) -> Truth {
    switch shapes[shape] {
    case .string, .numbered, .opaque(.string), .none, .bool, .integer, .float, .dtype, .class_:
      return Truth(false_: frame.live)
    case .tuple(let elements) where !parts.contains { frame.tree.kind($0) == .patternStar }:
      guard elements.count == parts.count else { return Truth(false_: frame.live) }
      var result = Truth(true_: frame.live)
      for (element, part) in zip(elements, parts) {
        let one = match(values.restrict(element, to: frame.live), part)
        result = Truth(
          true_: result.true_ & one.true_, false_: result.false_ | one.false_,
          both: (result.both | one.both) - result.false_ - one.false_)
      }
      return result
    default: return Truth(both: frame.live)
    }
  }

  private func bindCaptures(_ subject: ValueID, _ pattern: NodeID) {
    let tree = frame.tree
    switch tree.kind(pattern) {
    case .patternCapture: store(subject, name: tree.symbol(pattern), at: pattern)
    case .patternAs:
      bindCaptures(subject, tree.child(pattern, 0))
      store(subject, name: tree.symbol(pattern), at: pattern)
    case .patternSequence:
      let parts = tree.children(of: pattern)
      for (part, value) in zip(parts, unpack(subject, count: parts.count, star: nil)) { bindCaptures(value, part) }
    default: break
    }
  }
}
