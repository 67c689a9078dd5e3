/// The version of a release, such as `4.50.0`; one under development, such as `4.50.0.dev0`, comes before it.
package struct ReleaseVersion: Sendable, Hashable, Comparable {
  private let numbers: [Int]
  /// Whether it comes before the release of the same numbers.
  private let isEarly: Bool

  /// Nil unless it starts with numbers between dots; what follows them says how far the release has come.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let leading = parts.prefix { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    let rest = parts.dropFirst(leading.count)
    // `4.50.0rc1`: the numbers go on up to the first letter.
    let last = rest.first.flatMap { Int($0.prefix { $0.isNumber }) }
    var numbers = leading.compactMap { Int($0) } + (last.map { [$0] } ?? [])
    guard numbers.count >= 2, rest.count < 2 else { return nil }
    while numbers.last == 0 { numbers.removeLast() }
    self.numbers = numbers
    isEarly = rest.first.map { !$0.hasPrefix("post") } ?? false
  }

  package static func < (left: ReleaseVersion, right: ReleaseVersion) -> Bool {
    if left.numbers == right.numbers { return left.isEarly && !right.isEarly }
    return left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}
