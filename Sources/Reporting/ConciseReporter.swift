import Linting

/// One line a finding: `path:line:column: severity[CODE] message`.
struct ConciseReporter {
  func render(_ report: Report) -> String {
    report.diagnostics.map { Self.headline($0) + "\n" }.joined()
  }

  static func headline(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.place
    return "\(place.path):\(place.line):\(place.column): "
      + "\(diagnostic.severity.rawValue)[\(diagnostic.rule.code)] \(diagnostic.message)"
      + (diagnostic.condition.map { " (\($0))" } ?? "")
  }
}
