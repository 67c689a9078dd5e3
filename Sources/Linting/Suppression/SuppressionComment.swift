package import SourceText

/// A comment `# dtypelint: ignore[CODE, slug] reason`.
package struct SuppressionComment: Sendable, Equatable {
  /// The place of the whole comment.
  package let span: Span
  /// The codes, families or slugs in the brackets.
  package let names: [String]
  package let reason: String

  /// Reads a comment; nil if it is no suppression.
  ///
  /// A suppression without brackets is none: what is ignored has to be said.
  package init?(_ text: String, span: Span) {
    var rest = text.drop { $0 == "#" || $0 == " " || $0 == "\t" }
    for word in ["dtypelint:", "ignore", "["] {
      guard rest.hasPrefix(word) else { return nil }
      rest = rest.dropFirst(word.count).drop { $0 == " " || $0 == "\t" }
    }
    guard let end = rest.firstIndex(of: "]") else { return nil }
    names = rest[..<end].split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
    reason = String(rest[rest.index(after: end)...].drop { $0 == " " || $0 == "\t" || $0 == "-" || $0 == ":" })
    guard !names.isEmpty else { return nil }
    self.span = span
  }

  /// Whether the comment names the rule, by code, family or slug.
  func names(_ rule: RuleID) -> Bool {
    names.contains { name in
      let name = name.uppercased()
      return name == rule.code || name == rule.family || name == rule.slug.uppercased()
    }
  }
}
