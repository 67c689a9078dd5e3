import SourceText

/// The classes of all model files of a package that ask for a weight's dtype, which is no floating one where the weight
/// is quantized.
package struct WeightGuardIndex: Sendable {
  /// What code asks for that knows of quantized weights.
  package static let questions = ["is_floating_point", "int8"]

  /// What of that rules out every dtype in which weights are quantized.
  package static let whole = ["is_floating_point", "uint8"]

  package let classes: [ModelClassIndex.Entry]

  /// The lines in which classes name the modules that they pin to float32, which are not quantized either.
  private let pins: [String]

  init(_ index: ModelClassIndex) {
    var classes: [ModelClassIndex.Entry] = []
    var pins: [String] = []
    for entry in index.classes(named: { _ in true }) {
      let (asks, names) = (entry.text.hasText(Self.subject), entry.text.hasText(Self.pin))
      guard asks || names else { continue }
      let lines = entry.text.split(whereSeparator: \.isNewline)
      if asks, lines.contains(where: Self.asks) { classes.append(entry) }
      if names { pins += lines.filter { $0.hasText(Self.pin) }.map(String.init) }
    }
    (self.classes, self.pins) = (classes, pins)
  }

  /// Whether some class of the package pins modules of this name to float32.
  package func isPinned(_ name: String) -> Bool { pins.contains { $0.hasText("\"\(name)\"") } }

  private static let pin = "_keep_in_fp32_modules"
  private static let subject = "weight.dtype"

  private static func asks(_ line: Substring) -> Bool {
    line.hasText(subject) && questions.contains { line.hasText($0) }
  }
}
