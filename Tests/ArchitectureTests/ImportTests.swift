import Testing

/// Holds the `import` lines against the order of the layers.
///
/// SwiftPM lets a target import what its manifest entry does not name, and a system library even links then.
@Suite struct ImportTests {
  /// What each target may import of ours.
  static let allowed: [String: Set<String>] = [
    "SourceText": [],
    "Rules": [],
    "PythonSyntax": ["SourceText", "CTreeSitter", "CTreeSitterPython"],
    "PythonSemantics": ["PythonSyntax", "SourceText"],
    "Dataflow": [],
    "DTypeAnalysis": ["PythonSemantics", "PythonSyntax", "SourceText", "Dataflow", "RuleLibrary"],
    "NumericReference": [],
    "Linting": [
      "DTypeAnalysis", "PythonSemantics", "PythonSyntax", "SourceText", "Dataflow", "RuleLibrary", "NumericReference",
    ],
    "Reporting": ["Linting", "SourceText"],
    "CommandLineTool": [
      "Reporting", "Linting", "NumericReference", "DTypeAnalysis", "PythonSemantics", "PythonSyntax", "SourceText",
      "Dataflow", "RuleLibrary",
    ],
    "dtypelint": ["CommandLineTool"],
  ]

  static let system: Set<String> = ["Glibc", "Musl", "Darwin", "Synchronization"]
  static let mayUseFoundation: Set<String> = ["Linting", "Reporting", "CommandLineTool"]

  @Test func everyImportPointsUpward() throws {
    let files = try Repository.swiftSources()
    #expect(files.count > 50)
    for file in files {
      let parts = file.path.split(separator: "/").map(String.init)
      let target = parts[0] == "Rules" ? "Rules" : parts[1]
      let allowed = try #require(Self.allowed[target], "\(target) is not in the table")
      for module in Self.imports(of: file) {
        let isFoundation = module == "Foundation" || module == "FoundationEssentials"
        let isAllowed =
          allowed.contains(module) || Self.system.contains(module)
          || (isFoundation && Self.mayUseFoundation.contains(target))
        #expect(isAllowed, "\(file.path) must not import \(module)")
      }
    }
  }

  private static func imports(of file: Repository.File) -> [String] {
    file.lines.compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard let index = words.firstIndex(of: "import"), words.indices.contains(index + 1) else { return nil }
      let modifiers: Set<String> = [
        "package", "public", "internal", "private", "fileprivate", "@testable", "@preconcurrency",
      ]
      guard words[..<index].allSatisfy(modifiers.contains) else { return nil }
      let kinds: Set<String> = ["struct", "class", "enum", "func", "var", "let", "typealias", "protocol"]
      let name = kinds.contains(words[index + 1]) && words.count > index + 2 ? words[index + 2] : words[index + 1]
      return name.split(separator: ".").first.map(String.init)
    }
  }
}
