/// A mutable object: where it was allocated decides its identity (an index into `Store`).
public struct SiteID: Hashable, Sendable {
  public let rawValue: UInt32
  @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// The fields of one object at one moment, interned; `keys` are the client's (attribute symbols, indices, constants).
public struct Content: Mixable, Sendable {
  public var keys: [UInt32] = []
  public var values: [ValueID] = []

  public init() {}

  public func mix(into mixer: inout Mixer) {
    for (key, value) in zip(keys, values) { mixer.combine(UInt64(key) << 32 | UInt64(value.rawValue)) }
  }

  public subscript(key: UInt32) -> ValueID? {
    guard let index = keys.firstIndex(of: key) else { return nil }
    return values[index]
  }

  public mutating func set(_ key: UInt32, _ value: ValueID) {
    if let index = keys.firstIndex(of: key) {
      values[index] = value
    } else {
      keys.append(key)
      values.append(value)
    }
  }

  public mutating func remove(_ key: UInt32) {
    guard let index = keys.firstIndex(of: key) else { return }
    keys.remove(at: index)
    values.remove(at: index)
  }
}

/// One moment's fields of one object, interned: equal content, equal id.
public struct ContentID: Hashable, Sendable {
  public let rawValue: UInt32
  @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }

  /// No field.
  public static let empty = ContentID(0)
}

/// The heap of the abstract machine, with a trail: branches run one after the other on the same store, and what one
/// wrote is taken back by `rollback` and joined by `merge`.
///
/// A write costs a trail entry, a branch that writes nothing costs nothing; a persistent map would pay for every read.
public final class Store {
  private var contents = Interner<Content>()
  private var current: [ContentID] = []
  private var trail: [(site: SiteID, old: ContentID)] = []
  private let arena: ValueArena
  private var permanentDepth = 0
  /// The last walk over the trail that met each site, and how many there were.
  private var walks: [UInt32] = []
  private var walkCount: UInt32 = 0

  public init(arena: ValueArena) {
    self.arena = arena
    _ = contents.intern(Content())
  }

  /// Until the matching `endPermanent`, no `rollback` takes back a write: module code runs once for all branches.
  public func beginPermanent() { permanentDepth += 1 }

  public func endPermanent() { permanentDepth -= 1 }

  public struct Mark { fileprivate let depth: Int }

  public func allocate() -> SiteID {
    current.append(.empty)
    walks.append(0)
    return SiteID(UInt32(current.count - 1))
  }

  public func contentID(of site: SiteID) -> ContentID { current[Int(site.rawValue)] }

  public func content(of site: SiteID) -> Content { contents[current[Int(site.rawValue)].rawValue] }

  public func content(_ id: ContentID) -> Content { contents[id.rawValue] }

  public func intern(_ content: Content) -> ContentID { ContentID(contents.intern(content)) }

  public func read(_ site: SiteID, _ key: UInt32) -> ValueID? { contents[current[Int(site.rawValue)].rawValue][key] }

  public func replace(_ site: SiteID, with content: ContentID) {
    let old = current[Int(site.rawValue)]
    guard old != content else { return }
    if permanentDepth == 0 { trail.append((site, old)) }
    current[Int(site.rawValue)] = content
  }

  /// Writes a field in the lanes of `mask`; `weak` joins with what was there (an object that stands for many).
  public func write(_ site: SiteID, _ key: UInt32, _ value: ValueID, in mask: LaneMask, weak: Bool = false) {
    let old = read(site, key) ?? .empty
    let new = weak ? arena.join(old, arena.restrict(value, to: mask)) : arena.overwrite(old, with: value, in: mask)
    guard new != old else { return }
    var content = content(of: site)
    content.set(key, new)
    replace(site, with: intern(content))
  }

  public func mark() -> Mark { Mark(depth: trail.count) }

  /// The sites written since `mark`, in order of their first write, with what they held then.
  public func changes(since mark: Mark) -> [(site: SiteID, old: ContentID)] {
    guard trail.count > mark.depth else { return [] }
    walkCount += 1
    var result: [(site: SiteID, old: ContentID)] = []
    for index in mark.depth..<trail.count {
      let site = Int(trail[index].site.rawValue)
      if walks[site] == walkCount { continue }
      walks[site] = walkCount
      result.append(trail[index])
    }
    return result
  }

  /// Takes back every write since `mark` and returns what the written sites held before that.
  @discardableResult
  public func rollback(to mark: Mark) -> [(site: SiteID, new: ContentID)] {
    let changed = changes(since: mark).map { (site: $0.site, new: contentID(of: $0.site)) }
    while trail.count > mark.depth {
      let entry = trail.removeLast()
      current[Int(entry.site.rawValue)] = entry.old
    }
    return changed
  }

  /// Joins what another branch left (`branch`, from `rollback`) into what this one wrote since `mark`.
  ///
  /// Lanes of `branchMask` come from the other branch, lanes of `ownMask` from this one, lanes of both from their join.
  public func join(
    branch: [(site: SiteID, new: ContentID)], branchMask: LaneMask, since mark: Mark, ownMask: LaneMask
  ) {
    let own = changes(since: mark)
    var inBranch = Set<SiteID>()
    for (site, new) in branch {
      inBranch.insert(site)
      replace(site, with: joined(contentID(of: site), new, otherMask: branchMask, ownMask: ownMask))
    }
    for (site, old) in own where !inBranch.contains(site) {
      replace(site, with: joined(contentID(of: site), old, otherMask: branchMask, ownMask: ownMask))
    }
  }

  /// Field by field: lanes of `otherMask` alone from `other`, lanes of both masks joined, all others from `own`.
  public func joined(_ own: ContentID, _ other: ContentID, otherMask: LaneMask, ownMask: LaneMask) -> ContentID {
    if own == other { return own }
    let ownContent = content(own)
    let otherContent = content(other)
    let otherOnly = otherMask - ownMask
    let kept = LaneMask(rawValue: ~otherOnly.rawValue)
    var result = Content()
    for (key, value) in zip(ownContent.keys, ownContent.values) {
      let theirs = otherContent[key].map { arena.restrict($0, to: otherMask) } ?? .empty
      let joined = arena.join(arena.restrict(value, to: kept), theirs)
      if joined != .empty { result.set(key, joined) }
    }
    for (key, value) in zip(otherContent.keys, otherContent.values) where ownContent[key] == nil {
      let theirs = arena.restrict(value, to: otherMask)
      if theirs != .empty { result.set(key, theirs) }
    }
    return intern(result)
  }
}
