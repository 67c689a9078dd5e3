/// Finds writes into a tensor from one of another dtype, where torch does not convert.
///
/// `x[mask] = y`, `masked_scatter`, `index_copy_`, `index_add_` and `scatter_` demand equal dtypes.
/// See `Rules/pages/MIX103-scatter-source-dtype.md`.
package struct ScatterSourceDTypeMismatch: Rule {
  package static let id = RuleID("MIX103", slug: "scatter-source-dtype")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    RaiseRule(kind: .scatter).findings(in: unit) { raised, operands in .sourceUnlikeTarget(raised, operands) }
  }
}

extension Diagnostic.Message {
  fileprivate static func sourceUnlikeTarget(
    _ raised: RaisedOperation, _ operands: [RaisedOperation.Operand]
  ) -> Self {
    let name = raised.name == "setitem" ? "an indexed assignment" : "`\(raised.name)`"
    return "\(name) needs its target and its source in one dtype, but \(operands.listing)"
  }
}
