import DTypeAnalysis
import PythonSyntax

/// Finds sinusoidal embeddings, other than rotary ones, whose argument is rounded to 16 bits.
///
/// See `Rules/pages/PREC301-sine-argument-in-16-bit.md`.
package struct SineArgumentInHalfPrecision: Rule {
  package static let id = RuleID("PREC301", slug: "sine-argument-in-16-bit")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.roundedAngles.filter { !$0.isRotary }.map { angle in
      angle.finding(.sineArgumentRounded(angle, operand: angle.operand.flatMap(unit.shortText)), in: unit)
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func sineArgumentRounded(_ angle: RoundedAngle, operand: String?) -> Self {
    let dtype = angle.dtypes.dtypes.map(\.name).joined(separator: " or ")
    if angle.operand == nil { return "the argument of a sinusoidal embedding is lowered to \(dtype) by autocast" }
    if angle.part == .whole { return "the argument of a sinusoidal embedding is rounded to \(dtype), \(angle.loss)" }
    let factor = operand.map { "`\($0)`" } ?? "a factor"
    return "the argument of a sinusoidal embedding is computed from \(factor) in \(dtype), \(angle.loss)"
  }
}
