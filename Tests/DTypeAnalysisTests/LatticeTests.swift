import Dataflow
import SourceText
import Testing

@testable import DTypeAnalysis

/// The laws of joins of shapes, over the sets of dtypes that one lane may have.
@Suite struct LatticeTests {
  private let arena = ShapeArena()
  private let all = LaneMask(first: 2)

  private func tensor(_ bits: UInt16, rank: RankClass = .dimensioned, role: TensorRole = .plain) -> ShapeID {
    let vector = arena.intern(LaneVector(bits, in: all))
    return arena.intern(.tensor(TensorShape(dtypes: vector, narrowest: vector, rank: rank, role: role)))
  }

  private func dtypes(_ shape: ShapeID) -> UInt16? {
    if case .tensor(let tensor) = arena[shape] { arena[tensor.dtypes][0] } else { nil }
  }

  /// The sets of at most two dtypes: 1 + 16 + 120.
  private static let small: [UInt16] = {
    var sets: [UInt16] = [0]
    for a in 0..<16 {
      sets.append(1 << a)
      for b in 0..<a { sets.append(1 << a | 1 << b) }
    }
    return sets
  }()

  @Test func joinsOfTensorsAreUnions() {
    // Every 16-bit set with a systematic sample of partners: itself, its neighbours, its complement, powers of two.
    for step in 0..<65_536 / 7 {
      let bits = UInt16(step * 7)
      for other in [bits, bits &+ 1, ~bits, bits &<< 1, 1 << (bits & 15)] {
        let (a, b) = (tensor(bits), tensor(other))
        let joined = arena.join(a, b)
        if dtypes(joined) != bits | other || joined != arena.join(b, a) {
          Issue.record("\(bits) and \(other)")
          return
        }
      }
    }
  }

  @Test func joinOfSmallSetsIsAssociativeAndCommutative() {
    let shapes = Self.small.map { tensor($0) }
    for a in shapes {
      #expect(arena.join(a, a) == a)
      for b in shapes {
        let ab = arena.join(a, b)
        if ab != arena.join(b, a) || arena.join(ab, b) != ab {
          Issue.record("not commutative or not absorbing")
          return
        }
        for c in shapes where arena.join(ab, c) != arena.join(a, arena.join(b, c)) {
          Issue.record("not associative")
          return
        }
      }
    }
  }

  /// Shapes of every kind that can meet in one lane.
  private var mixed: [ShapeID] {
    let half = arena.values.value(tensor(2), in: all)
    let single = arena.values.value(tensor(4), in: all)
    return [
      tensor(2), tensor(4), tensor(4, rank: .zeroDimensional), tensor(2, rank: .unknown), tensor(2, role: .parameter),
      arena.none, arena.absent, arena.true_, arena.false_, arena.integer(0), arena.integer(1), arena.integer(7),
      arena.float(0.5), arena.string("a"), arena.string("b"), arena.opaque(.integer), arena.opaque(.positiveInteger),
      arena.opaque(.float), arena.opaque(.number), arena.opaque(.bool), arena.opaque(.string), arena.opaque(.size),
      arena.opaque(.inert), arena.intern(.tuple([half])), arena.intern(.tuple([single])),
      arena.intern(.tuple([half, single])), arena.intern(.sequence(half)), arena.intern(.object(SiteID(0))),
      arena.intern(.object(SiteID(1))), arena.intern(.dtype(arena.intern(LaneVector(2, in: all)))),
      arena.intern(.dtype(arena.intern(LaneVector(4, in: all)))), arena.unknown(.noModel, "x"),
      arena.unknown(.noModel, "y"), arena.unknown(.recursion),
    ]
  }

  @Test func joinOfMixedShapesIsCommutativeAndIdempotent() {
    let shapes = mixed
    for a in shapes {
      #expect(arena.join(a, a) == a)
      for b in shapes {
        let ab = arena.join(a, b)
        #expect(ab == arena.join(b, a), "\(arena[a]) and \(arena[b])")
        #expect(arena.join(ab, a) == ab, "\(arena[a]) and \(arena[b])")
        #expect(arena.join(ab, b) == ab, "\(arena[a]) and \(arena[b])")
      }
    }
  }

  @Test func joinOfMixedShapesIsAssociative() {
    let shapes = mixed
    for a in shapes {
      for b in shapes {
        for c in shapes {
          let (left, right) = (arena.join(arena.join(a, b), c), arena.join(a, arena.join(b, c)))
          if left != right { Issue.record("\(arena[a]), \(arena[b]), \(arena[c]): \(arena[left]) or \(arena[right])") }
        }
      }
    }
  }
}
