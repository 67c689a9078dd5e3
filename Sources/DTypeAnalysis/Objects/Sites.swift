import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// The class of an instance: one of the checked tree, or one that is only modelled.
enum ObjectClass: Hashable {
  case checked(ClassID)
  /// The full dotted name of a class outside the checked tree.
  case modelled(Symbol)
}

enum SiteKind: Hashable {
  case instance(ObjectClass)
  case list, dictionary, set, environment, partial

  var isDictionary: Bool { self == .dictionary }
}

/// Where an object was allocated: its identity.
struct SiteKey: Mixable {
  var module: UInt32
  var node: UInt32
  var context: ContextID
  /// Tells objects apart that one place allocates at once.
  var serial: UInt32

  func mix(into mixer: inout Mixer) {
    mixer.combine(UInt64(module) << 32 | UInt64(node))
    mixer.combine(UInt64(context.rawValue) << 32 | UInt64(serial))
  }
}

struct SiteInfo {
  var key: SiteKey
  var kind: SiteKind
  /// Stands for many objects (allocated in a loop): writes join.
  var isSummary = false
  /// Which of all allocations was its last.
  var allocated = 0
  /// The round of an open loop that allocated it last; 0 outside of loops.
  var round = 0
  /// The kind of layers that it was made for.
  var layerKind: LayerKind?
  /// Part of a frozen module tree: alike objects share one site.
  var isFrozen = false
}

/// Allocation and field access of mutable objects.
extension Interpreter {
  /// The object of this place and context; allocating it again in a loop makes it stand for many.
  func allocate(
    _ kind: SiteKind, at node: NodeID, in module: ModuleID, context: ContextID, serial: UInt32 = 0
  ) -> SiteID {
    let key = SiteKey(module: module.rawValue, node: node.rawValue, context: context, serial: serial)
    let site = site(for: key, kind: kind)
    let index = Int(site.rawValue)
    sites[index].kind = kind
    // What another root left here, and whether it stood for many there, says nothing about this one.
    let isLeft = sites[index].allocated <= allocationsBeforeRoot
    noteAllocation(of: site)
    let isRepeated = !isLeft && frame.inFixpoint && store.contentID(of: site) != .empty
    if isRepeated || isLeft { sites[index].isSummary = isRepeated }
    // A module is filled where it is made: it starts anew, and the end of the round joins what it held.
    if !isRepeated || isModule(site) {
      noteRead(of: site)
      let kept = isLeft ? LaneMask() : values.support(objectMask(site)) - frame.live
      store.replace(site, with: kept.isEmpty ? .empty : restricted(store.content(of: site), to: kept))
    }
    sites[index].round = rounds.last ?? 0
    return site
  }

  func noteAllocation(of site: SiteID) {
    allocations += 1
    sites[Int(site.rawValue)].allocated = allocations
    sites[Int(site.rawValue)].layerKind = modes.layerKind
  }

  /// Whether an object grows in an open loop that it was not made in: how often is not known.
  func growsInLoop(_ site: SiteID) -> Bool { frame.inFixpoint && info(site).round != rounds.last }

  /// Runs one round of an open loop.
  func inRound<Result>(_ body: () -> Result) -> Result {
    roundCount += 1
    rounds.append(roundCount)
    let before = frame.inFixpoint
    frame.inFixpoint = true
    defer {
      frame.inFixpoint = before
      rounds.removeLast()
    }
    return body()
  }

  private func objectMask(_ site: SiteID) -> ValueID { shapes.joined(store.content(of: site).values) }

  private func restricted(_ content: Content, to mask: LaneMask) -> ContentID {
    var result = Content()
    for (key, field) in zip(content.keys, content.values) {
      let part = values.restrict(field, to: mask)
      if part != .empty { result.set(key, part) }
    }
    return store.intern(result)
  }

  func site(for key: SiteKey, kind: SiteKind) -> SiteID {
    var mixer = Mixer()
    key.mix(into: &mixer)
    if let known = siteIndex.find(mixer.hash, { sites[Int($0)].key == key }) { return SiteID(known) }
    let site = store.allocate()
    siteIndex.insert(mixer.hash, site.rawValue)
    sites.append(SiteInfo(key: key, kind: kind))
    return site
  }

  func info(_ site: SiteID) -> SiteInfo { sites[Int(site.rawValue)] }

  /// A field in the live lanes; nil when it is missing in all of them.
  func readField(_ site: SiteID, _ key: UInt32) -> ValueID? {
    noteRead(of: site)
    guard let field = store.read(site, key) else { return nil }
    let present = values.restrict(field, to: frame.live)
    return present == .empty ? nil : present
  }

  func writeField(_ site: SiteID, _ key: UInt32, _ value: ValueID) {
    write(site, key, value, weak: info(site).isSummary)
  }

  /// Writes a field of each object that a site stands for.
  func replaceField(_ site: SiteID, _ key: UInt32, _ value: ValueID) { write(site, key, value, weak: false) }

  private func write(_ site: SiteID, _ key: UInt32, _ value: ValueID, weak: Bool) {
    noteRead(of: site)
    if info(site).isFrozen, holds(site, key, value) { return }
    noteOverlay(of: site)
    store.write(site, key, value, in: frame.live, weak: weak)
  }

  /// Whether a field has a value already, in all live lanes.
  private func holds(_ site: SiteID, _ key: UInt32, _ value: ValueID) -> Bool {
    guard let known = store.read(site, key), values.support(known).isSuperset(of: frame.live) else { return false }
    return values.restrict(known, to: frame.live) == values.restrict(value, to: frame.live)
  }

  /// A write to a frozen object makes its reads count one by one: summaries must see what it holds.
  private func noteOverlay(of site: SiteID) {
    guard info(site).isFrozen else { return }
    sites[Int(site.rawValue)].isFrozen = false
    overlaid.append(site)
    overlaidMask.insert(site)
    // The calls that run now may have read it while its reads did not count.
    reads.noteEverywhere(site, store.contentID(of: site))
  }
}
