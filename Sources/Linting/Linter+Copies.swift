import SourceText

extension Linter {
  /// Of findings in copies of one piece of code, or in callers of one that raises, the first, with the others as
  /// related places; where the code that raises has a finding of its own, that one.
  static func folded(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    struct Copy: Hashable {
      var code: String
      var key: CopyKey
    }
    func copy(_ diagnostic: Diagnostic) -> Copy? {
      diagnostic.copyKey.map { Copy(code: diagnostic.rule.code, key: $0) }
    }
    var told: [Copy: Int] = [:]
    for (index, diagnostic) in diagnostics.enumerated() where diagnostic.copyKey == nil {
      let own = CopyKey.place(path: diagnostic.place.path, start: diagnostic.place.span.start)
      told[Copy(code: diagnostic.rule.code, key: own)] = index
    }
    for (index, diagnostic) in diagnostics.enumerated() {
      if let copy = copy(diagnostic), told[copy] == nil { told[copy] = index }
    }
    var folded = diagnostics
    var isFolded = Array(repeating: false, count: diagnostics.count)
    for (index, diagnostic) in diagnostics.enumerated() {
      guard let copy = copy(diagnostic), let first = told[copy], first != index else { continue }
      isFolded[index] = true
      folded[first].add(diagnostic, as: copy.key)
    }
    return zip(folded, isFolded).filter { !$0.1 }.map(\.0)
  }
}

extension Diagnostic {
  /// Takes in what another finding of the same code says of its place and lanes.
  fileprivate mutating func add(_ other: Diagnostic, as key: CopyKey) {
    related.append(RelatedPlace(other.place, key.words))
    severity = max(severity, other.severity)
    // What also happens in the plain call, by whatever caller, needs no condition.
    if case .place = key, other.condition == nil { condition = nil }
    lanes += other.lanes.filter { !lanes.contains($0) }
    holdingLanes.removeAll { other.lanes.contains($0) }
  }
}

extension CopyKey {
  fileprivate var words: String {
    switch self {
    case .text: "the same happens here"
    case .place: "comes there as well"
    }
  }
}
