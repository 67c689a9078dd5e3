/// How a result dtype follows from the operands: what the return annotation of a stub says.
indirect enum DTypeExpression: Sendable {
  case fixed(DType)
  case defaultDType
  /// The dtype of the operand of this parameter.
  case operand(Int)
  /// `torch.result_type` of the operands of these parameters; of all if there are none.
  case promote([Int])
  /// The dtype of the first; raises unless all tensors among them have it.
  case equal([Int])
  /// The `dtype=` argument if given, else the inner expression.
  case keywordElse(DTypeExpression)
  case scheme(Scheme, [DTypeExpression])
}

/// The named contracts of the stub language; the raw value is the name.
enum Scheme: String, CaseIterable, Sendable {
  // General.
  /// Integers and bool become the default dtype.
  case toFloat = "ToFloat"
  /// Integers and bool become int64.
  case accumulate = "Accumulate"
  case real = "Real"
  case complex = "Complex"
  /// bool, after the operands were promoted.
  case compare = "Compare"
  /// The second argument, once the first did not raise.
  case checked = "Checked"
  /// The first argument's dtype; raises unless the second argument's can be cast to it.
  case inPlace = "InPlace"
  /// The `dtype=` argument or the first argument's dtype; the second is a value cast into it.
  case into = "Into"
  /// As `Into`, for operators that refuse a value with dimensions.
  case intoSingle = "IntoSingle"
  /// The first of a list.
  case first = "First"
  /// Every element its own dtype.
  case each = "Each"
  /// Promotion with a Python int: `x ** 2`, `0 + x`.
  case promoteInt = "PromoteInt"
  /// bool, but uint8 stays.
  case boolOrByte = "BoolOrByte"
  /// The mean of the argument, which must be floating or complex.
  case floatMean = "FloatMean"
  /// The first argument, computed with a factor (`alpha=`) that must not be floating if it is integral.
  case scaled = "Scaled"
  /// The complex dtype of two equal floating operands.
  case equalComplex = "EqualComplex"

  // Values.
  case fromValue = "FromValue"
  case fromValues = "FromValues"
  case fullValue = "FullValue"
  case scalarTensor = "ScalarTensor"
  case fromBounds = "FromBounds"
  case linspace = "Linspace"
  case numberDType = "NumberDType"

  // One operator each.
  case power = "Power"
  case floatPower = "FloatPower"
  case ldexp = "Ldexp"
  case clamp = "Clamp"
  case lerp = "Lerp"
  case nanSum = "NanSum"
  case vectorNorm = "VectorNorm"
  case bincountWeights = "BincountWeights"
  case indexFill = "IndexFill"
  case putByIndex = "PutByIndex"
  case innerProduct = "InnerProduct"
  case mixedNorm = "MixedNorm"
  case mixedBatchNorm = "MixedBatchNorm"
  case crossEntropy = "CrossEntropy"
  case poissonLoss = "PoissonLoss"
  /// Equal operands, or the input promoted with the autocast dtype on the CPU.
  case recurrent = "Recurrent"
  case moduleCast = "ModuleCast"
  case floatingTo = "FloatingTo"

  /// How many arguments the scheme takes.
  var arity: ClosedRange<Int> {
    switch self {
    case .compare: 0...0
    case .checked, .scaled, .inPlace, .into, .intoSingle, .equalComplex, .linspace, .power, .floatPower, .ldexp,
      .indexFill,
      .putByIndex,
      .innerProduct, .poissonLoss, .floatingTo:
      2...2
    case .lerp: 3...3
    case .clamp: 2...3
    case .crossEntropy: 2...3
    case .mixedNorm, .mixedBatchNorm: 1...5
    case .recurrent: 2...3
    case .fromBounds: 1...3
    default: 1...1
    }
  }
}
