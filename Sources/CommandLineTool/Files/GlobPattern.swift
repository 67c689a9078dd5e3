/// A pattern of `--exclude`, as in `.gitignore`: `*` and `?` stay within a part of a path, `**` does not.
struct GlobPattern: Sendable {
  private let parts: [Substring]
  /// A pattern without a slash matches a part of the path at any depth.
  private let isAnywhere: Bool

  init(_ pattern: String) {
    var text = pattern[...]
    while text.hasSuffix("/") { text = text.dropLast() }
    isAnywhere = !text.contains("/")
    if text.hasPrefix("./") { text = text.dropFirst(2) }
    parts = text.split(separator: "/")
  }

  /// Whether the pattern names the path or a folder around it.
  func matches(_ path: String) -> Bool {
    guard !parts.isEmpty else { return false }
    let components = path.split(separator: "/").filter { $0 != "." }
    if isAnywhere { return components.contains { Self.matches($0[...], parts[0]) } }
    // An absolute pattern is held against the path from its start, a relative one from any part of it.
    return components.indices.contains { Self.matchesPrefix(components[$0...], parts[...]) }
  }

  private static func matchesPrefix(_ path: ArraySlice<Substring>, _ pattern: ArraySlice<Substring>) -> Bool {
    guard let first = pattern.first else { return true }
    if first == "**" {
      return (path.startIndex...path.endIndex).contains { matchesPrefix(path[$0...], pattern.dropFirst()) }
    }
    guard let component = path.first, matches(component, first) else { return false }
    return matchesPrefix(path.dropFirst(), pattern.dropFirst())
  }

  private static func matches(_ text: Substring, _ pattern: Substring) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
      var rest = text
      while true {
        if matches(rest, pattern.dropFirst()) { return true }
        if rest.popFirst() == nil { return false }
      }
    }
    guard let character = text.first, first == "?" || first == character else { return false }
    return matches(text.dropFirst(), pattern.dropFirst())
  }
}
