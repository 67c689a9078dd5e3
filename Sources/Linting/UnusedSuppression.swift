/// A suppression comment that silences nothing; `Linter` finds these, since only it knows which comments were used.
package enum UnusedSuppression {
  package static let id = RuleID("META001", slug: "unused-suppression")
}

extension Diagnostic.Message {
  static func nothingToSuppress(_ names: [String]) -> Self {
    "nothing here is ignored by `dtypelint: ignore[\(names.joined(separator: ", "))]`"
  }

  static func unknownRule(_ name: String) -> Self {
    "no rule is called `\(name)`"
  }
}
