import Testing

@testable import Dataflow

@Suite struct ValueArenaTests {
  /// An arena keeps no strong reference to its domain, so tests hold both.
  struct World {
    let domain = LetterDomain()
    let arena: ValueArena

    init() { arena = ValueArena(domain: domain) }

    /// What a value is in one lane: its kind and letters, nil where it is not bound.
    func lane(_ value: ValueID, _ lane: Int) -> LetterDomain.Letters? {
      for piece in arena.pieces(value) where piece.mask.contains(lane: lane) {
        let letters = domain[piece.shape]
        return LetterDomain.Letters(kind: letters.kind, sets: letters.sets.restricted(to: LaneMask(lane: lane)))
      }
      return nil
    }
  }

  private func check(_ value: ValueID, _ world: World) {
    let pieces = world.arena.pieces(value)
    var seen = LaneMask()
    for piece in pieces {
      #expect(!piece.mask.isEmpty)
      #expect(piece.mask.isDisjoint(with: seen))
      // A shape says nothing about lanes that its piece does not have: else equal values would get two ids.
      #expect(world.domain[piece.shape].sets.support.isSubset(of: piece.mask))
      seen.formUnion(piece.mask)
    }
    #expect(pieces.map(\.mask.first) == pieces.map(\.mask.first).sorted())
    for left in pieces.indices {
      for right in pieces.indices where left < right {
        #expect(world.domain.fuse(pieces[left].shape, pieces[right].shape) == nil)
      }
    }
    #expect(world.arena.support(value) == seen)
    #expect(world.arena.value(pieces.reversed()) == value, "the order of pieces does not matter")
  }

  @Test func partitionsAreDisjointSortedFusedAndInterned() {
    let world = World()
    var generator = Generator(seed: 11)
    for _ in 0..<2_000 {
      let (a, b) = (generator.value(world.arena, world.domain), generator.value(world.arena, world.domain))
      let mask = generator.mask()
      for value in [
        a, world.arena.join(a, b), world.arena.restrict(a, to: mask), world.arena.overwrite(a, with: b, in: mask),
      ] {
        check(value, world)
      }
    }
  }

  @Test func joinIsALattice() {
    let world = World()
    let arena = world.arena
    var generator = Generator(seed: 12)
    for _ in 0..<3_000 {
      let a = generator.value(arena, world.domain)
      let b = generator.value(arena, world.domain)
      let c = generator.value(arena, world.domain)
      #expect(arena.join(a, a) == a)
      #expect(arena.join(a, .empty) == a)
      #expect(arena.join(.empty, a) == a)
      #expect(arena.join(a, b) == arena.join(b, a))
      #expect(arena.join(arena.join(a, b), c) == arena.join(a, arena.join(b, c)))
      #expect(arena.join(arena.join(a, b), b) == arena.join(a, b))
    }
  }

  @Test func operationsWorkLaneByLane() {
    let world = World()
    let arena = world.arena
    var generator = Generator(seed: 13)
    for _ in 0..<1_000 {
      let (a, b) = (generator.value(arena, world.domain), generator.value(arena, world.domain))
      let mask = generator.mask()
      let (joined, kept) = (arena.join(a, b), arena.restrict(a, to: mask))
      let written = arena.overwrite(a, with: b, in: mask)
      for lane in 0..<16 {
        let (inA, inB) = (world.lane(a, lane), world.lane(b, lane))
        let inMask = mask.contains(lane: lane)
        #expect(world.lane(kept, lane) == (inMask ? inA : nil))
        #expect(world.lane(written, lane) == (inMask ? inB : inA))
        if inA == nil { #expect(world.lane(joined, lane) == inB) }
        if inB == nil { #expect(world.lane(joined, lane) == inA) }
        if let inA, let inB {
          #expect(world.lane(joined, lane)?.sets == inA.sets.union(inB.sets))
          #expect(world.lane(joined, lane)?.kind == (inA.kind == inB.kind ? inA.kind : LetterDomain.mixed))
        }
      }
    }
  }

  @Test func restrictionsCompose() {
    let world = World()
    var generator = Generator(seed: 14)
    for _ in 0..<2_000 {
      let value = generator.value(world.arena, world.domain)
      let (first, second) = (generator.mask(), generator.mask())
      let twice = world.arena.restrict(world.arena.restrict(value, to: first), to: second)
      #expect(twice == world.arena.restrict(value, to: first & second))
    }
    #expect(world.arena.restrict(.empty, to: LaneMask(first: 16)) == .empty)
  }
}
