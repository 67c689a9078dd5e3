import Foundation
import RuleLibrary
import Testing

/// What must not stand in the sources.
@Suite struct HygieneTests {
  @Test func nothingCrashesOnPurpose() throws {
    for file in try Repository.swiftSources() {
      for (index, line) in file.lines.enumerated() {
        let code = line.prefix { $0 != "/" }
        for word in ["try!", " as! ", "fatalError("] {
          #expect(!code.contains(word), "\(file.path):\(index + 1) uses \(word)")
        }
      }
    }
  }

  @Test func noMachineIsNamed() throws {
    // Put together here, so that this file does not name them either.
    let folders = ["work", "root", "home", "tmp"].map { "/" + $0 + "/" }
    for folder in ["Sources", "Rules", "Fixtures", "Tools", "Tests", "Benchmarks", "docs"] {
      let extensions: Set<String> = ["swift", "md", "py", "pyi", "json", "yml", "yaml", "txt", "toml"]
      for file in try Repository.files(below: folder, extensions: extensions) {
        for (index, line) in file.lines.enumerated() {
          for name in folders where line.contains(name) && !Self.isExample(line) {
            Issue.record("\(file.path):\(index + 1) names \(name)")
          }
        }
      }
    }
  }

  /// Tests and examples may talk of places that exist nowhere.
  private static func isExample(_ line: Substring) -> Bool {
    line.contains("/work/tree") || line.contains("/home/user") || line.contains("/tmp/example")
  }

  @Test func ruleLibraryIsCurrent() throws {
    for (folder, suffix, entries) in [
      ("pages", "md", RuleLibrary.pages), ("models", "pyi", RuleLibrary.models),
      ("releases", "md", RuleLibrary.releases),
    ] {
      let files = try Repository.files(below: "Rules/" + folder, extensions: [suffix])
      #expect(files.map { String($0.path.dropFirst("Rules/\(folder)/".count)) } == entries.map(\.file))
      for (file, entry) in zip(files, entries) {
        #expect(file.lines.joined(separator: "\n") == entry.text, "run `make generate`: \(file.path)")
      }
    }
  }
}
