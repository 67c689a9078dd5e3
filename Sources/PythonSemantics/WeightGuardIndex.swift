import SourceText

/// The classes of all model files of a package that ask for a weight's dtype, which is no floating one where the weight
/// is quantized.
package struct WeightGuardIndex: Sendable {
  /// What code asks for that knows of quantized weights.
  package static let questions = ["is_floating_point", "int8"]

  package let classes: [ModelClassIndex.Entry]

  init(_ index: ModelClassIndex) {
    classes = index.classes { _ in true }.filter { entry in
      entry.text.hasText(Self.subject) && entry.text.split(whereSeparator: \.isNewline).contains(where: Self.asks)
    }
  }

  private static let subject = "weight.dtype"

  private static func asks(_ line: Substring) -> Bool {
    line.hasText(subject) && questions.contains { line.hasText($0) }
  }
}
