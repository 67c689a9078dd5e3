/// Which rules run: chosen by code, family or slug.
package struct RuleSelection: Sendable {
  /// Names that no rule, family or `ALL` answers to.
  package struct UnknownName: Error, Equatable {
    package let name: String
  }

  private let enabled: Set<String>

  /// The default rules, unless `select` names others, without those that `ignore` names.
  package init(
    select: [String] = [], ignore: [String] = [], pages: [RulePage] = RulePage.all
  ) throws(UnknownName) {
    var enabled: Set<String> = []
    if select.isEmpty {
      for page in pages where page.isOnByDefault { enabled.insert(page.id.code) }
    }
    for name in select { enabled.formUnion(try Self.codes(named: name, in: pages)) }
    for name in ignore { enabled.subtract(try Self.codes(named: name, in: pages)) }
    self.enabled = enabled
  }

  package func contains(_ rule: RuleID) -> Bool { enabled.contains(rule.code) }

  /// Every name that may be given.
  package static func names(_ pages: [RulePage] = RulePage.all) -> [String] {
    var families: [String] = []
    for page in pages where families.last != page.id.family { families.append(page.id.family) }
    return ["ALL"] + families + pages.flatMap { [$0.id.code, $0.id.slug] }
  }

  /// The codes of the rules that a code, family, slug or `ALL` stands for.
  static func codes(named name: String, in pages: [RulePage]) throws(UnknownName) -> [String] {
    let wanted = name.uppercased()
    let found = pages.map(\.id).filter { id in
      wanted == "ALL" || id.code == wanted || id.family == wanted || id.slug.uppercased() == wanted
    }
    guard !found.isEmpty else { throw UnknownName(name: name) }
    return found.map(\.code)
  }
}
