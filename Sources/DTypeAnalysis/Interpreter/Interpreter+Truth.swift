import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// The lanes in which a test holds, fails, or may do either: disjoint, their union the live lanes.
struct Truth {
  var true_ = LaneMask()
  var false_ = LaneMask()
  var both = LaneMask()
}

/// Truth values, and what a test tells about the names in it.
extension Interpreter {
  func truth(of value: ValueID) -> Truth {
    var result = Truth()
    for piece in values.pieces(value) {
      let mask = piece.mask & frame.live
      if mask.isEmpty { continue }
      switch truth(ofShape: piece.shape) {
      case true?: result.true_.formUnion(mask)
      case false?: result.false_.formUnion(mask)
      case nil: result.both.formUnion(mask)
      }
    }
    // A lane without a value has no answer.
    result.both.formUnion(frame.live - result.true_ - result.false_)
    return result
  }

  func truth(ofShape shape: ShapeID) -> Bool? {
    switch shapes[shape] {
    case .none, .absent: return false
    case .bool(let flag): return flag
    case .integer(let number): return number != 0
    case .float(let bits): return Double(bitPattern: bits) != 0
    case .string(let text): return !text.text.isEmpty
    case .opaque(let kind): return kind == .positiveInteger || kind == .size || kind == .inert ? true : nil
    case .tuple(let elements): return !elements.isEmpty
    case .object(let site): return truth(ofObject: site)
    case .tensor, .unknown, .sequence, .record: return nil
    case .alternatives(let list):
      let answers = Set(list.map { truth(ofShape: $0) })
      return answers.count == 1 ? list.first.flatMap { truth(ofShape: $0) } : nil
    default: return true
    }
  }

  /// The part of a value that is, or may be, true (or false): what an `or` yields, what a branch knows.
  func narrowedTruth(_ value: ValueID, to wanted: Bool, in mask: LaneMask) -> ValueID {
    let kept = filter(values.restrict(value, to: mask)) { self.truth(ofShape: $0) != !wanted }
    let open = shapes.opaque(.bool)
    guard values.pieces(kept).contains(where: { $0.shape == open }) else { return kept }
    return values.value(values.pieces(kept).map { Piece($0.mask, $0.shape == open ? shapes.bool(wanted) : $0.shape) })
  }

  /// The alternatives that `keep` lets through; lanes in which none is left keep what they had.
  func filter(_ value: ValueID, _ keep: (ShapeID) -> Bool) -> ValueID {
    var pieces: [Piece] = []
    var changed = false
    for piece in values.pieces(value) {
      let list = shapes.alternatives(of: piece.shape)
      let kept = list.filter(keep)
      if kept.count == list.count || kept.isEmpty {
        pieces.append(piece)
      } else {
        changed = true
        pieces.append(Piece(piece.mask, kept.dropFirst().reduce(kept[0]) { shapes.join($0, $1) }))
      }
    }
    return changed ? values.value(pieces) : value
  }

  /// A value as an operation goes on with it that raises for None: without None, unless it is nothing else.
  func withoutNone(_ value: ValueID) -> ValueID {
    filter(value) { if case .none = self.shapes[$0] { false } else { true } }
  }

  // MARK: Narrowing

  /// Restricts the names in `test` to what they can be where it came out as `outcome`, in the live lanes.
  func narrow(_ test: NodeID, to outcome: Bool) {
    let tree = frame.tree
    switch tree.kind(test) {
    case .unary where tree[test].operation == .not: narrow(tree.child(test, 0), to: !outcome)
    case .boolean where (tree[test].operation == .and) == outcome:
      for operand in tree.children(of: test) { narrow(operand, to: outcome) }
    case .comparison where tree.childCount(test) == 2: narrowComparison(test, to: outcome)
    case .call: narrowIsInstance(test, to: outcome)
    case .namedExpression: narrow(tree.child(test, 0), to: outcome)
    case .name, .attribute:
      narrow(place: test) { self.truth(ofShape: $0) != !outcome }
    default: break
    }
  }

  private func narrowComparison(_ test: NodeID, to outcome: Bool) {
    let tree = frame.tree
    let operand = tree.child(test, 1)
    let operation = tree[operand].operation
    let right = tree.child(operand, 0)
    guard [.name, .attribute, .namedExpression, .subscript_].contains(tree.kind(tree.child(test, 0))) else { return }
    switch (operation, tree.kind(right)) {
    case (.is_, .noneLiteral), (.equal, .noneLiteral):
      narrow(place: tree.child(test, 0)) { self.isNone($0) != !outcome }
    case (.isNot, .noneLiteral), (.notEqual, .noneLiteral):
      narrow(place: tree.child(test, 0)) { self.isNone($0) != outcome }
    case (.equal, .string), (.notEqual, .string):
      let wanted = shapes.string(tree.symbol(right))
      let equal = (operation == .equal) == outcome
      narrow(place: tree.child(test, 0)) {
        if case .string = self.shapes[$0] { return ($0 == wanted) == equal }
        return !(equal && self.isNone($0) == true)
      }
    default: break
    }
  }

  /// Whether a shape is None; nil when it may be.
  func isNone(_ shape: ShapeID) -> Bool? {
    switch shapes[shape] {
    case .none, .absent: true
    case .unknown: nil
    default: false
    }
  }

  private func narrowIsInstance(_ test: NodeID, to outcome: Bool) {
    let tree = frame.tree
    guard tree.kind(tree.child(test, 0)) == .name, tree.symbol(tree.child(test, 0)) == "isinstance",
      tree.childCount(test) == 3
    else { return }
    let classes = evaluate(tree.child(test, 2))
    narrow(place: tree.child(test, 1)) { self.isInstance($0, of: classes) != !outcome }
  }

  private func narrow(place: NodeID, _ keep: (ShapeID) -> Bool) {
    let tree = frame.tree
    switch tree.kind(place) {
    case .name:
      let resolution = frame.module.resolutions[Int(place.rawValue)]
      guard frame.function != nil, resolution >= 0 else { return }
      let old = frame.locals[Int(resolution)]
      let inside = values.restrict(old, to: frame.live)
      let kept = filter(inside, keep)
      if kept != inside {
        frame.locals[Int(resolution)] = values.overwrite(old, with: kept, in: frame.live)
      }
    case .namedExpression: narrow(place: tree.child(place, 0), keep)
    case .attribute: narrowAttribute(place, keep)
    default: break
    }
  }

  /// `self.x is not None`: the field of a known object is narrowed like a local name.
  private func narrowAttribute(_ place: NodeID, _ keep: (ShapeID) -> Bool) {
    let tree = frame.tree
    guard tree.kind(tree.child(place, 0)) == .name else { return }
    let owner = evaluateName(tree.child(place, 0))
    guard case .object(let site)? = uniform(owner), let old = store.read(site, tree.symbol(place).fieldKey) else {
      return
    }
    let inside = values.restrict(old, to: frame.live)
    let kept = filter(inside, keep)
    if kept != inside { writeField(site, tree.symbol(place).fieldKey, kept) }
  }
}
