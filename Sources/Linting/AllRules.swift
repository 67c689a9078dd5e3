/// Every rule, ordered by type name.
package enum AllRules {
  package static let all: [any Rule] = [
    AttentionOperandDTypeMismatch(), BucketingInHalfPrecision(), CacheDTypeMismatch(), CumulativeSumInHalfPrecision(),
    DiscardedCast(), FlashTargetDType(), Float64Operand(), HardCodedHalfPrecision(), InputParameterDTypeMismatch(),
    KernelOperandDTypeMismatch(), ProductOperandDTypeMismatch(), RotaryAngleInHalfPrecision(), RotaryFloat64(),
    RotaryKernelDTypeMismatch(), RotaryResultWider(), ScatterSourceDTypeMismatch(), SineArgumentInHalfPrecision(),
    UnitOffsetInHalfPrecision(), UnsupportedDType(),
  ]
}
