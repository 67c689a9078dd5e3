import Linting
import PythonSemantics
import SourceText

/// Applies fixes until none is left: every step is analysed again, and kept only if it mends and harms nothing.
struct FixEngine {
  /// One file that fixes change.
  struct ChangedFile {
    /// As it was reached from the command line.
    let path: String
    let old: [UInt8]
    let new: [UInt8]
    /// Whether other files are generated or copied from what was changed.
    let hasCopies: Bool
  }

  struct Outcome {
    /// In the order of their paths.
    var files: [ChangedFile] = []
    /// How many findings are gone.
    var fixedCount = 0
    /// What could not be done, one line each.
    var problems: [String] = []
    /// The files as they are afterwards, copies converted.
    var tree: OverlayFileSystem
  }

  /// More rounds than this do not converge.
  static let roundLimit = 10

  /// How the files were checked.
  let check: Check
  let allowed: Set<Fix.Applicability>
  private var session: AnalysisSession { check.session }

  init(check: Check, allowed: Set<Fix.Applicability>) {
    self.check = check
    self.allowed = allowed
  }

  /// - Parameter first: what the check found in the files as they are.
  func run(after first: Check.Result) -> Outcome {
    var outcome = Outcome(tree: OverlayFileSystem(base: session.files))
    var targets: Set<String> = []
    var copied: Set<String> = []
    var rejected: Set<[FileEdit]> = []
    var current = first
    for _ in 0..<Self.roundLimit {
      let fixes = selected(current.diagnostics, without: rejected, &outcome)
      if fixes.isEmpty { break }
      var kept: [Fix] = []
      var state = (tree: outcome.tree, result: current)
      if let next = step(fixes, from: state) {
        (state, kept) = (next, fixes)
      } else if let fix = fixes.first {
        // Spans hold for one step only: of several that do not go together, the first is tried alone.
        if let next = step([fix], from: state) { (state, kept) = (next, [fix]) } else { rejected.insert(fix.edits) }
      }
      for edit in kept.flatMap(\.edits) { targets.insert(edit.place.path) }
      for fix in kept where !fix.mirrors.isEmpty { copied.formUnion(fix.edits.map(\.place.path)) }
      if !kept.isEmpty { outcome.fixedCount += max(0, current.diagnostics.count - state.result.diagnostics.count) }
      (outcome.tree, current) = state
    }
    for path in targets.sorted() {
      guard let old = try? session.files.read(path, limit: SourceFile.sizeLimit),
        let new = try? outcome.tree.read(path, limit: SourceFile.sizeLimit), old != new
      else { continue }
      outcome.files.append(ChangedFile(path: path, old: old, new: new, hasCopies: copied.contains(path)))
    }
    return outcome
  }

  // MARK: Choosing

  /// The fixes of one round: the first allowed one of each finding, those that overlap an earlier one left for later.
  private func selected(
    _ diagnostics: [Diagnostic], without rejected: Set<[FileEdit]>, _ outcome: inout Outcome
  ) -> [Fix] {
    var fixes: [Fix] = []
    for diagnostic in diagnostics {
      let all = [diagnostic.fix].compactMap { $0 } + diagnostic.otherFixes
      let fix = all.first { allowed.contains($0.applicability) && !$0.edits.isEmpty && !rejected.contains($0.edits) }
      guard let fix, !fixes.contains(where: { $0.edits == fix.edits }) else { continue }
      if let path = fix.edits.map(\.place.path).first(where: isGenerated) {
        let problem = "\(path): is generated, its source is to be fixed"
        if !outcome.problems.contains(problem) { outcome.problems.append(problem) }
        continue
      }
      if edits(of: fixes + [fix]) != nil { fixes.append(fix) }
    }
    return fixes
  }

  private func isGenerated(_ path: String) -> Bool {
    guard let bytes = try? session.files.read(path, limit: SourceFile.sizeLimit) else { return true }
    return GeneratedMap.saysGenerated(bytes)
  }

  /// The edits of each file, mirrors too; nil if two overlap.
  private func edits(of fixes: [Fix]) -> [String: [Edit]]? {
    var result: [String: [Edit]] = [:]
    for edit in fixes.flatMap({ $0.edits + $0.mirrors }) {
      let plain = Edit(span: edit.place.span, replacement: edit.replacement)
      if result[edit.place.path]?.contains(plain) == true { continue }
      result[edit.place.path, default: []].append(plain)
    }
    return result.values.allSatisfy { Edit.sorted($0) != nil } ? result : nil
  }

  // MARK: One step

  /// The tree and its findings after some fixes; nil if that breaks syntax, adds a finding or mends nothing.
  private func step(
    _ fixes: [Fix], from state: (tree: OverlayFileSystem, result: Check.Result)
  ) -> (tree: OverlayFileSystem, result: Check.Result)? {
    guard let edits = edits(of: fixes) else { return nil }
    var tree = state.tree
    for (path, edits) in edits {
      guard let stored = try? state.tree.read(path, limit: SourceFile.sizeLimit),
        let real = try? tree.realPath(path),
        // Places are those of the text that was analysed; a file that changed since is left alone.
        let analysed = state.result.files[path], (try? SourceFile(path: path, bytes: stored))?.bytes == analysed.bytes,
        let new = EditedText.apply(edits, to: stored, path: path), isWhole(new, path: path, was: stored)
      else { return nil }
      tree.changed[real] = new
    }
    var again = check
    again.session = AnalysisSession(files: tree, modelsOf: session)
    let result = again.run()
    let before = counts(state.result.diagnostics)
    for (key, count) in counts(result.diagnostics) where count > before[key, default: 0] { return nil }
    return result.diagnostics.count < state.result.diagnostics.count ? (tree, result) : nil
  }

  /// Whether the new text has no more syntax problems than the old one.
  private func isWhole(_ new: [UInt8], path: String, was old: [UInt8]) -> Bool {
    guard let new = try? SourceFile(path: path, bytes: new), let old = try? SourceFile(path: path, bytes: old) else {
      return false
    }
    return SyntaxCheck.problemCount(new.bytes) <= SyntaxCheck.problemCount(old.bytes)
  }

  /// Findings by what they say, which edits on other lines do not change.
  private func counts(_ diagnostics: [Diagnostic]) -> [[String]: Int] {
    var result: [[String]: Int] = [:]
    for diagnostic in diagnostics {
      result[[diagnostic.rule.code, diagnostic.place.file, diagnostic.function, diagnostic.message], default: 0] += 1
    }
    return result
  }
}
