import DTypeAnalysis
import PythonSyntax

/// Finds rotary embeddings whose angle is rounded to 16 bits before its sine and cosine are taken.
///
/// See `Rules/pages/ROPE002-rotary-angle-in-16-bit.md`.
package struct RotaryAngleInHalfPrecision: Rule {
  package static let id = RuleID("ROPE002", slug: "rotary-angle-in-16-bit")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.roundedAngles.filter(\.isRotary).map { angle in
      angle.finding(.rotaryAngleRounded(angle, operand: angle.operand.flatMap(unit.shortText)), in: unit)
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func rotaryAngleRounded(_ angle: RoundedAngle, operand: String?) -> Self {
    let dtype = angle.dtypes.dtypes.map(\.name).joined(separator: " or ")
    if angle.operand == nil { return "rotary angle is lowered to \(dtype) by autocast" }
    if angle.part == .whole { return "rotary angle is rounded to \(dtype), \(angle.loss)" }
    let factor = operand.map { "`\($0)`" } ?? "a factor"
    return "rotary angle is computed from \(factor) in \(dtype), \(angle.loss)"
  }
}
