import Testing

@testable import Dataflow

@Suite struct LaneMaskTests {
  @Test func lanesAreCountedFromTheLowest() {
    let mask: LaneMask = [LaneMask(lane: 3), LaneMask(lane: 15)]
    var seen: [Int] = []
    mask.forEachLane { seen.append($0) }
    #expect(seen == [3, 15])
    #expect(mask.first == 3)
    #expect(mask.count == 2)
    #expect(mask.contains(lane: 15))
    #expect(!mask.contains(lane: 4))
    #expect(LaneMask().first == 16)
  }

  @Test func aPrefixHoldsThatManyLanes() {
    for count in 0...16 { #expect(LaneMask(first: count).count == count) }
    #expect(LaneMask(first: 15) | LaneMask(lane: 15) == LaneMask(first: 16))
    #expect(LaneMask(first: 20) == LaneMask(first: 16))
  }

  @Test func differenceAndIntersectionPartition() {
    var generator = Generator(seed: 1)
    for _ in 0..<1_000 {
      let (a, b) = (generator.mask(), generator.mask())
      #expect((a - b) | (a & b) == a)
      #expect((a - b).isDisjoint(with: a & b))
    }
  }
}

@Suite struct LaneVectorTests {
  @Test func lanesDoNotTouchEachOther() {
    var vector = LaneVector()
    for lane in 0..<16 { vector[lane] = UInt16(lane * 4_097 & 0xFFFF) }
    for lane in 0..<16 { #expect(vector[lane] == UInt16(lane * 4_097 & 0xFFFF)) }
    vector[7] = 0
    #expect(vector[6] == 6 * 4_097)
    #expect(vector[7] == 0)
    #expect(vector[8] == 8 * 4_097)
  }

  @Test func supportGroupsAndRestrictionAgree() {
    var generator = Generator(seed: 2)
    for _ in 0..<1_000 {
      let vector = generator.vector()
      let mask = generator.mask()
      let part = vector.restricted(to: mask)
      #expect(part.support == vector.support & mask)
      var seen = LaneMask()
      for group in vector.groups(in: mask) {
        #expect(group.mask.isDisjoint(with: seen))
        seen.formUnion(group.mask)
        group.mask.forEachLane { #expect(vector[$0] == group.bits && $0 < 16) }
      }
      #expect(seen == part.support)
      #expect(part.union(vector.restricted(to: LaneMask(rawValue: ~mask.rawValue))) == vector)
    }
  }

  @Test func unionIsLaneByLane() {
    var generator = Generator(seed: 3)
    for _ in 0..<1_000 {
      let (a, b) = (generator.vector(), generator.vector())
      for lane in 0..<16 { #expect(a.union(b)[lane] == a[lane] | b[lane]) }
      #expect(a.union(b) == b.union(a))
      #expect(a.union(a) == a)
    }
  }
}
