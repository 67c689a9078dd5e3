package import PythonSyntax
package import SourceText

/// A place in `OperatorLibrary`: one overload of one operator.
package struct OperatorID: Hashable, Sendable {
  package let rawValue: UInt16

  package init(_ rawValue: UInt16) { self.rawValue = rawValue }
}

/// Whether a tensor has dimensions: promotion depends on it.
package enum RankClass: UInt8, Sendable {
  case zeroDimensional, dimensioned
  /// Of one dimension and of two, as it was made or given: an element of a vector has none.
  case vector, matrix
  /// Dimensioned and without an element, as caches begin: one of its sizes is 0.
  case empty
  case unknown

  /// What is known of a tensor that may be either.
  func joined(with other: RankClass) -> RankClass {
    if self == other { return self }
    return hasDimension && other.hasDimension ? .dimensioned : .unknown
  }

  var hasDimension: Bool { self == .dimensioned || self == .vector || self == .matrix }

  /// How many dimensions there are, if that is known.
  var count: Int? {
    switch self {
    case .zeroDimensional: 0
    case .vector: 1
    case .matrix: 2
    case .dimensioned, .empty, .unknown: nil
    }
  }
}

/// What a parameter means to an operator's dtype.
package enum ParameterRole: UInt8, Sendable {
  /// A tensor operand; may be a number too where the operator takes both.
  case tensor
  /// Any number of tensor operands: a list or tuple, or `*tensors`.
  case tensors
  /// An operand that is a Python number.
  case scalar
  /// The `dtype=` argument.
  case dtype
  /// Of no consequence to dtypes.
  case other

  /// Whether arguments of this role are operands of `OperatorLibrary.evaluate`.
  package var isOperand: Bool { self == .tensor || self == .tensors || self == .scalar }
}

/// One parameter of an operator, in signature order.
package struct OperatorParameter: Sendable {
  package var name: Symbol
  /// `positionalOnly`, `positionalOrKeyword`, `variadicPositional`, `keywordOnly` or `variadicKeyword`.
  package var kind: Operation
  package var role: ParameterRole
  package var hasDefault: Bool
  /// Which arguments this overload takes here; `any` unless the annotation is narrower.
  package var accepts: ArgumentFilter
  /// What the parameter is if nothing is given, as far as it matters: True, False, None or a string.
  package var defaultValue: ArgumentClass?
  /// The dtype arguments here ordinarily have: int64 for an index, bool for a mask.
  package var usualDType: DType?
  /// Whether a number given here must be representable in the first operand's dtype (`masked_fill`, `full_like` …).
  package var isFill: Bool
}

/// What an operator returns, with places for the dtypes of its outcome.
package indirect enum ResultShape: Hashable, Sendable {
  /// A tensor whose dtype is at this place of `OperatorOutcome.dtypes`.
  case tensor(Int)
  case tuple([ResultShape])
  /// A list or tuple of unknown length.
  case list(ResultShape)
  /// A tuple with one tensor for each dtype of the outcome.
  case each
  case number(PythonScalar)
  /// The number of dimensions.
  case dimensions
  case size, string, none, dtype, device
  /// Some other Python object.
  case opaque
  /// The object the method was called on.
  case receiver
}

/// How the rank class of a tensor result follows from the arguments.
package enum RankRule: Hashable, Sendable {
  /// That of the operand-bearing parameter at this place of `OperatorModel.parameters`.
  case same(Int)
  /// Zero-dimensional only if all tensor operands are.
  case broadcast
  case zero
  case dimensioned
  /// Dimensioned, and empty if the lists given hold nothing.
  case elements
  /// Zero-dimensional if no `dim` (or `axis`) is given and `keepdim` is not set; dimensioned otherwise.
  case reduces
  case unknown
}

/// One overload of a torch function, method, attribute or Python operator.
package struct OperatorModel: Sendable {
  package var id: OperatorID
  /// The qualified name, for example `torch.Tensor.softmax` or `operator.add`.
  package var name: Symbol
  package var parameters: [OperatorParameter]
  package var result: ResultShape
  package var rank: RankRule
  /// Whether the receiver itself is changed and returned.
  package var isInPlace: Bool
  /// Whether this is an attribute, read without a call.
  package var isAttribute: Bool
  /// The name of the engine's own handler, if this operator needs one.
  package var intrinsic: Symbol?
}

/// A tensor that a module creates in its `__init__`.
package struct ModuleTensor: Sendable {
  package enum Role: UInt8, Sendable { case parameter, buffer }

  package enum DTypeRule: Hashable, Sendable {
    /// The `dtype=` argument of `__init__` if given, else the default dtype.
    case keywordElseDefault
    case fixed(DType)
  }

  package enum Presence: Hashable, Sendable {
    case always
    /// Present if this parameter of `__init__` is true.
    case ifTrue(Symbol)
    /// Present if both are true.
    case ifBothTrue(Symbol, Symbol)
    /// Present if this parameter of `__init__` is not None.
    case ifNotNone(Symbol)
  }

  package var attribute: Symbol
  package var role: Role
  package var dtype: DTypeRule
  package var presence: Presence
  package var rank: RankClass
}

/// A class of `torch.nn`: what it creates, and what calling it does.
package struct ModuleModel: Sendable {
  /// The qualified name, for example `torch.nn.Linear`.
  package var name: Symbol
  package var bases: [Symbol]
  package var initParameters: [OperatorParameter]
  package var tensors: [ModuleTensor]
  /// The overloads of `forward`: their parameters are those of `forward` without `self`, followed by one keyword-only
  /// parameter per entry of `tensors`, named by its attribute (`absent` where the module has none).
  package var forward: [OperatorID]
  /// Whether it only holds other modules (`ModuleList`, `Sequential` …).
  package var isContainer: Bool
}
