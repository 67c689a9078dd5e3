import Foundation
import PythonSyntax
import SourceText
import Testing

/// The real package, where it has been fetched (`make corpus`); `DTYPELINT_CORPUS` names another folder.
@Suite struct CorpusTests {
  static let folder =
    (ProcessInfo.processInfo.environment["DTYPELINT_CORPUS"]
      ?? NSString(string: "~/.cache/dtypelint-corpus").expandingTildeInPath) + "/transformers/5.23.0/transformers"

  static var isThere: Bool { DiskFileSystem().kind(of: folder) == .directory }

  @Test(.enabled(if: isThere)) func everyFileParses() throws {
    let files = DiskFileSystem()
    var open = [Self.folder]
    var count = 0
    var bytes = 0
    var time = Duration.zero
    while let folder = open.popLast() {
      for name in try files.list(folder) {
        let path = Path.joined(folder, name)
        if files.kind(of: path) == .directory { open.append(path) }
        guard name.hasSuffix(".py") else { continue }
        let file = try SourceFile.load(path, from: files)
        let start = ContinuousClock.now
        let parsed = PythonParser.parse(file)
        time += ContinuousClock.now - start
        count += 1
        bytes += file.bytes.count
        #expect(parsed.problems.isEmpty, "\(path)")
        #expect(!parsed.tree.nodes.contains { $0.kind == .error || $0.kind == .notModelled }, "\(path)")
      }
    }
    #expect(count == 2_860)
    print("parsed and lowered \(count) files, \(bytes) bytes in \(time)")
  }
}
