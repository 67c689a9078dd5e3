/// Finds rotary embeddings whose angle is rounded to 16 bits before its sine and cosine are taken.
///
/// See `Rules/pages/ROPE002-rotary-angle-in-16-bit.md`.
package struct RotaryAngleInHalfPrecision: Rule {
  package static let id = RuleID("ROPE002", slug: "rotary-angle-in-16-bit")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.roundedAngles.filter(\.isRotary).map { $0.finding(about: "rotary angle", in: unit) }
  }
}
