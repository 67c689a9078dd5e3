import Linting

/// Workflow commands of GitHub Actions, which become annotations of the changed lines.
struct GitHubReporter {
  func render(_ report: Report) -> String {
    report.diagnostics.map { Self.command($0) + "\n" }.joined()
  }

  private static func command(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.place
    let kind =
      switch diagnostic.severity {
      case .error: "error"
      case .warning: "warning"
      case .info: "notice"
      }
    var properties = [
      ("file", place.path), ("line", String(place.line)), ("endLine", String(place.endLine)),
    ]
    // GitHub takes columns of one line only.
    if place.line == place.endLine {
      properties += [("col", String(place.column)), ("endColumn", String(place.endColumn))]
    }
    properties.append(("title", "\(diagnostic.rule.code) \(diagnostic.rule.slug)"))
    let written = properties.map { "\($0.0)=\(escaped(property: $0.1))" }.joined(separator: ",")
    let text = ([diagnostic.message] + (diagnostic.condition.map { [$0] } ?? []) + diagnostic.notes)
      .joined(separator: "\n")
    return "::\(kind) \(written)::\(escaped(data: text))"
  }

  private static func escaped(data: String) -> String {
    data.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func escaped(property: String) -> String {
    escaped(data: property).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
