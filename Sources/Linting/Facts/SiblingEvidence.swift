import PythonSemantics

/// What the classes of the same kind in the package do where one class computes in 16 bits.
///
/// Siblings are found by name and read as text: analysing them all for the sake of one finding would cost too much.
struct SiblingEvidence {
  /// How many of them use float32, and of how many.
  let count: Int
  let total: Int
  let first: ModelClassIndex.Entry

  /// So many siblings, and such a share of all, have to use float32.
  private static let leastCount = 4
  private static let leastShare = 0.75

  /// - Parameters:
  ///   - isSibling: whether a class is of the same kind, by its name.
  ///   - isWide: whether a sibling's text computes in float32; nil if it does not compare.
  init?(in unit: AnalyzedUnit, named isSibling: (String) -> Bool, isWide: (String) -> Bool?) {
    var total = 0
    var wide: [ModelClassIndex.Entry] = []
    for sibling in unit.graph.modelClasses?.classes(named: isSibling) ?? [] {
      guard let isWide = isWide(sibling.text) else { continue }
      total += 1
      if isWide { wide.append(sibling) }
    }
    guard let first = wide.first, wide.count >= Self.leastCount,
      Double(wide.count) >= Self.leastShare * Double(total)
    else { return nil }
    (count, self.total, self.first) = (wide.count, total, first)
  }

  /// The first of those that use float32, as a place to look at.
  func place(in unit: AnalyzedUnit, _ words: String) -> RelatedPlace {
    RelatedPlace(
      file: first.file, path: unit.displayed(first.path), line: first.line, message: "`\(first.name)` \(words)")
  }
}
