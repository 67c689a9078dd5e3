import Testing

/// Files and functions small enough to be read at once.
@Suite struct SizeTests {
  static let fileLimit = 500
  static let functionLimit = 80
  static let lineLimit = 120

  @Test func filesAreShort() throws {
    for file in try Repository.swiftSources() + Repository.files(below: "Tests", extensions: ["swift"]) {
      #expect(file.lines.count <= Self.fileLimit, "\(file.path) has \(file.lines.count) lines")
    }
    for file in try Repository.files(below: "Rules", extensions: ["pyi", "md"]) {
      #expect(file.lines.count <= Self.fileLimit, "\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test func functionsAreShort() throws {
    for file in try Repository.swiftSources() {
      for function in Self.functions(of: file) {
        #expect(
          function.length <= Self.functionLimit,
          "\(file.path):\(function.line) is \(function.length) lines long")
      }
    }
  }

  @Test func linesAreShort() throws {
    for file in try Repository.swiftSources() {
      for (index, line) in file.lines.enumerated() where line.count > Self.lineLimit {
        Issue.record("\(file.path):\(index + 1) has \(line.count) characters")
      }
    }
  }

  /// Functions by their layout, which the formatter guarantees: a line that opens one and the line that closes it
  /// have the same indentation.
  private static func functions(of file: Repository.File) -> [(line: Int, length: Int)] {
    var result: [(line: Int, length: Int)] = []
    for (index, line) in file.lines.enumerated() {
      let words = line.split(separator: " ")
      let opens = words.contains("func") || words.contains { $0.hasPrefix("init(") || $0.hasPrefix("subscript(") }
      guard opens, !line.drop(while: { $0 == " " }).hasPrefix("//") else { continue }
      let indentation = line.prefix { $0 == " " }
      // A declaration may go on over several lines before its body; one that ends on its line has no body to measure.
      guard let end = file.lines[(index + 1)...].firstIndex(where: { $0 == indentation + "}" }),
        !file.lines[(index + 1)..<end].contains(where: { next in
          next.prefix { $0 == " " }.count <= indentation.count && !next.isEmpty
            && !next.hasPrefix(indentation + ")")
        })
      else { continue }
      result.append((index + 1, end - index + 1))
    }
    return result
  }
}
