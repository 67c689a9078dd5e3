/// What was worked out about one unit and is asked for more than once: by two rules, or by a rule and a fix's trial.
///
/// Nothing in here refers to the unit, which refers to it.
final class KnownResults {
  fileprivate var findings: [RuleID: [Finding]] = [:]
  fileprivate var angles: [RoundedAngle]?
  fileprivate var raised: [RaisedOperation]?
}

extension AnalyzedUnit {
  /// What a rule finds.
  func findings(of rule: any Rule) -> [Finding] {
    let id = type(of: rule).id
    if let findings = knownResults.findings[id] { return findings }
    let findings = rule.findings(in: self)
    knownResults.findings[id] = findings
    return findings
  }

  /// The angles that are rounded to 16 bits: one for each function, in source order.
  var roundedAngles: [RoundedAngle] {
    if let angles = knownResults.angles { return angles }
    let angles = AnglePrecision(self).roundedAngles()
    knownResults.angles = angles
    return angles
  }

  /// The operations of the file that raise, in the order in which they were met; none that only a float32 model meets.
  ///
  /// One place may come several times, once for each way in which its operands got their dtypes.
  var raisedOperations: [RaisedOperation] {
    if let raised = knownResults.raised { return raised }
    let raised = findRaisedOperations()
    knownResults.raised = raised
    return raised
  }
}
