import Dataflow

/// The objects read since each summary in the making began.
struct ReadLog {
  fileprivate struct Entry {
    var site: SiteID
    var content: ContentID
    /// The level that had noted the site last before this one.
    var previous: UInt32
  }

  struct Level {
    fileprivate let number: UInt32
    fileprivate var entries: [Entry] = []
  }

  private var levels: [Level] = []
  /// Per site the number of the level that noted it last, so that a level notes each site once.
  private var notedBy: [UInt32] = []
  private var levelCount: UInt32 = 0

  mutating func begin() {
    levelCount += 1
    levels.append(Level(number: levelCount))
  }

  /// Ends the innermost summary, with its reads that `isKept` accepts.
  ///
  /// All of them are its caller's too, which made what this one made.
  mutating func end(where isKept: (SiteID) -> Bool) -> [(site: SiteID, content: ContentID)] {
    guard let level = levels.popLast() else { return [] }
    var result: [(site: SiteID, content: ContentID)] = []
    for entry in level.entries {
      notedBy[Int(entry.site.rawValue)] = entry.previous
      note(entry.site, entry.content)
      if isKept(entry.site) { result.append((entry.site, entry.content)) }
    }
    return result
  }

  mutating func note(_ site: SiteID, _ content: ContentID) {
    guard let last = levels.indices.last else { return }
    let index = Int(site.rawValue)
    while index >= notedBy.count { notedBy.append(0) }
    let previous = notedBy[index]
    guard previous != levels[last].number else { return }
    levels[last].entries.append(Entry(site: site, content: content, previous: previous))
    notedBy[index] = levels[last].number
  }

  /// As if every summary in the making had read `site`.
  mutating func noteEverywhere(_ site: SiteID, _ content: ContentID) {
    note(site, content)
    for index in levels.indices {
      let outer = index > 0 ? levels[index - 1].number : 0
      if let known = levels[index].entries.firstIndex(where: { $0.site == site }) {
        if index > 0 { levels[index].entries[known].previous = outer }
      } else {
        levels[index].entries.append(Entry(site: site, content: content, previous: outer))
      }
    }
  }

  mutating func suspend() -> [Level] {
    defer { levels = [] }
    return levels
  }

  mutating func resume(_ saved: [Level]) { levels = saved }
}
