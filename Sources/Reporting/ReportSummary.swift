import Linting

/// The closing lines of a text report: how many findings of which kind in how many files.
struct ReportSummary {
  let report: Report

  /// From this many findings on, they are counted by rule.
  private static let longReport = 10

  var lines: [String] {
    (report.diagnostics.count < Self.longReport ? [] : countsByRule + [""]) + [total]
  }

  private var total: String {
    let unread = report.unreadCount > 0 ? ", \(report.unreadCount) could not be read" : ""
    let files = Self.count(report.fileCount, "file") + " checked" + unread
    if report.diagnostics.isEmpty { return "No findings, \(files)." }
    let counts = Severity.allCases.reversed().compactMap { severity -> String? in
      let number = report.diagnostics.count { $0.severity == severity }
      guard number > 0 else { return nil }
      return severity == .info ? "\(number) info" : Self.count(number, severity.rawValue)
    }
    let places = Self.count(Set(report.diagnostics.map(\.place.path)).count, "file")
    let fixable = report.diagnostics.count { $0.fix?.applicability == .safe }
    let hint = fixable > 0 ? " \(fixable) can be fixed with --fix." : ""
    return "\(counts.joined(separator: ", ")) in \(places); \(files).\(hint)"
  }

  /// One line a rule, the most frequent first.
  private var countsByRule: [String] {
    var counts: [RuleID: Int] = [:]
    for diagnostic in report.diagnostics { counts[diagnostic.rule, default: 0] += 1 }
    let width = String(counts.values.max() ?? 0).count
    return counts.sorted { ($1.value, $0.key.code) < ($0.value, $1.key.code) }.map { rule, count in
      let number = String(count)
      return String(repeating: " ", count: width - number.count) + "\(number)  \(rule.code) \(rule.slug)"
    }
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
