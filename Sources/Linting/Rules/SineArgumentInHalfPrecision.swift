/// Finds sinusoidal embeddings, other than rotary ones, whose argument is rounded to 16 bits.
///
/// See `Rules/pages/PREC301-sine-argument-in-16-bit.md`.
package struct SineArgumentInHalfPrecision: Rule {
  package static let id = RuleID("PREC301", slug: "sine-argument-in-16-bit")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.roundedAngles.filter { !$0.isRotary }.map {
      $0.finding(about: "the argument of a sinusoidal embedding", in: unit)
    }
  }
}
