import SourceText

/// The names that the converter and `# Copied from … with A->B` exchange, applied to text without blanks.
struct Renaming: Hashable {
  /// What stands in the source, and what in the copy; the longest first.
  private(set) var pairs: [Pair]

  struct Pair: Hashable {
    var source: String
    var copy: String
  }

  init(_ pairs: [(source: String, copy: String)] = []) {
    var seen: Set<Pair> = []
    self.pairs = pairs.map { Pair(source: $0.source, copy: $0.copy) }
      .filter { !$0.source.isEmpty && $0.source != $0.copy && seen.insert($0).inserted }
      .sorted { ($1.source.utf8.count, $0.source) < ($0.source.utf8.count, $1.source) }
  }

  /// The pairs that follow from one class name and the name it has in the source.
  static func pairs(copy: String, source: String) -> [(source: String, copy: String)] {
    let (source, copy) = withoutCommonSuffix(source, copy)
    return variants(copy: copy, source: source)
  }

  /// A name in its three spellings, as the transformers tools exchange them.
  static func variants(copy: String, source: String) -> [(source: String, copy: String)] {
    guard !source.isEmpty, !copy.isEmpty else { return [] }
    return [(source, copy), (source.lowercased(), copy.lowercased()), (source.uppercased(), copy.uppercased())]
  }

  /// The parts in which two names differ at their start, cut at a capital letter.
  private static func withoutCommonSuffix(_ left: String, _ right: String) -> (String, String) {
    var first = Array(left)
    var second = Array(right)
    var cutFirst = first
    var cutSecond = second
    while let a = first.last, let b = second.last, a == b {
      first.removeLast()
      second.removeLast()
      // A suffix of whole words: it starts with a capital.
      if a.isUppercase && !first.isEmpty && !second.isEmpty { (cutFirst, cutSecond) = (first, second) }
    }
    return (String(cutFirst), String(cutSecond))
  }

  /// The source's text as it stands in the copy.
  func applied(to text: String) -> String {
    if pairs.isEmpty { return text }
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      if let pair = pairs.first(where: { Self.matches(bytes, index, $0.source) }) {
        result += Array(pair.copy.utf8)
        index += pair.source.utf8.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func matches(_ bytes: [UInt8], _ start: Int, _ text: String) -> Bool {
    guard bytes[start] == text.utf8.first else { return false }
    return bytes[start...].starts(with: text.utf8)
  }

  /// The names in the source that may have become this one.
  func sources(of name: String) -> [String] {
    var result = pairs.filter { name.hasPrefix($0.copy) }.map { $0.source + name.dropFirst($0.copy.count) }
    result.append(name)
    return result
  }
}
