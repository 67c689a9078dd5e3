import Dataflow
import SourceText

/// Texts that are put together: numbers in them may be left open.
extension Interpreter {
  /// The text with its first `{}` replaced by each string or integer that the first part may be, and so on.
  func format(
    _ text: String, with parts: ArraySlice<ValueID>, after done: String = "", isNumbered: Bool = false
  ) -> ValueID {
    guard let part = parts.first else { return value(string(done + text, isNumbered: isNumbered)) }
    guard let range = text.firstRange(of: "{}") else { return value(.opaque(.string)) }
    return mapPieces(of: values.restrict(part, to: frame.live)) { shape in
      guard let (part, isNumber) = self.writtenText(of: shape) else { return self.value(.opaque(.string)) }
      return self.format(
        String(text[range.upperBound...]), with: parts.dropFirst(), after: done + text[..<range.lowerBound] + part,
        isNumbered: isNumbered || isNumber)
    }
  }

  /// How a value is written in a string, and whether numbers in that are left open.
  func writtenText(of shape: ShapeID) -> (text: String, isNumbered: Bool)? {
    switch shapes[shape] {
    case .numbered(let text): (text.text, true)
    case .opaque(.integer), .opaque(.positiveInteger): ("{}", true)
    default: constantText(shape).map { ($0, false) }
    }
  }

  func string(_ text: String, isNumbered: Bool) -> ShapeID {
    shapes.intern(isNumbered ? .numbered(Symbol(text)) : .string(Symbol(text)))
  }
}
