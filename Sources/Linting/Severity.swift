/// How much a finding weighs.
package enum Severity: String, CaseIterable, Comparable, Sendable {
  /// Advice; off by default.
  case info
  /// Silent but measurable harm.
  case warning
  /// Raises in at least one lane that users reach.
  case error

  private var weight: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }

  package static func < (left: Severity, right: Severity) -> Bool { left.weight < right.weight }
}
