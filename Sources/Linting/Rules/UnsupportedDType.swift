/// Finds operations that torch does not have for the dtype they get.
///
/// See `Rules/pages/MIX106-unsupported-dtype.md`.
package struct UnsupportedDType: Rule {
  package static let id = RuleID("MIX106", slug: "unsupported-dtype")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    RaiseRule(kind: .unsupported).findings(in: unit) { raised, operands in .notForThisDType(raised, operands) }
  }
}

extension Diagnostic.Message {
  fileprivate static func notForThisDType(
    _ raised: RaisedOperation, _ operands: [RaisedOperation.Operand]
  ) -> Self {
    let name = raised.name == "setitem" ? "an indexed assignment" : "`\(raised.name)`"
    return "\(name) is not possible with these dtypes: \(operands.listing)"
  }
}
