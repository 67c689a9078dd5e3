import Foundation
import Testing

/// Runs every example of `Rules/pages` and `Fixtures/specs`, as it stands and mutated.
///
/// `SPEC_FILTER=text` runs the pages whose path has the text; `SPEC_UPDATE=1` rewrites snapshots.
@Suite struct SpecTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let pages: [URL] = {
    let filter = ProcessInfo.processInfo.environment["SPEC_FILTER"] ?? ""
    return ["Rules/pages", "Fixtures/specs"].flatMap { folder -> [URL] in
      let base = root.appending(path: folder)
      let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
      return names.sorted().filter { $0.hasSuffix(".md") && (filter.isEmpty || "\(folder)/\($0)".contains(filter)) }
        .map { base.appending(path: $0) }
    }
  }()

  @Test(arguments: pages)
  func page(_ url: URL) throws {
    let page = try SpecPage(url)
    #expect(!page.cases.isEmpty, "\(url.lastPathComponent) has no example")
    for spec in page.cases {
      for mutation in SpecMutation.allCases where !spec.skippedMutations.contains(mutation.rawValue) {
        try SpecRunner(spec: spec, mutation: mutation).run()
      }
    }
  }

  @Test func everyRulePageHasABadAndAGoodExample() throws {
    for url in Self.pages where url.path.contains("/Rules/pages/") {
      let counts = try SpecPage(url).cases.map { spec in
        try spec.files.flatMap { file in
          try file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
            try SpecAssertion.read(String($1), number: $0 + 1)
          }
        }.count { if case .finding = $0.kind { true } else { false } }
      }
      #expect(counts.contains { $0 > 0 }, "\(url.lastPathComponent) shows no finding")
      #expect(counts.contains(0), "\(url.lastPathComponent) shows nothing that is right")
    }
  }
}
