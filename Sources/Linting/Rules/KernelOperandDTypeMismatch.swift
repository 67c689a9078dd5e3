/// Finds kernels of other libraries that demand equal dtypes and get different ones.
///
/// See `Rules/pages/MIX105-kernel-operand-dtype.md`.
package struct KernelOperandDTypeMismatch: Rule {
  package static let id = RuleID("MIX105", slug: "kernel-operand-dtype")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    RaiseRule(kind: .kernel).findings(in: unit) { raised, operands in .kernelOperands(raised, operands) }
  }
}

extension Diagnostic.Message {
  fileprivate static func kernelOperands(
    _ raised: RaisedOperation, _ operands: [RaisedOperation.Operand]
  ) -> Self {
    "kernel `\(raised.name)` needs one dtype, but \(operands.listing)"
  }
}
