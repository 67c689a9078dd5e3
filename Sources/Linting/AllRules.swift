/// Every rule, ordered by type name.
package enum AllRules {
  package static let all: [any Rule] = [
    AttentionOperandDTypeMismatch(), InputParameterDTypeMismatch(), KernelOperandDTypeMismatch(),
    ProductOperandDTypeMismatch(), RotaryKernelDTypeMismatch(), ScatterSourceDTypeMismatch(), UnsupportedDType(),
  ]
}
