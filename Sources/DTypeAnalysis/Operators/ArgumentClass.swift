package import SourceText

/// What a call passes at one place, as far as choosing an overload needs it.
package enum ArgumentClass: Hashable, Sendable {
  case tensor
  case number(PythonScalar)
  case boolean(Bool)
  case none
  case string(Symbol)
  case dtype
  case device
  /// A list or tuple of tensors (its length if known).
  case tensors(Int?)
  /// A list or tuple of anything else, a `torch.Size` included.
  case sequence
  /// A slice, an ellipsis, a module, a function, or any other object.
  case object
  case unknown
}

/// Which arguments a parameter's annotation lets in.
package enum ArgumentFilter: Hashable, Sendable {
  case any
  case tensor
  case tensors
  /// `int`: an integer number; `Tensor | Number` is `any`.
  case number
  case int
  case bool
  case string
  case dtype
  case device
  case sequence
  case literalTrue, literalFalse, literalNone
  case literalString(Symbol)
  /// An einsum equation that contracts over an index of two operands, only sums over one of a single operand, or
  /// does neither.
  case contraction, reduction, outer
}
