import SourceText

/// Tells functions that apply rotary embeddings by their name.
enum RotaryName {
  /// Whether a qualified name has `rotary` or `rope` in it, in any case.
  static func isPart(of name: String) -> Bool {
    let name = name.lowercased()
    return name.hasText("rotary") || name.hasText("rope")
  }

  /// Whether the last part of a dotted name matches `apply\w*(rotary|rope)` or `(rotary|rope)\w*apply` in any case.
  static func matches(_ dottedName: String) -> Bool {
    let name = last(of: dottedName).lowercased()
    return ["rotary", "rope"].contains { word in
      contains("apply", then: word, in: name) || contains(word, then: "apply", in: name)
    }
  }

  /// The part after the last dot.
  static func last(of dottedName: String) -> String {
    dottedName.split(separator: ".").last.map(String.init) ?? dottedName
  }

  private static func contains(_ first: String, then second: String, in name: String) -> Bool {
    guard name.hasText(first), let start = name.firstRange(of: first) else { return false }
    return name[start.upperBound...].hasText(second)
  }
}
