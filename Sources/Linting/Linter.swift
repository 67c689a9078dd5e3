import SourceText

/// Runs the rules over units and makes one ordered list of what they find.
///
/// Severity, selection, suppression, order and identity are decided here, once for all rules.
package struct Linter: Sendable {
  private var rules: [any Rule]
  private let selection: RuleSelection
  private let pages: [String: RulePage]
  private let releases: KnownReleases

  package init(
    selection: RuleSelection, rules: [any Rule] = AllRules.all, pages: [RulePage] = RulePage.all,
    releases: KnownReleases = .bundled
  ) {
    self.rules = rules.filter { selection.contains(type(of: $0).id) }
    self.selection = selection
    self.releases = releases
    self.pages = Dictionary(pages.map { ($0.id.code, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether a selected rule reads the second look.
  package var readsProcessorInputs: Bool { rules.contains { type(of: $0).readsProcessorInputs } }

  /// The same with some of its rules only.
  package func running(_ ids: Set<RuleID>) -> Linter {
    var linter = self
    linter.rules = rules.filter { ids.contains(type(of: $0).id) }
    return linter
  }

  /// What the selected rules find in one unit, in no particular order and not yet suppressed.
  ///
  /// - Parameter isExplained: whether to say how operands came to their dtypes and to look for fixes, which takes time.
  package func diagnostics(for unit: AnalyzedUnit, isExplained: Bool = true) -> [Diagnostic] {
    lazy var local = LocalFixes(unit)
    func fixes(_ found: Found) -> [Fix] {
      let id = type(of: found.rule).id
      let own = found.rule.fixes(for: found.finding, in: unit)
      return own.isEmpty ? local.fixes(for: found.finding, by: id) : local.proven(own, for: found.finding, by: id)
    }
    return findings(in: unit).map { found, cause in
      var told: Diagnostic
      if isExplained {
        let mended = cause.map(fixes) ?? []
        let finding = cause.map { found.finding.explained(by: $0.finding, in: unit) } ?? found.finding
        told = diagnostic(finding, by: found.rule, in: unit, fixes: mended.isEmpty ? fixes(found) : mended)
      } else {
        told = diagnostic(found.finding.unexplained, by: found.rule, in: unit, fixes: [])
      }
      told.causeRule = cause.map { type(of: $0.rule).id }
      return told
    }
  }

  private struct Found {
    var rule: any Rule
    var finding: Finding
  }

  /// The findings, and for those that are consequences of another one that one, which is then not told by itself.
  private func findings(in unit: AnalyzedUnit) -> [(found: Found, cause: Found?)] {
    let all = rules.flatMap { rule in unit.findings(of: rule).map { Found(rule: rule, finding: $0) } }
    let spans = Set(all.map(\.finding.span))
    var told: [Found] = []
    var causes: [Span: Found] = [:]
    for found in all {
      let consequences = found.finding.consequences.filter(spans.contains)
      if consequences.isEmpty { told.append(found) }
      for span in consequences where causes[span] == nil { causes[span] = found }
    }
    return told.map { ($0, causes[$0.finding.span]) }
  }

  private func diagnostic(
    _ finding: Finding, by rule: any Rule, in unit: AnalyzedUnit, fixes: [Fix]
  ) -> Diagnostic {
    let id = type(of: rule).id
    let statement = unit.statementHash(around: finding.span)
    let key = KnownReleases.Key(
      package: unit.packageName, rule: id.code, file: unit.checkedFile.file, function: finding.function,
      statement: statement)
    let release = releases.note(for: key, checked: unit.packageVersion)
    var diagnostic = Diagnostic(
      rule: id, severity: finding.severity ?? pages[id.code]?.severity ?? .warning, message: finding.message.text,
      place: unit.checkedFile.place(finding.span), function: finding.function, lanes: finding.lanes,
      holdingLanes: finding.holdingLanes, operands: finding.operands, related: finding.related,
      notes: finding.notes + (release.map { [$0] } ?? []), condition: finding.condition, fix: fixes.first,
      otherFixes: Array(fixes.dropFirst()), statement: statement)
    diagnostic.copyKey = finding.copyKey
    diagnostic.workarounds = finding.workarounds
    diagnostic.unit = unit.checkedFile.path
    return diagnostic
  }
}

// MARK: Merging

extension Linter {
  /// One list of the findings of all units: each place and rule once, ordered by file, offset and code, fingerprinted,
  /// without what comments silence; comments that silence nothing are findings themselves.
  ///
  /// - Parameters:
  ///   - files: the checked files, whose comments count and whose findings are kept.
  ///   - sources: files whose comments count and whose findings are kept, but that were not checked themselves.
  ///   - foldsCopies: whether findings in copies of one piece of code become one.
  package func merged(
    _ diagnostics: [Diagnostic], in files: [CheckedFile], sources: [CheckedFile] = [], foldsCopies: Bool = true
  ) -> [Diagnostic] {
    let filesByPath = Dictionary((files + sources).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    var merged = Self.deduplicated(diagnostics.filter { filesByPath[$0.place.path] != nil })
    var suppressions: [String: Suppressions] = [:]
    for file in files + sources where !file.comments.isEmpty && suppressions[file.path] == nil {
      let found = Suppressions(comments: file.comments, bytes: file.bytes, lines: file.lines, tree: file.tree)
      if !found.isEmpty { suppressions[file.path] = found }
    }
    merged = merged.filter { suppressions[$0.place.path]?.suppress($0.rule, at: $0.place.span) != true }
    if selection.contains(UnusedSuppression.id) {
      for file in files {
        guard let unused = suppressions[file.path]?.unused else { continue }
        merged += unused.compactMap { unusedSuppression($0, in: file) }
      }
    }
    merged.sort(by: Self.precedes)
    if foldsCopies { merged = Self.folded(merged) }
    for index in merged.indices {
      let lanes = merged[index].lanes
      merged[index].notes += merged[index].workarounds.filter { $0.holds(failing: lanes) }.map(\.text)
    }
    Self.addFingerprints(to: &merged, filesByPath)
    return merged
  }

  private func unusedSuppression(_ comment: SuppressionComment, in file: CheckedFile) -> Diagnostic? {
    let pages = Array(self.pages.values)
    let unknown = comment.names.first { (try? RuleSelection.codes(named: $0, in: pages)) == nil }
    // Of a rule that did not run it cannot be said that it found nothing.
    let ran = pages.allSatisfy { !comment.names($0.id) || selection.contains($0.id) }
    guard unknown != nil || ran else { return nil }
    let message: Diagnostic.Message = unknown.map { .unknownRule($0) } ?? .nothingToSuppress(comment.names)
    return Diagnostic(
      rule: UnusedSuppression.id, severity: self.pages[UnusedSuppression.id.code]?.severity ?? .warning,
      message: message.text, place: file.place(comment.span))
  }

  static func precedes(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
    key(left) < key(right)
  }

  private static func key(_ diagnostic: Diagnostic) -> (String, String, UInt32, String, UInt32, String) {
    let place = diagnostic.place
    return (place.file, place.path, place.span.start, diagnostic.rule.code, place.span.end, diagnostic.message)
  }

  /// Several units may come across the same place: their findings become one, which lists the lanes of all of them.
  ///
  /// A finding that was moved from generated code which its source no longer spells lies at a whole statement; the same
  /// finding in the source lies within.
  private static func deduplicated(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var result: [Diagnostic] = []
    for diagnostic in diagnostics.sorted(by: precedes) {
      guard let last = result.last, isSame(last, diagnostic) else {
        result.append(diagnostic)
        continue
      }
      var joined = max(last.severity, diagnostic.severity) == last.severity ? last : diagnostic
      let other = joined == last ? diagnostic : last
      joined.lanes += other.lanes.filter { !joined.lanes.contains($0) }
      joined.holdingLanes.removeAll { joined.lanes.contains($0) }
      joined.related += other.related.filter { !joined.related.contains($0) }
      joined.notes += other.notes.filter { !joined.notes.contains($0) }
      joined.workarounds += other.workarounds.filter { !joined.workarounds.contains($0) }
      // What also happens in the canonical call needs no condition.
      joined.condition = last.condition == nil || diagnostic.condition == nil ? nil : joined.condition
      if last.place.span.contains(diagnostic.place.span) { joined.place = diagnostic.place }
      result[result.count - 1] = joined
    }
    return result
  }

  private static func isSame(_ outer: Diagnostic, _ inner: Diagnostic) -> Bool {
    if outer.rule != inner.rule || outer.place.path != inner.place.path { return false }
    if outer.place == inner.place { return true }
    return outer.message == inner.message && outer.function == inner.function
      && outer.place.span.contains(inner.place.span)
  }

  private static func addFingerprints(to diagnostics: inout [Diagnostic], _ files: [String: CheckedFile]) {
    var seen: [String: Int] = [:]
    for index in diagnostics.indices {
      let diagnostic = diagnostics[index]
      var print = Fingerprint()
      print.combine(diagnostic.rule.code)
      print.combine(diagnostic.place.file)
      print.combine(diagnostic.function)
      if let file = files[diagnostic.place.path] {
        print.combine(code: file.bytes[Int(diagnostic.place.span.start)..<Int(diagnostic.place.span.end)])
      }
      let count = seen[print.text, default: 0]
      seen[print.text] = count + 1
      if count > 0 { print.combine(String(count)) }
      diagnostics[index].fingerprint = print.text
    }
  }
}
