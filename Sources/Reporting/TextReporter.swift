import Linting
import SourceText

/// The report for people: headline, excerpt with carets, flow of each operand, lanes, notes and fix.
struct TextReporter {
  let context: RenderingContext
  let style: Style

  init(context: RenderingContext) {
    self.context = context
    style = Style(useColor: context.useColor)
  }

  func render(_ report: Report) -> String {
    var lines: [String] = []
    var shownFixes: [[FileEdit]: Place] = [:]
    for diagnostic in report.diagnostics {
      lines += self.lines(of: diagnostic, &shownFixes)
      lines.append("")
    }
    lines += ReportSummary(report: report).lines
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: One finding

  /// - Parameter shownFixes: the place of the finding that a fix was shown with; one fix may mend several findings.
  private func lines(of diagnostic: Diagnostic, _ shownFixes: inout [[FileEdit]: Place]) -> [String] {
    var lines = [headline(diagnostic)]
    lines += Excerpt(diagnostic: diagnostic, sources: context.sources, style: style).lines
    for flow in SharedFlow.all(of: diagnostic.operands) {
      let names = flow.names.map(style.bold)
      let subject = names.count == 1 ? "\(names[0]) is" : "\(Self.list(names)) are"
      lines.append("  \(subject) \(style.cyan(flow.dtype)):")
      lines += FlowText.lines(flow.steps, from: diagnostic.place.path, style).map { "    " + $0 }
    }
    let all = diagnostic.lanes + diagnostic.holdingLanes
    let raises = diagnostic.severity == .error
    if !diagnostic.lanes.isEmpty {
      let lanes = LaneSummary.text(diagnostic.lanes, of: all)
      lines.append("  \(style.bold(raises ? "fails in" : "happens in")) \(lanes)")
    }
    if !diagnostic.holdingLanes.isEmpty {
      let lanes = LaneSummary.text(diagnostic.holdingLanes, of: all)
      lines.append("  \(style.bold(raises ? "holds in" : "not in")) \(lanes)")
    }
    for related in diagnostic.related where !Self.isTold(related, of: diagnostic) {
      lines.append("  \(style.bold("see also")) \(related.path):\(related.line): \(related.message)")
    }
    lines += diagnostic.notes.map { "  \(style.bold("note:")) \($0)" }
    if let fix = diagnostic.fix {
      if let shown = shownFixes[fix.edits] {
        lines.append("  \(style.bold("fix")) \(Self.headline(fix)), as at \(Path.name(of: shown.path)):\(shown.line)")
        return lines
      }
      shownFixes[fix.edits] = diagnostic.place
      lines += self.lines(of: fix)
    }
    lines += diagnostic.otherFixes.map { "  \(style.bold("or")) \(Self.headline($0))" }
    return lines
  }

  /// Whether the excerpt or the flow of an operand tells the same already.
  private static func isTold(_ related: RelatedPlace, of diagnostic: Diagnostic) -> Bool {
    if related.path == diagnostic.place.path, related.line == diagnostic.place.line { return true }
    return diagnostic.operands.contains { operand in
      let isAbout = related.message.hasPrefix("`\(operand.name)`: ")
      return operand.steps.contains { step in
        step.path == related.path && step.line == related.line && (isAbout || step.text == related.message)
      }
    }
  }

  private func headline(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.place
    let severity = diagnostic.severity.rawValue + "[\(diagnostic.rule.code)]"
    let painted =
      switch diagnostic.severity {
      case .error: style.red(severity)
      case .warning: style.yellow(severity)
      case .info: style.blue(severity)
      }
    let condition = diagnostic.condition.map { " (\($0))" } ?? ""
    let position = style.bold("\(place.path):\(place.line):\(place.column):")
    return "\(position) \(painted) \(diagnostic.message)\(condition)"
  }

  // MARK: Fix and evidence

  private func lines(of fix: Fix) -> [String] {
    var lines = ["  \(style.bold("fix")) \(Self.headline(fix))"]
    lines += FixPreview(fix: fix, sources: context.sources).changes.flatMap { change in
      change.removed.map { "    " + style.red("- \($0)") } + change.added.map { "    " + style.green("+ \($0)") }
    }
    if let evidence = fix.evidence {
      lines += FlowText.table(Self.telling(evidence).map { ($0.variant, Self.text(of: $0)) }, style).map { "    " + $0 }
    }
    return lines
  }

  private static func headline(_ fix: Fix) -> String {
    let reason = fix.reason.map { ": \($0)" } ?? ""
    return "(\(fix.applicability.rawValue)\(reason)): \(fix.title)"
  }

  /// The outcomes of settings in which the fix changes something; JSON has all of them.
  private static func telling(_ evidence: FixEvidence) -> [FixEvidence.Outcome] {
    evidence.outcomes.filter { outcome in
      !evidence.outcomes.contains { other in
        var same = outcome
        same.variant = other.variant
        return other.variant != outcome.variant && other == same
      }
    }
  }

  private static func text(of outcome: FixEvidence.Outcome) -> String {
    var parts = [outcome.setting]
    if let raises = outcome.raises { parts.append("raises \(raises)") }
    if let dtype = outcome.resultDType { parts.append("gives \(dtype)") }
    if let error = outcome.maximumError { parts.append("error at most \(short(error))") }
    if let ulps = outcome.maximumUlps { parts.append("\(short(ulps)) ulp") }
    if let error = outcome.rootMeanSquareError { parts.append("\(short(error)) rms") }
    if let share = outcome.tableShare { parts.append("\(Int((share * 100).rounded())) % of it from the tables") }
    if !outcome.errorByPosition.isEmpty {
      let errors = outcome.errorByPosition.map { "\(short($0.error)) at \($0.position)" }
      parts.append("by position: " + errors.joined(separator: ", "))
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// A number with about three significant digits.
  static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    var exponent = 0
    var mantissa = abs(value)
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    let rounded = (mantissa * 100).rounded() / 100
    let sign = value < 0 ? "-" : ""
    if (-3...4).contains(exponent) {
      var scale = 1.0
      for _ in 0..<abs(exponent) { scale *= 10 }
      let plain = exponent >= 0 ? rounded * scale : rounded / scale
      let digits = (plain * 100_000).rounded() / 100_000
      return sign + (digits == digits.rounded() ? String(Int(digits)) : String(digits))
    }
    return "\(sign)\(rounded)e\(exponent)"
  }

  /// "a", "a and b", "a, b and c".
  private static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
