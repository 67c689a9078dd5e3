import Testing

/// What ARCHITECTURE.md says is deliberately absent, as far as the text of the sources shows it.
@Suite struct InvariantTests {
  private static let belowLinting = [
    "SourceText", "PythonSyntax", "PythonSemantics", "Dataflow", "DTypeAnalysis", "NumericReference",
  ]

  /// Lines of code with any of the words in it, as `path:line: word`; comments do not count.
  private func uses(of words: [String], in isMeant: (String) -> Bool) throws -> [String] {
    try Repository.swiftSources().filter { isMeant($0.path) }.flatMap { file in
      file.lines.enumerated().flatMap { index, line -> [String] in
        let code = line.drop { $0 == " " }
        if code.hasPrefix("//") { return [] }
        return words.filter { code.lowercased().contains($0.lowercased()) }.map { "\(file.path):\(index + 1): \($0)" }
      }
    }
  }

  @Test func onlyTheParserKnowsTreeSitter() throws {
    let words = ["TSNode", "TSTree", "TSParser", "ts_node_", "ts_tree_", "ts_parser_", "CTreeSitter"]
    #expect(try uses(of: words) { !$0.hasPrefix("Sources/PythonSyntax/") }.isEmpty)
  }

  @Test func parsingNeverFails() throws {
    #expect(try uses(of: ["throws", "throw "]) { $0.hasPrefix("Sources/PythonSyntax/") }.isEmpty)
  }

  @Test func filesComeThroughTheFileSystem() throws {
    let words = [
      "fopen(", "O_RDONLY", "O_WRONLY", "fread(", "getenv(", "FileManager", "Process(", " print(", "DiskFileSystem()",
      "String(contentsOf",
    ]
    let targets = Self.belowLinting + ["Linting", "Reporting"]
    let found = try uses(of: words) { path in
      targets.contains { path.hasPrefix("Sources/\($0)/") } && path != "Sources/SourceText/DiskFileSystem.swift"
    }
    #expect(found.isEmpty)
  }

  @Test func rulesReadFactsOnly() throws {
    let words = ["UnitAnalyzer", "AnalysisWorker", "Severity.", "Suppression"]
    #expect(try uses(of: words) { $0.hasPrefix("Sources/Linting/Rules/") }.isEmpty)
  }

  @Test func dataflowKnowsNeitherPythonNorTorch() throws {
    #expect(try uses(of: ["python", "torch"]) { $0.hasPrefix("Sources/Dataflow/") }.isEmpty)
  }

  @Test func analysisKnowsNoRules() throws {
    let words = ["Diagnostic", "RuleID", "Finding"]
    #expect(try uses(of: words) { $0.hasPrefix("Sources/DTypeAnalysis/") }.isEmpty)
  }

  @Test func noModelIsSpecial() throws {
    let models = ["qwen", "llama", "gemma", "mistral", "deepseek", "\"bert", "cohere", "falcon", "whisper", "phi3"]
    #expect(try uses(of: models) { _ in true }.isEmpty)
  }
}
