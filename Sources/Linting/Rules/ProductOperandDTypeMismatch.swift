/// Finds matrix products of tensors that have different dtypes.
///
/// Elementwise operators promote, `matmul` and its kin do not: torch raises.
/// See `Rules/pages/MIX102-product-operand-dtype.md`.
package struct ProductOperandDTypeMismatch: Rule {
  package static let id = RuleID("MIX102", slug: "product-operand-dtype")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    RaiseRule(kind: .product).findings(in: unit) { raised, operands in .productOfTwoDTypes(raised, operands) }
  }
}

extension Diagnostic.Message {
  fileprivate static func productOfTwoDTypes(
    _ raised: RaisedOperation, _ operands: [RaisedOperation.Operand]
  ) -> Self {
    "`\(raised.name)` multiplies tensors of different dtypes: \(operands.listing)"
  }
}
