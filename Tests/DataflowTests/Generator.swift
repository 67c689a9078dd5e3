@testable import Dataflow

/// A small generator of cases (SplitMix64): the same seed gives the same cases on every machine.
struct Generator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// Empty, full and single lanes more often than chance has it.
  mutating func mask() -> LaneMask {
    switch below(8) {
    case 0: []
    case 1: LaneMask(first: 16)
    case 2: LaneMask(lane: below(16))
    default: LaneMask(rawValue: UInt16(truncatingIfNeeded: next()))
    }
  }

  /// Few different sets, so that lanes agree often.
  mutating func vector() -> LaneVector {
    var result = LaneVector()
    for lane in 0..<16 { result[lane] = [0, 1, 2, 3, 0x8000][below(5)] }
    return result
  }
}

/// Shapes for tests: a kind and a set of up to eight letters per lane.
///
/// Those of one kind fuse; the join of two kinds is the kind `mixed`, which covers everything.
final class LetterDomain: ShapeDomain {
  struct Letters: Mixable {
    var kind: Int
    var sets: LaneVector

    func mix(into mixer: inout Mixer) {
      mixer.combine(UInt64(kind))
      sets.mix(into: &mixer)
    }
  }

  static let mixed = 99
  private var table = Interner<Letters>()

  subscript(id: ShapeID) -> Letters { table[id.rawValue] }

  func shape(_ kind: Int, _ sets: LaneVector) -> ShapeID { ShapeID(table.intern(Letters(kind: kind, sets: sets))) }

  func join(_ left: ShapeID, _ right: ShapeID) -> ShapeID {
    let (a, b) = (self[left], self[right])
    return shape(a.kind == b.kind ? a.kind : Self.mixed, a.sets.union(b.sets))
  }

  func collect(_ left: ShapeID, _ right: ShapeID) -> ShapeID { join(left, right) }

  func fuse(_ left: ShapeID, _ right: ShapeID) -> ShapeID? {
    let (a, b) = (self[left], self[right])
    return a.kind == b.kind ? shape(a.kind, a.sets.union(b.sets)) : nil
  }

  func restrict(_ shape: ShapeID, to mask: LaneMask) -> ShapeID {
    self.shape(self[shape].kind, self[shape].sets.restricted(to: mask))
  }
}

extension Generator {
  /// A value of up to four pieces, with lanes left unbound.
  mutating func value(_ arena: ValueArena, _ domain: LetterDomain) -> ValueID {
    var pieces: [Piece] = []
    var free = mask()
    for _ in 0..<4 {
      let lanes = mask() & free
      free.subtract(lanes)
      var sets = LaneVector()
      lanes.forEachLane { sets[$0] = UInt16(1 << below(4)) }
      pieces.append(Piece(lanes, domain.shape(below(3), sets)))
    }
    return arena.value(pieces)
  }
}
