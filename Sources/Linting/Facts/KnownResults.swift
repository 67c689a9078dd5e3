/// What was worked out about one unit and is asked for more than once: by two rules, or by a rule and a fix's trial.
///
/// Nothing in here refers to the unit, which refers to it.
final class KnownResults {
  fileprivate var findings: [String: [Finding]] = [:]
  fileprivate var angles: [RoundedAngle]?
}

extension AnalyzedUnit {
  /// What a rule finds.
  func findings(of rule: any Rule) -> [Finding] {
    let code = type(of: rule).id.code
    if let findings = knownResults.findings[code] { return findings }
    let findings = rule.findings(in: self)
    knownResults.findings[code] = findings
    return findings
  }

  /// The angles that are rounded to 16 bits: one for each function, in source order.
  var roundedAngles: [RoundedAngle] {
    if let angles = knownResults.angles { return angles }
    let angles = AnglePrecision(self).roundedAngles()
    knownResults.angles = angles
    return angles
  }
}
