import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// What a call does, to be replayed when the same call comes again: result, lanes that return, writes.
///
/// Other facts need no replay: a summary lives as long as its unit, whose fact table already holds what it recorded.
struct Summary {
  var result: ValueID
  var returned: LaneMask
  var raised: LaneMask
  /// Objects it read that existed before, with what they held then: it holds only while they still do.
  var reads: [(site: SiteID, content: ContentID)]
  /// Objects it wrote, with what they held afterwards.
  var writes: [(site: SiteID, content: ContentID)]
  var context: ContextID
  var wave: Wave
  /// The raises that it met, by their place in the fact table.
  var raises: [Int]
}

/// What decides a call's summary, apart from the objects it reads.
struct SummaryKey: Hashable {
  var function: UInt32
  var environment: UInt32
  var arguments: [ValueID]
  var mask: LaneMask
  var modes: UInt32
  var inFixpoint: Bool
}

struct SummaryTable {
  var entries: [SummaryKey: [Summary]] = [:]
}

/// The objects read since each summary in the making began.
struct ReadLog {
  private(set) var levels: [[SiteID: ContentID]] = []

  mutating func begin() { levels.append([:]) }

  mutating func end() -> [SiteID: ContentID] { levels.popLast() ?? [:] }

  mutating func note(_ site: SiteID, _ content: ContentID) {
    guard let last = levels.indices.last, levels[last][site] == nil else { return }
    levels[last][site] = content
  }

  /// As if every summary in the making had read `site`.
  mutating func noteEverywhere(_ site: SiteID, _ content: ContentID) {
    for index in levels.indices where levels[index][site] == nil { levels[index][site] = content }
  }

  mutating func suspend() -> [[SiteID: ContentID]] {
    defer { levels = [] }
    return levels
  }

  mutating func resume(_ saved: [[SiteID: ContentID]]) { levels = saved }
}

extension Interpreter {
  /// Notes that the summary in the making depends on what `site` holds now.
  func noteRead(of site: SiteID) {
    if !sites[Int(site.rawValue)].isFrozen { reads.note(site, store.contentID(of: site)) }
  }

  /// Replays the summary of an equal call, or runs `body` and keeps one.
  func summarized(
    _ function: FunctionInfo, _ environment: SiteID?, _ bound: [ValueID], context: ContextID, _ body: () -> ValueID
  ) -> ValueID {
    let keywordSite = keywordSite(of: function, bound)
    var arguments = bound
    if let keywordSite, let index = function.parameters.firstIndex(where: { $0.kind == .variadicKeyword }) {
      // The dict of `**kwargs` is the callee's own: what it holds counts, not where it was made.
      arguments[index] = ValueID(store.contentID(of: keywordSite).rawValue)
    }
    let key = SummaryKey(
      function: function.id.rawValue, environment: environment?.rawValue ?? .max, arguments: arguments,
      mask: frame.live,
      modes: modesInterner.intern(modes), inFixpoint: frame.inFixpoint)
    if let known = summaries.entries[key]?.first(where: isValid), let result = replay(known, in: context) {
      statistics.memoHits += 1
      return result
    }
    let before = frame.raised
    let mark = store.mark()
    let logged = facts.raiseLog.count
    reads.begin()
    let result = body()
    let read = reads.end()
    for (site, content) in read { reads.note(site, content) }
    let writes = store.changes(since: mark).map { (site: $0.site, content: store.contentID(of: $0.site)) }
    let summary = Summary(
      result: result, returned: frame.live, raised: frame.raised - before,
      reads: read.filter { !isFresh($0.key, in: context) }.map { (site: $0.key, content: $0.value) }, writes: writes,
      context: context, wave: wave, raises: Set(facts.raiseLog[logged...]).sorted())
    summaries.entries[key, default: []].append(summary)
    return result
  }

  private func keywordSite(of function: FunctionInfo, _ bound: [ValueID]) -> SiteID? {
    guard let index = function.parameters.firstIndex(where: { $0.kind == .variadicKeyword }),
      case .object(let site)? = uniform(bound[index])
    else { return nil }
    return site
  }

  private func isValid(_ summary: Summary) -> Bool {
    summary.wave.rawValue <= wave.rawValue && summary.reads.allSatisfy { store.contentID(of: $0.site) == $0.content }
  }

  /// Whether an object was allocated by the call with this context, or below it.
  private func isFresh(_ site: SiteID, in context: ContextID) -> Bool {
    contexts.rebase(sites[Int(site.rawValue)].key.context, from: context, to: context) != nil
  }

  /// Applies a summary in another context: objects that it allocated become those of this context.
  private func replay(_ summary: Summary, in context: ContextID) -> ValueID? {
    var renaming: [SiteID: SiteID] = [:]
    if context != summary.context {
      for (site, _) in summary.writes {
        let info = sites[Int(site.rawValue)]
        guard let moved = contexts.rebase(info.key.context, from: summary.context, to: context) else { continue }
        var key = info.key
        key.context = moved
        renaming[site] = self.site(for: key, kind: info.kind)
      }
    }
    for (site, content) in summary.reads { reads.note(site, content) }
    for (site, content) in summary.writes {
      let target = renaming[site] ?? site
      reads.note(target, store.contentID(of: target))
      store.replace(target, with: renaming.isEmpty ? content : renamed(content, renaming))
    }
    facts.raiseLog += summary.raises
    frame.raised.formUnion(summary.raised)
    frame.live = summary.returned
    return renaming.isEmpty ? summary.result : renamed(summary.result, renaming)
  }

  private func renamed(_ content: ContentID, _ renaming: [SiteID: SiteID]) -> ContentID {
    var result = store.content(content)
    result.values = result.values.map { renamed($0, renaming) }
    return store.intern(result)
  }

  func renamed(_ value: ValueID, _ renaming: [SiteID: SiteID]) -> ValueID {
    let pieces = values.pieces(value)
    var changed = false
    let moved = pieces.map { piece in
      let shape = renamed(piece.shape, renaming)
      if shape != piece.shape { changed = true }
      return Piece(piece.mask, shape)
    }
    return changed ? values.value(moved) : value
  }

  private func renamed(_ shape: ShapeID, _ renaming: [SiteID: SiteID]) -> ShapeID {
    switch shapes[shape] {
    case .object(let site): return renaming[site].map { shapes.intern(.object($0)) } ?? shape
    case .function(let id, let environment?):
      return renaming[environment].map { shapes.intern(.function(id, environment: $0)) } ?? shape
    case .tuple(let elements): return shapes.intern(.tuple(elements.map { renamed($0, renaming) }))
    case .sequence(let element): return shapes.intern(.sequence(renamed(element, renaming)))
    case .boundMethod(let function, let receiver):
      return shapes.intern(.boundMethod(function: renamed(function, renaming), receiver: renamed(receiver, renaming)))
    case .alternatives(let list): return shapes.intern(.alternatives(list.map { renamed($0, renaming) }))
    default: return shape
    }
  }
}
