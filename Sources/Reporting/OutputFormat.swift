package import Linting

/// A way to write findings down.
package enum OutputFormat: String, CaseIterable, Sendable {
  /// For people: excerpts, flows, fixes.
  case text
  /// One line a finding.
  case concise
  /// The fixed format, for programs.
  case json
  /// Workflow commands, which GitHub Actions shows at the lines of a pull request.
  case github
  /// SARIF 2.1.0, for code scanning.
  case sarif
}

/// What a report is made of.
package struct Report: Sendable {
  /// In the order in which they are written.
  package var diagnostics: [Diagnostic]
  /// How many files were checked.
  package var fileCount: Int
  /// How many more could not be read.
  package var unreadCount: Int

  package init(diagnostics: [Diagnostic], fileCount: Int, unreadCount: Int = 0) {
    self.diagnostics = diagnostics
    self.fileCount = fileCount
    self.unreadCount = unreadCount
  }
}

/// What rendering depends on besides the report.
package struct RenderingContext {
  /// Whether to use ANSI colours.
  package var useColor: Bool
  /// The sources that excerpts are taken from.
  package var sources: SourceTexts
  package var toolVersion: String

  package init(useColor: Bool, sources: SourceTexts, toolVersion: String) {
    self.useColor = useColor
    self.sources = sources
    self.toolVersion = toolVersion
  }
}

extension Report {
  /// The whole report in one format, ending in a line end unless it is empty.
  package func rendered(as format: OutputFormat, in context: RenderingContext) -> String {
    switch format {
    case .text: TextReporter(context: context).render(self)
    case .concise: ConciseReporter().render(self)
    case .json: JSONReporter().render(self)
    case .github: GitHubReporter().render(self)
    case .sarif: SARIFReporter(context: context).render(self)
    }
  }
}
