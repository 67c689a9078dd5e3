/// Finds layers whose input has another dtype than their weights.
///
/// Linear and convolution layers do not promote: torch raises.
/// See `Rules/pages/MIX101-input-parameter-dtype.md`.
package struct InputParameterDTypeMismatch: Rule {
  package static let id = RuleID("MIX101", slug: "input-parameter-dtype")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    RaiseRule(kind: .parameter).findings(in: unit) { raised, operands in .inputUnlikeParameters(raised, operands) }
  }
}

extension Diagnostic.Message {
  fileprivate static func inputUnlikeParameters(
    _ raised: RaisedOperation, _ operands: [RaisedOperation.Operand]
  ) -> Self {
    guard let input = operands.first, let parameter = operands.first(where: { $0.dtypes != input.dtypes }) else {
      return "`\(raised.name)` needs its input and its parameters in one dtype"
    }
    return """
      `\(raised.name)` needs its input and its parameters in one dtype, but `\(input.label)` is \(input.dtypeText) \
      and `\(parameter.label)` is \(parameter.dtypeText)
      """
  }
}
