import Dataflow
import SourceText

/// Objects as a bit for several of them each: it may say yes for one that is not in it, never no for one that is.
struct SiteMask {
  private var bits: UInt64 = 0

  func isDisjoint(with other: SiteMask) -> Bool { bits & other.bits == 0 }

  mutating func insert(_ site: SiteID) { bits |= 1 << UInt64(site.rawValue & 63) }

  mutating func formUnion(_ other: SiteMask) { bits |= other.bits }
}

/// What a call does, to be replayed when the same call comes again: result, lanes that return, writes.
///
/// Other facts need no replay: a summary lives as long as its unit, whose fact table already holds what it recorded.
final class Summary {
  let result: ValueID
  let returned: LaneMask
  let raised: LaneMask
  /// Objects it read that existed before, with what they held then: it holds only while they still do.
  let reads: [(site: SiteID, content: ContentID)]
  /// The frozen objects that it read: it holds while none of them is overlaid.
  let frozenReads: SiteMask
  /// Objects it wrote, with what they held afterwards.
  let writes: [(site: SiteID, content: ContentID)]
  let context: ContextID
  let wave: Wave
  /// Whether a part that ran alone left something unknown to others.
  let leavesToOthers: Bool
  /// Whether it asked if it trains, which the second wave answers otherwise than the others.
  let asksWhetherItTrains: Bool
  /// The lanes that were open, if it asked for them.
  let openLanes: LaneMask?
  /// The most texts that one of those it took out of lists by an unknown index may be.
  let textChoices: Int
  /// What it used as something else than the None that it was.
  let noneUses: [Symbol]
  /// The raises that it met.
  let raises: [LoggedRaise]

  init(
    result: ValueID, returned: LaneMask, raised: LaneMask, reads: [(site: SiteID, content: ContentID)],
    frozenReads: SiteMask, writes: [(site: SiteID, content: ContentID)], context: ContextID, wave: Wave,
    leavesToOthers: Bool, asksWhetherItTrains: Bool, openLanes: LaneMask?, textChoices: Int, noneUses: [Symbol],
    raises: [LoggedRaise]
  ) {
    self.result = result
    self.returned = returned
    self.raised = raised
    self.reads = reads
    self.frozenReads = frozenReads
    self.writes = writes
    self.context = context
    self.wave = wave
    self.leavesToOthers = leavesToOthers
    self.asksWhetherItTrains = asksWhetherItTrains
    self.openLanes = openLanes
    self.textChoices = textChoices
    self.noneUses = noneUses
    self.raises = raises
  }
}

/// What decides a call's summary, apart from the objects it reads.
struct SummaryKey: Mixable {
  /// The bit of `function` that says that it is a class, of which an object is made.
  static let construction: UInt32 = 1 << 31

  var function: UInt32
  /// The closure; for a construction the number of positional arguments, as the others follow with their names.
  var environment: UInt32
  var arguments: [ValueID]
  var mask: LaneMask
  var modes: UInt32
  var inFixpoint: Bool

  func mix(into mixer: inout Mixer) {
    mixer.combine(UInt64(function) << 32 | UInt64(environment))
    mixer.combine(UInt64(modes) << 32 | UInt64(mask.rawValue) << 1 | (inFixpoint ? 1 : 0))
    for argument in arguments { mixer.combine(argument.rawValue) }
  }
}

/// The summaries of a unit by their keys, oldest first.
struct SummaryTable {
  private var keys = Interner<SummaryKey>()
  private var lists: [[Summary]] = []

  func first(for key: SummaryKey, where isValid: (Summary) -> Bool) -> Summary? {
    guard let id = keys.id(of: key) else { return nil }
    return lists[Int(id)].first(where: isValid)
  }

  mutating func add(_ summary: Summary, for key: SummaryKey) {
    let id = Int(keys.intern(key))
    if id == lists.count { lists.append([]) }
    lists[id].append(summary)
  }

  mutating func removeAll() { self = SummaryTable() }
}
