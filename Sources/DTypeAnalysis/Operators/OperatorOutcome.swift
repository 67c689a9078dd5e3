package import SourceText

/// What an operator does with given operands.
package enum OperatorOutcome: Hashable, Sendable {
  /// One dtype per tensor result; `ResultShape.tensor` indexes them.
  case dtypes([DType])
  case raises(RaiseReason)
  /// The result is no tensor: its `ResultShape` says what it is.
  case notATensor
  /// The model does not tell.
  case unknown
}

/// Why torch refuses a call, enough to rebuild its message.
package struct RaiseReason: Hashable, Sendable {
  /// torch's message with `{0}`, `{1}` … for the dtypes, spelled as that message spells them (`{0:c}` C++ name,
  /// `{0:s}` scalar type name, `{0:t}` torch name).
  package let template: Symbol
  package let dtypes: [DType]

  package init(template: Symbol, dtypes: [DType]) {
    self.template = template
    self.dtypes = dtypes
  }

  /// Whether something else than a tensor was given, whatever the dtypes of the rest.
  package var isAboutKinds: Bool { template.text.contains("must be Tensor, not") }

  /// The message as torch words it.
  package var message: String {
    var text = template.text
    for (index, dtype) in dtypes.enumerated() {
      text = text.replacing("{\(index):c}", with: dtype.cppName)
      text = text.replacing("{\(index):s}", with: dtype.scalarTypeName)
      text = text.replacing("{\(index):t}", with: dtype.torchName)
    }
    return text
  }
}

extension DType {
  /// The name in messages of C++ code that prints the element type, for example `c10::BFloat16`.
  package var cppName: String {
    switch self {
    case .bool: "bool"
    case .uint8: "unsigned char"
    case .int8: "signed char"
    case .int16: "short"
    case .int32: "int"
    case .int64: "long int"
    case .float16: "c10::Half"
    case .bfloat16: "c10::BFloat16"
    case .float32: "float"
    case .float64: "double"
    case .complex32: "c10::complex<c10::Half>"
    case .complex64: "c10::complex<float>"
    case .complex128: "c10::complex<double>"
    case .float8_e4m3fn: "c10::Float8_e4m3fn"
    case .float8_e5m2: "c10::Float8_e5m2"
    }
  }

  /// The name of the `ScalarType`, for example `BFloat16`.
  package var scalarTypeName: String {
    switch self {
    case .bool: "Bool"
    case .uint8: "Byte"
    case .int8: "Char"
    case .int16: "Short"
    case .int32: "Int"
    case .int64: "Long"
    case .float16: "Half"
    case .bfloat16: "BFloat16"
    case .float32: "Float"
    case .float64: "Double"
    case .complex32: "ComplexHalf"
    case .complex64: "ComplexFloat"
    case .complex128: "ComplexDouble"
    case .float8_e4m3fn: "Float8_e4m3fn"
    case .float8_e5m2: "Float8_e5m2"
    }
  }
}
