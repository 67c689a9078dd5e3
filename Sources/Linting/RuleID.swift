/// The name of a rule: a code that is never reused, and a readable slug.
package struct RuleID: Hashable, Sendable {
  /// Family and number, such as `ROPE001`.
  package let code: String
  /// Kebab-case, such as `rotary-kernel-dtype-mismatch`.
  package let slug: String

  package init(_ code: String, slug: String) {
    self.code = code
    self.slug = slug
  }

  /// The letters of the code: `ROPE`, `MIX`, `LEAK`, `PREC`, `CAST` or `META`.
  package var family: String { String(code.prefix { $0.isLetter }) }
}
