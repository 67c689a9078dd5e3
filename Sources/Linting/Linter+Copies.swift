extension Linter {
  /// Of findings in copies of one piece of code the first, with the others as related places.
  static func folded(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    struct Copy: Hashable {
      var code: String
      var text: String
    }
    var result: [Diagnostic] = []
    var indices: [Copy: Int] = [:]
    for diagnostic in diagnostics {
      guard let key = diagnostic.copyKey else {
        result.append(diagnostic)
        continue
      }
      let copy = Copy(code: diagnostic.rule.code, text: key)
      guard let first = indices[copy] else {
        indices[copy] = result.count
        result.append(diagnostic)
        continue
      }
      let place = diagnostic.place
      result[first].related.append(
        RelatedPlace(file: place.file, path: place.path, line: place.line, message: "a copy of the same code"))
      let lanes = result[first].lanes
      result[first].lanes += diagnostic.lanes.filter { !lanes.contains($0) }
      result[first].holdingLanes.removeAll { diagnostic.lanes.contains($0) }
    }
    return result
  }
}
