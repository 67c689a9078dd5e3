import Testing

@testable import Dataflow

@Suite struct StoreTests {
  private struct World {
    let domain = LetterDomain()
    let arena: ValueArena
    let store: Store
    let all = LaneMask(first: 16)

    init() {
      arena = ValueArena(domain: domain)
      store = Store(arena: arena)
    }

    /// The letter `bit` of kind `kind` in the lanes of `mask`.
    func value(_ kind: Int, _ bit: Int, in mask: LaneMask) -> ValueID {
      arena.value(domain.shape(kind, LaneVector(UInt16(1 << bit), in: mask)), in: mask)
    }
  }

  @Test func aRollbackTakesEverythingBack() {
    let world = World()
    var generator = Generator(seed: 21)
    let sites = (0..<6).map { _ in world.store.allocate() }
    for _ in 0..<300 {
      world.store.write(
        sites[generator.below(6)], UInt32(generator.below(3)), generator.value(world.arena, world.domain),
        in: generator.mask())
      let before = sites.map(world.store.contentID(of:))
      let mark = world.store.mark()
      for _ in 0..<generator.below(5) {
        world.store.write(
          sites[generator.below(6)], UInt32(generator.below(3)), generator.value(world.arena, world.domain),
          in: generator.mask(), weak: generator.below(2) == 0)
      }
      let after = sites.map(world.store.contentID(of:))
      let changed = world.store.rollback(to: mark)
      #expect(sites.map(world.store.contentID(of:)) == before)
      for (index, site) in sites.enumerated() {
        let new = changed.first { $0.site == site }?.new
        #expect((new ?? before[index]) == after[index], "rollback gives what the branch left")
      }
    }
  }

  @Test func strongWritesReplaceAndWeakOnesJoin() {
    let world = World()
    let site = world.store.allocate()
    let (a, b) = (world.value(0, 0, in: world.all), world.value(0, 1, in: world.all))
    world.store.write(site, 1, a, in: world.all)
    #expect(world.store.read(site, 1) == a)
    #expect(world.store.read(site, 2) == nil)
    world.store.write(site, 1, b, in: LaneMask(first: 4))
    #expect(world.store.read(site, 1) == world.arena.overwrite(a, with: b, in: LaneMask(first: 4)))
    world.store.write(site, 1, a, in: world.all)
    world.store.write(site, 1, b, in: world.all, weak: true)
    #expect(world.store.read(site, 1) == world.arena.join(a, b))
  }

  @Test func equalContentHasOneIdentity() {
    let world = World()
    let (one, two) = (world.store.allocate(), world.store.allocate())
    let value = world.value(1, 2, in: world.all)
    #expect(world.store.contentID(of: one) == .empty)
    world.store.write(one, 7, value, in: world.all)
    world.store.write(two, 7, value, in: world.all)
    #expect(world.store.contentID(of: one) == world.store.contentID(of: two))
  }

  /// Two branches under disjoint masks: each lane has what its branch left.
  @Test func branchesJoinLaneByLane() {
    let world = World()
    var generator = Generator(seed: 22)
    for _ in 0..<500 {
      let site = world.store.allocate()
      let other = world.store.allocate()
      world.store.write(site, 1, generator.value(world.arena, world.domain), in: world.all)
      let old = world.store.read(site, 1) ?? .empty
      let first = generator.mask()
      let second = LaneMask(rawValue: ~first.rawValue)
      let (mine, theirs) = (generator.value(world.arena, world.domain), generator.value(world.arena, world.domain))
      let mark = world.store.mark()
      if generator.below(3) > 0 { world.store.write(site, 1, theirs, in: first) }
      world.store.write(other, 2, theirs, in: first)
      let left = world.store.read(site, 1) ?? .empty
      let branch = world.store.rollback(to: mark)
      if generator.below(3) > 0 { world.store.write(site, 1, mine, in: second) }
      let right = world.store.read(site, 1) ?? .empty
      world.store.join(branch: branch, branchMask: first, since: mark, ownMask: second)
      let joined = world.store.read(site, 1) ?? .empty
      #expect(world.arena.restrict(joined, to: first) == world.arena.restrict(left, to: first))
      #expect(world.arena.restrict(joined, to: second) == world.arena.restrict(right, to: second))
      #expect(world.arena.support(old).isSubset(of: world.arena.support(joined) | first | second))
      #expect(world.store.read(other, 2) ?? .empty == world.arena.restrict(theirs, to: first))
    }
  }

  /// Both branches run in all lanes: a field written in one of them may have either value.
  @Test func undecidedBranchesKeepBoth() {
    let world = World()
    let site = world.store.allocate()
    let (a, b) = (world.value(0, 0, in: world.all), world.value(0, 1, in: world.all))
    world.store.write(site, 1, a, in: world.all)
    let mark = world.store.mark()
    world.store.write(site, 1, b, in: world.all)
    let branch = world.store.rollback(to: mark)
    world.store.join(branch: branch, branchMask: world.all, since: mark, ownMask: world.all)
    #expect(world.store.read(site, 1) == world.arena.join(a, b))
  }

  @Test func permanentWritesOutliveARollback() {
    let world = World()
    let site = world.store.allocate()
    let value = world.value(0, 0, in: world.all)
    let mark = world.store.mark()
    world.store.beginPermanent()
    world.store.write(site, 1, value, in: world.all)
    world.store.endPermanent()
    world.store.rollback(to: mark)
    #expect(world.store.read(site, 1) == value)
  }
}

@Suite struct ContextTreeTests {
  @Test func equalChainsAreOneContext() {
    var tree = ContextTree()
    let a = tree.context(.root, place: 1)
    #expect(tree.context(.root, place: 1) == a)
    #expect(tree.context(.root, place: 1, serial: 1) != a)
    #expect(tree.context(a, place: 1) != a)
  }

  @Test func rebasingMovesTheChainBelow() {
    var tree = ContextTree()
    let (a, b) = (tree.context(.root, place: 1), tree.context(.root, place: 2))
    let below = tree.context(tree.context(a, place: 3), place: 4, serial: 5)
    let moved = tree.rebase(below, from: a, to: b)
    #expect(moved == tree.context(tree.context(b, place: 3), place: 4, serial: 5))
    #expect(moved.flatMap { tree.rebase($0, from: b, to: a) } == below)
    #expect(tree.rebase(below, from: b, to: a) == nil, "b is no ancestor")
    #expect(tree.rebase(a, from: a, to: b) == b)
    #expect(tree.rebase(below, from: .root, to: .root) == below)
  }
}
