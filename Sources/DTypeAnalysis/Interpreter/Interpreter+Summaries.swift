import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

extension Interpreter {
  /// Notes that the summary in the making depends on what `site` holds now.
  func noteRead(of site: SiteID) {
    if sites[Int(site.rawValue)].isFrozen {
      frozenReads.insert(site)
    } else {
      reads.note(site, store.contentID(of: site))
    }
  }

  /// Replays the summary of an equal call, or runs `body` and keeps one.
  func summarized(
    _ function: FunctionInfo, _ environment: SiteID?, _ bound: [ValueID], context: ContextID, _ body: () -> ValueID
  ) -> ValueID {
    var arguments = bound
    if let index = function.parameters.lastIndex(where: { $0.kind == .variadicKeyword }),
      case .object(let site)? = uniform(bound[index])
    {
      // The dict of `**kwargs` is the callee's own: what it holds counts, not where it was made.
      arguments[index] = ValueID(store.contentID(of: site).rawValue)
    }
    let key = SummaryKey(
      function: function.id.rawValue, environment: environment?.rawValue ?? .max, arguments: arguments,
      mask: frame.live, modes: modesInterner.intern(modes), inFixpoint: frame.inFixpoint)
    return summarized(key, context: context, body)
  }

  /// The same for the construction of an object, which is made in `context` too.
  func summarized(
    instanceOf id: ClassID, _ arguments: CallArguments, context: ContextID, _ body: () -> ValueID
  ) -> ValueID {
    // What is made in an open loop stands for several objects, which a summary does not know.
    guard !frame.inFixpoint, arguments.morePositional == nil, arguments.moreKeywords == nil else { return body() }
    let keywords = arguments.keywords.flatMap { [ValueID($0.name.fieldKey), $0.value] }
    let key = SummaryKey(
      function: id.rawValue | SummaryKey.construction, environment: UInt32(arguments.positional.count),
      arguments: arguments.positional + keywords, mask: frame.live, modes: modesInterner.intern(modes),
      inFixpoint: false)
    return summarized(key, context: context, body)
  }

  /// Adds a value to what a variable outside of all roots may hold.
  ///
  /// Reads of such variables do not count one by one: no summary holds any more.
  func grow(_ variable: inout ValueID?, by value: ValueID) {
    let joined = values.join(variable ?? .empty, isPartial(value) ? freeze(value) : value)
    guard joined != variable else { return }
    variable = joined
    summaries.removeAll()
  }

  /// Nobody writes into a partial: those that calls make of the same parts may be one.
  private func isPartial(_ value: ValueID) -> Bool {
    guard let piece = values.single(value), case .object(let site) = shapes[piece.shape] else { return false }
    return info(site).kind == .partial
  }

  private func summarized(_ key: SummaryKey, context: ContextID, _ body: () -> ValueID) -> ValueID {
    statistics.calls += 1
    if let known = summaries.first(for: key, where: isValid) {
      statistics.memoHits += 1
      return replay(known, in: context)
    }
    let before = (raised: frame.raised, frozenReads: frozenReads)
    frozenReads = SiteMask()
    defer { frozenReads.formUnion(before.frozenReads) }
    let mark = store.mark()
    let logged = facts.raiseLog.count
    let questions = (trainingQuestions, openQuestions)
    let left = leftToOthers
    let open = openLanes & frame.live
    let knownUses = noneUseLog.count
    let choices = textChoices
    textChoices = 0
    defer { textChoices = max(choices, textChoices) }
    reads.begin()
    let result = body()
    let changes = store.changes(since: mark).map(\.site)
    var written = Set(changes)
    // An object of its own that a turn before had left as it is now was made all the same: elsewhere it is not there.
    var made: [SiteID] = []
    let read = reads.end { site in
      guard isFresh(site, in: context) else { return true }
      if written.insert(site).inserted { made.append(site) }
      return false
    }
    let writes = (changes + made).map { (site: $0, content: store.contentID(of: $0)) }
    let summary = Summary(
      result: result, returned: frame.live, raised: frame.raised - before.raised, reads: read,
      frozenReads: frozenReads, writes: writes, context: context, wave: wave,
      leavesToOthers: leftToOthers > left, asksWhetherItTrains: trainingQuestions > questions.0,
      openLanes: openQuestions > questions.1 ? open : nil, textChoices: textChoices,
      noneUses: Array(Set(noneUseLog[knownUses...])), raises: facts.raisesLogged(since: logged))
    summaries.add(summary, for: key)
    return result
  }

  private func isValid(_ summary: Summary) -> Bool {
    guard summary.wave.rawValue <= wave.rawValue, isPart || !summary.leavesToOthers else { return false }
    if summary.asksWhetherItTrains, (summary.wave == .second) != (wave == .second) { return false }
    guard summary.frozenReads.isDisjoint(with: overlaidMask) else { return false }
    if let open = summary.openLanes, open != openLanes & frame.live { return false }
    return summary.reads.allSatisfy { store.contentID(of: $0.site) == $0.content }
  }

  /// Whether an object was allocated by the call with this context, or below it.
  private func isFresh(_ site: SiteID, in context: ContextID) -> Bool {
    contexts.descends(sites[Int(site.rawValue)].key.context, from: context)
  }

  /// Applies a summary in another context: objects that it allocated become those of this context.
  private func replay(_ summary: Summary, in context: ContextID) -> ValueID {
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
    if summary.asksWhetherItTrains { trainingQuestions += 1 }
    if summary.openLanes != nil { openQuestions += 1 }
    if summary.leavesToOthers { leftToOthers += 1 }
    textChoices = max(textChoices, summary.textChoices)
    for name in summary.noneUses { noteNoneUse(name) }
    frozenReads.formUnion(summary.frozenReads)
    for (site, content) in summary.reads { reads.note(site, content) }
    for (site, content) in summary.writes {
      let target = renaming[site] ?? site
      reads.note(target, store.contentID(of: target))
      if isFresh(target, in: context) { noteAllocation(of: target) }
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
