import Dataflow
import Testing

/// The tables that everything is memoised in, held against the standard ones.
@Suite struct TableTests {
  @Test func theMapIsADictionaryOfPairs() {
    var generator = Generator(seed: 1)
    var map = IDMap()
    var expected: [UInt64: UInt32] = [:]
    for _ in 0..<20_000 {
      let (high, low) = (UInt32(generator.below(64)), UInt32(generator.below(200)))
      let value = UInt32(generator.below(1_000))
      if generator.below(4) == 0 {
        map.remove(high, low)
        expected[UInt64(high) << 32 | UInt64(low)] = nil
      } else {
        map.set(high, low, to: value)
        expected[UInt64(high) << 32 | UInt64(low)] = value
      }
    }
    for high in UInt32(0)..<64 {
      for low in UInt32(0)..<200 { #expect(map[high, low] == expected[UInt64(high) << 32 | UInt64(low)]) }
    }
    #expect(map[0, .max] == nil)
    #expect(IDMap()[3, 4] == nil)
  }

  @Test func equalValuesGetOneID() {
    var generator = Generator(seed: 2)
    var interner = Interner<LaneVector>()
    var expected: [LaneVector: UInt32] = [:]
    #expect(interner.id(of: LaneVector()) == nil)
    for _ in 0..<5_000 {
      var vector = generator.vector()
      for lane in 4..<16 { vector[lane] = 0 }
      let id = interner.intern(vector)
      #expect(expected[vector, default: id] == id)
      #expect(interner[id] == vector)
      #expect(interner.id(of: vector) == id)
      expected[vector] = id
    }
    #expect(interner.count == expected.count)
  }

  @Test func hashesSpread() {
    var hashes: Set<UInt32> = []
    for high in UInt64(0)..<256 {
      for low in UInt64(0)..<256 {
        var mixer = Mixer()
        mixer.combine(high << 32 | low)
        hashes.insert(mixer.hash)
      }
    }
    // 65,536 of four billion: about half a collision is expected.
    #expect(hashes.count > 65_530)
  }

  @Test func contextsDescendFromWhatIsAbove() {
    var tree = ContextTree()
    let one = tree.context(.root, place: 1)
    let two = tree.context(one, place: 2)
    let other = tree.context(.root, place: 2)
    #expect(tree.descends(two, from: one) && tree.descends(two, from: .root) && tree.descends(two, from: two))
    #expect(!tree.descends(one, from: two) && !tree.descends(two, from: other))
    #expect(tree.rebase(two, from: one, to: other) == tree.context(other, place: 2))
    #expect(tree.rebase(one, from: two, to: other) == nil)
  }
}
