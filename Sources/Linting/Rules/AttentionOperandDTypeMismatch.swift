/// Finds attention functions that get queries, keys, values or masks of dtypes they do not take.
///
/// `scaled_dot_product_attention` demands one dtype; flash-attention takes 16-bit dtypes only.
/// See `Rules/pages/MIX104-attention-operand-dtype.md`.
package struct AttentionOperandDTypeMismatch: Rule {
  package static let id = RuleID("MIX104", slug: "attention-operand-dtype")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    RaiseRule(kind: .attention).findings(in: unit) { raised, operands in .attentionOperands(raised, operands) }
  }
}

extension Diagnostic.Message {
  fileprivate static func attentionOperands(
    _ raised: RaisedOperation, _ operands: [RaisedOperation.Operand]
  ) -> Self {
    if raised.isMismatch { return "`\(raised.name)` needs one dtype, but \(operands.listing)" }
    let floating = raised.floatingOperands.first
    return """
      `\(raised.name)` does not take \(floating?.dtypeText ?? "these dtypes"), \
      but `\(floating?.label ?? "query")` has it
      """
  }
}
