import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Small tools that Python's own types and functions share.
extension Interpreter {
  /// One tuple per group of lanes that hold the same of `fields`; a field that a lane does not hold is left out there.
  func tuplePerLane(_ fields: [ValueID]) -> ValueID {
    let kept = fields.map { values.restrict($0, to: frame.live) }
    if kept.allSatisfy({ values.support($0) == frame.live }) { return value(.tuple(kept)) }
    var groups: [(mask: LaneMask, members: [Int])] = [(frame.live, [])]
    for (index, field) in kept.enumerated() {
      let support = values.support(field)
      groups = groups.flatMap { group -> [(mask: LaneMask, members: [Int])] in
        let inside = group.mask & support
        let outside = group.mask - support
        var parts: [(mask: LaneMask, members: [Int])] = []
        if !inside.isEmpty { parts.append((inside, group.members + [index])) }
        if !outside.isEmpty { parts.append((outside, group.members)) }
        return parts
      }
    }
    return values.value(
      groups.map { group in
        let elements = group.members.map { values.restrict(kept[$0], to: group.mask) }
        return Piece(group.mask, shapes.intern(.tuple(elements)))
      })
  }

  /// Applies `transform` to every pair of shapes that one lane may have of both values.
  func mapPairs(_ left: ValueID, _ right: ValueID, _ transform: (ShapeID, ShapeID) -> ValueID)
    -> ValueID
  {
    mapPieces(of: left) { first in
      self.mapPieces(of: self.values.restrict(right, to: self.frame.live)) { transform(first, $0) }
    }
  }

  /// What any element of a walk may be.
  func anyElement(_ iteration: Iteration) -> ValueID {
    switch iteration {
    case .elements(let elements): shapes.joined(elements)
    case .repeated(let element): element
    }
  }

  /// The elements of an iterable as an immutable sequence.
  func sequenceValue(_ iteration: Iteration) -> ValueID {
    switch iteration {
    case .elements(let elements) where elements.count <= Bounds.elements: tuplePerLane(elements)
    case .elements(let elements): value(.sequence(shapes.joined(elements)))
    case .repeated(let element): value(.sequence(element))
    }
  }

  /// The elements of an iterable as a new list.
  func listValue(_ iteration: Iteration, at node: NodeID) -> ValueID {
    switch iteration {
    case .elements(let elements): newList(elements, at: node)
    case .repeated(let element): newRepeatedList(element, at: node)
    }
  }

  /// Runs `body` once for something that happens an unknown number of times.
  func repeatedly<Result>(_ body: () -> Result) -> Result {
    inRound(body)
  }

  /// True, false, or a bool that is only known at run time.
  func boolean(_ answer: Bool?) -> ValueID {
    value(answer.map(shapes.bool) ?? shapes.opaque(.bool))
  }

  /// The truth of each live lane as a bool.
  func booleanValue(_ truth: Truth) -> ValueID {
    boolean(truth, negated: false)
  }

  /// The classes of values that hold no tensor and no more than a type: an opaque value of that type.
  func opaque(_ kind: OpaqueKind) -> ValueID { value(.opaque(kind)) }

  /// The Python text of a constant as `str` gives it; nil for what is no constant, and for floats, whose digits
  /// no registry key depends on.
  func constantText(_ shape: ShapeID) -> String? {
    switch shapes[shape] {
    case .string(let text): text.text
    case .integer(let number): String(number)
    case .bool(let flag): flag ? "True" : "False"
    case .none: "None"
    default: nil
    }
  }

  /// Takes a field of an object away in the live lanes; an object that stands for many keeps it.
  func removeField(_ site: SiteID, _ key: UInt32) {
    guard let field = readField(site, key), !info(site).isSummary else { return }
    // Writing what is there already tells summaries that this object is no longer as it was built.
    writeField(site, key, field)
    var content = store.content(of: site)
    let rest = values.restrict(content[key] ?? .empty, to: LaneMask(rawValue: ~frame.live.rawValue))
    if rest == .empty { content.remove(key) } else { content.set(key, rest) }
    store.replace(site, with: store.intern(content))
  }

  /// Takes every field away in the live lanes.
  func removeAllFields(_ site: SiteID) {
    for key in store.content(of: site).keys { removeField(site, key) }
  }

  /// A new object of this place; `serial` tells objects of one call apart.
  func newObject(_ kind: SiteKind, at node: NodeID, serial: UInt32 = 0) -> SiteID {
    allocate(kind, at: node, in: frame.module.id, context: frame.context, serial: serial)
  }

  /// The object behind a shape, with what it is.
  func object(_ shape: ShapeID) -> (site: SiteID, kind: SiteKind)? {
    guard case .object(let site) = shapes[shape] else { return nil }
    return (site, info(site).kind)
  }
}
