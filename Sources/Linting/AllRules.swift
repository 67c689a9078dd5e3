/// Every rule, ordered by type name.
package enum AllRules {
  package static let all: [any Rule] = [
    AttentionOperandDTypeMismatch(), AutocastKeptOnMPS(), BooleanMaskAdded(), BucketingInHalfPrecision(),
    CacheDTypeMismatch(), CumulativeSumInHalfPrecision(),
    DiscardedCast(), FillOutOfRange(), FlashTargetDType(), Float64Operand(), FractionCastToInteger(),
    HardCodedHalfPrecision(), InputCastLeftToCaller(), InputCastToModelDType(),
    InputParameterDTypeMismatch(),
    KernelOperandDTypeMismatch(), NormInHalfPrecision(), ProcessorInputAsIs(), ProductOperandDTypeMismatch(),
    QuantizedWeightDType(),
    RedundantCast(), RotaryAngleInHalfPrecision(), RotaryFloat64(),
    RotaryHubKernelDTypeMismatch(),
    RotaryKernelDTypeMismatch(), RotaryResultWider(), RotaryTableRoundedEarly(), RouterInHalfPrecision(),
    ScatterSourceDTypeMismatch(),
    SineArgumentInHalfPrecision(), SoftmaxLeftInHalfPrecision(),
    UncastInput(), UndoneCast(), UnitOffsetInHalfPrecision(), UnsupportedDType(),
  ]

  /// Whether the rule with this name reads the second look.
  static func readsProcessorInputs(_ id: RuleID) -> Bool {
    all.contains { type(of: $0).id == id && type(of: $0).readsProcessorInputs }
  }
}
