import Glibc

extension UnaryOperation {
  /// The function with this name in torch, in `torch.nn.functional` or among tensor methods.
  package init?(torchName: String) {
    guard let operation = UnaryOperation.byTorchName[torchName] else { return nil }
    self = operation
  }

  private static let byTorchName: [String: UnaryOperation] = [
    "neg": .negate, "negative": .negate, "abs": .absolute, "absolute": .absolute, "reciprocal": .reciprocal,
    "square": .square, "cos": .cosine, "sin": .sine, "tan": .tangent, "acos": .arcCosine, "asin": .arcSine,
    "atan": .arcTangent, "cosh": .hyperbolicCosine, "sinh": .hyperbolicSine, "tanh": .hyperbolicTangent,
    "exp": .exponential, "exp2": .exponential2, "expm1": .exponentialMinusOne, "log": .logarithm,
    "log2": .logarithm2, "log10": .logarithm10, "log1p": .logarithmOfOnePlus, "sqrt": .squareRoot,
    "rsqrt": .reciprocalSquareRoot, "sigmoid": .sigmoid, "silu": .silu, "gelu": .gelu, "relu": .relu,
    "softplus": .softplus, "erf": .errorFunction, "floor": .floor, "ceil": .ceiling, "round": .round,
    "trunc": .truncate, "sign": .sign, "isnan": .isNaN, "isinf": .isInfinite, "isfinite": .isFinite,
    "logical_not": .logicalNot,
  ]
}

extension Tensor {
  /// The C library's own float32 function, which torch uses in `polar` and in complex exponentials.
  package func applyingSingleLibrary(_ operation: UnaryOperation) throws(KernelError) -> Tensor {
    let function: (Float) -> Float
    switch operation {
    case .cosine: function = cosf
    case .sine: function = sinf
    case .exponential: function = expf
    case .logarithm: function = logf
    case .hyperbolicTangent: function = tanhf
    case .squareRoot: function = { $0.squareRoot() }
    default: throw KernelError(.unsupported, "no float32 library function for \(operation.rawValue)")
    }
    guard dtype == .float32 else { throw KernelError(.dtype, "expected float32 but got \(dtype.rawValue)") }
    return Tensor(.float32, shape: shape, exact: reals.map { Double(function(Float($0))) })
  }
}
