import Dataflow
import PythonSyntax
import SourceText

/// What a lane holds that a branch may change: saved before it, joined after it.
struct LocalState {
  var locals: [ValueID]
  var bindings: [Symbol: ValueID]
}

/// Branches run under masks: lanes that are sure of a test need no join, only the unsure ones run both ways.
extension Interpreter {
  func executeIf(_ statement: NodeID) {
    let clauses = frame.tree.children(of: statement)
    executeClauses(clauses[...])
  }

  private func executeClauses(_ clauses: ArraySlice<NodeID>) {
    guard let clause = clauses.first else { return }
    let tree = frame.tree
    if tree.kind(clause) == .elseClause {
      execute(block: tree.child(clause, 0))
      return
    }
    let test = tree.child(clause, 0)
    let truth = truth(of: evaluate(test))
    branch(
      truth,
      then: {
        self.narrow(test, to: true)
        self.execute(block: tree.child(clause, 1))
      },
      otherwise: {
        self.narrow(test, to: false)
        self.executeClauses(clauses.dropFirst())
      })
  }

  /// Runs both sides of a test under their lanes and joins what they leave.
  ///
  /// - Parameter isOpen: false if both sides run one after the other, and not one or the other.
  func branch(_ truth: Truth, isOpen: Bool = true, then: () -> Void, otherwise: () -> Void) {
    let thenMask = truth.true_ | truth.both
    let elseMask = truth.false_ | truth.both
    if thenMask.isEmpty || elseMask.isEmpty || truth.both.isEmpty {
      // No lane goes both ways, so writes under masks need no snapshot.
      frame.live = thenMask
      if !thenMask.isEmpty { then() }
      let after = frame.live
      frame.live = elseMask
      if !elseMask.isEmpty { otherwise() }
      frame.live.formUnion(after)
      return
    }
    let before = localState
    let mark = store.mark()
    let allocationsBefore = allocations
    let raisedBefore = frame.raised
    frame.live = thenMask
    withOpen(isOpen ? truth.both : [], then)
    let thenAfter = frame.live
    let thenState = localState
    let thenSurvived = thenMask - (frame.raised - raisedBefore)
    let written = store.rollback(to: mark)
    localState = before
    frame.live = elseMask
    withOpen(isOpen ? truth.both & thenSurvived : [], otherwise)
    let elseSurvived = elseMask - (frame.raised - raisedBefore - thenMask)
    // Lanes that raised on one side only go on with the other side.
    frame.raised.subtract(thenAfter | frame.live)
    // Effects on objects outlive a `return` or `break`, so the store joins all lanes that did not raise.
    let absences = absentAttributes(written, mark, allocationsBefore, in: thenSurvived & elseSurvived)
    store.join(branch: written, branchMask: thenSurvived, since: mark, ownMask: elseSurvived)
    for absence in absences {
      store.write(
        absence.site, absence.key, values.value(shapes.absent, in: absence.mask), in: absence.mask, weak: true)
    }
    join(thenState, mask: thenAfter, ownMask: frame.live)
    frame.live.formUnion(thenAfter)
  }

  /// Attributes of modules that only one side of a test set, with the lanes that go both ways: `hasattr` is open there.
  private func absentAttributes(
    _ written: [(site: SiteID, new: ContentID)], _ mark: Store.Mark, _ allocationsBefore: Int, in mask: LaneMask
  ) -> [(site: SiteID, key: UInt32, mask: LaneMask)] {
    var result: [(site: SiteID, key: UInt32, mask: LaneMask)] = []
    let own = store.changes(since: mark).filter { change in !written.contains { $0.site == change.site } }
    for (site, other) in written + own.map({ (site: $0.site, new: $0.old) })
    where info(site).allocated <= allocationsBefore && isModule(site) {
      let sides = (store.content(of: site), store.content(other))
      for (side, opposite) in [sides, (sides.1, sides.0)] {
        for (key, value) in zip(side.keys, side.values) where FieldKey.isAttribute(key) {
          let missing = values.support(value) & mask - values.support(opposite[key] ?? .empty)
          if !missing.isEmpty { result.append((site, key, missing)) }
        }
      }
    }
    return result
  }

  var localState: LocalState {
    get { LocalState(locals: frame.locals, bindings: frame.bindings) }
    set {
      frame.locals = newValue.locals
      frame.bindings = newValue.bindings
    }
  }

  /// Joins locals of another branch: its lanes alone from there, lanes of both joined, the rest from here.
  func join(_ other: LocalState, mask: LaneMask, ownMask: LaneMask) {
    let kept = LaneMask(rawValue: ~(mask - ownMask).rawValue)
    for slot in frame.locals.indices where frame.locals[slot] != other.locals[slot] {
      frame.locals[slot] = values.join(
        values.restrict(frame.locals[slot], to: kept), values.restrict(other.locals[slot], to: mask))
    }
    for (name, value) in other.bindings where frame.bindings[name] != value {
      frame.bindings[name] = values.join(
        values.restrict(frame.bindings[name] ?? .empty, to: kept), values.restrict(value, to: mask))
    }
  }

  // MARK: Loops

  func executeFor(_ statement: NodeID) {
    let tree = frame.tree
    let iterable = used(evaluate(tree.child(statement, 1)), of: tree.child(statement, 1))
    guard !frame.live.isEmpty else { return }
    let target = tree.child(statement, 0)
    let body = tree.child(statement, 2)
    switch iteration(over: iterable) {
    case .elements(let elements):
      loop {
        let outer = frame.context
        for (index, element) in elements.enumerated() where !self.frame.live.isEmpty {
          // Lanes whose iterable is shorter wait; objects made in one pass are not those of another.
          let waiting = self.frame.live - self.values.support(element)
          self.frame.live.subtract(waiting)
          self.frame.context = self.contexts.context(outer, place: self.place(of: statement), serial: UInt32(index) + 1)
          self.assign(element, to: target)
          self.execute(block: body)
          self.rejoinContinues()
          self.frame.live.formUnion(waiting)
        }
        frame.context = outer
      }
    case .repeated(let element):
      let turns = turns(of: element)
      loop {
        self.fixpoint {
          self.inTurn(turns[...]) {
            self.assign($0, to: target)
            self.execute(block: body)
          }
        }
      }
    }
    executeElse(tree.child(statement, 3))
  }

  func executeWhile(_ statement: NodeID) {
    let tree = frame.tree
    let test = tree.child(statement, 0)
    loop {
      self.fixpoint {
        let truth = self.truth(of: self.evaluate(test))
        // A loop whose test may hold is taken to run at least once, as loops over layers do.
        self.frame.live = truth.true_ | truth.both
        self.narrow(test, to: true)
        self.execute(block: tree.child(statement, 1))
        self.frame.live.formUnion(truth.false_)
      }
    }
    executeElse(tree.child(statement, 2))
  }

  private func executeElse(_ clause: NodeID) {
    guard !clause.isNone, !frame.live.isEmpty else { return }
    execute(block: frame.tree.child(clause, 0))
  }

  /// Runs a loop and joins the lanes that left it by `break`.
  private func loop(_ run: () -> Void) {
    frame.loops.append(LoopState())
    run()
    let state = frame.loops.removeLast()
    guard !state.breakMask.isEmpty else { return }
    join(
      LocalState(locals: state.breakLocals, bindings: frame.bindings), mask: state.breakMask, ownMask: frame.live)
    frame.live.formUnion(state.breakMask)
  }

  /// Lanes that `continue` are back at the end of the body.
  private func rejoinContinues() {
    guard let last = frame.loops.indices.last else { return }
    let state = frame.loops[last]
    guard !state.continueMask.isEmpty else { return }
    join(
      LocalState(locals: state.continueLocals, bindings: frame.bindings), mask: state.continueMask, ownMask: frame.live)
    frame.live.formUnion(state.continueMask)
    frame.loops[last].continueMask = []
    frame.loops[last].continueLocals = []
  }

  /// Runs a body that repeats an unknown number of times (at least once) until nothing changes at its head.
  ///
  /// The first round stands alone: `total = torch.zeros(())` before a loop is no `total` of the rounds after it.
  private func fixpoint(_ body: () -> Void) {
    let start = frame.locals
    let mark = store.mark()
    inRound(body)
    rejoinContinues()
    if frame.locals == start, store.changes(since: mark).allSatisfy({ store.contentID(of: $0) == $1 }) { return }
    for round in 1...Bounds.loopRounds where !frame.live.isEmpty {
      if settles(body, isLast: round == Bounds.loopRounds) { return }
    }
  }

  /// Runs one more round, joins the state after it with that before, and returns whether that changed nothing.
  private func settles(_ body: () -> Void, isLast: Bool) -> Bool {
    let head = frame.locals
    let entry = frame.live
    let mark = store.mark()
    inRound(body)
    rejoinContinues()
    if frame.live.isEmpty { return true }
    var stable = true
    for slot in head.indices where frame.locals[slot] != head[slot] {
      let joined = values.join(head[slot], frame.locals[slot])
      if joined != head[slot] { stable = false }
      frame.locals[slot] = isLast ? widened(joined, entry) : joined
    }
    for (site, old) in store.changes(since: mark) {
      let joined = store.joined(store.contentID(of: site), old, otherMask: entry, ownMask: entry)
      if joined != old { stable = false }
      store.replace(site, with: joined)
    }
    return stable
  }

  private func widened(_ value: ValueID, _ mask: LaneMask) -> ValueID {
    values.value(shapes.unknown(.tooManyVisits), in: values.support(value) & mask)
  }
}

/// Limits that are no option: every overrun ends in an unknown with its reason.
enum Bounds {
  static let loopRounds = 6
  static let expressionDepth = 3_000
  static let elements = 64
  /// The same at module scope.
  static let moduleElements = 1024
}
