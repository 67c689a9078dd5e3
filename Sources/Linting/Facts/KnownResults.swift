/// What was worked out about one unit and is asked for more than once: by two rules, or by a rule and a fix's trial.
///
/// Nothing in here refers to the unit, which refers to it.
final class KnownResults {
  fileprivate var findings: [RuleID: [Finding]] = [:]
  fileprivate var angles: [RoundedAngle]?
  fileprivate var raised: [RaisedOperation]?
  fileprivate var modelCode: ModelCode?
}

extension AnalyzedUnit {
  /// What a rule finds.
  func findings(of rule: any Rule) -> [Finding] {
    let id = type(of: rule).id
    if let findings = knownResults.findings[id] { return findings }
    var findings = rule.findings(in: self)
    if type(of: rule).isAboutModels { findings.removeAll { !modelCode.contains($0.span) } }
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

  /// Which definitions of the file a module reaches.
  var modelCode: ModelCode {
    if let code = knownResults.modelCode { return code }
    let code = ModelCode(self)
    knownResults.modelCode = code
    return code
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
