import Foundation
import SourceText
import Testing

@testable import CommandLineTool

/// `check --fix` and its relatives, on files of our own.
@Suite struct FixTests {
  static let bug = """
    # Größe: a comment that is not ASCII
    from flash_attn.layers.rotary import apply_rotary_emb

    def rotate(q, cos, sin):
        return apply_rotary_emb(q.float(),   cos, sin=sin).type_as(q)  # stays


    """

  static let mended = bug.replacing("q.float(),   cos, sin=sin", with: "q.float(),   cos.float(), sin=sin.float()")

  private final class Scratch {
    let url = FileManager.default.temporaryDirectory.appending(path: "dtypelint-\(UUID().uuidString)")
    var file: URL { url.appending(path: "ein Modell.py") }

    init(_ bytes: [UInt8]) throws {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func text() throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }

    func run(_ options: String...) -> Program { Program(["check", file.path] + options) }
  }

  @Test func safeFixesAreAppliedOnce() throws {
    let scratch = try Scratch(Array(Self.bug.utf8))
    let first = scratch.run("--fix")
    #expect(first.code == 0)
    #expect(first.output == "No findings, 1 file checked.\n")
    #expect(first.error.contains("fixed 1 finding in 1 file"))
    #expect(try scratch.text() == Self.mended)
    let second = scratch.run("--fix")
    #expect(second.error.isEmpty)
    #expect(try scratch.text() == Self.mended)
  }

  @Test func aDiffChangesNothing() throws {
    let scratch = try Scratch(Array(Self.bug.utf8))
    let run = scratch.run("--diff")
    #expect(run.code == 1)
    #expect(run.output.hasPrefix("--- a/"))
    #expect(run.output.contains("@@ -2,5 +2,5 @@\n"))
    #expect(run.output.contains("\n-    return apply_rotary_emb(q.float(),   cos, sin=sin).type_as(q)  # stays\n"))
    #expect(run.output.contains("\n+    return apply_rotary_emb(q.float(),   cos.float(), sin=sin.float())"))
    #expect(try scratch.text() == Self.bug)
    try Data(Self.mended.utf8).write(to: scratch.file)
    let clean = scratch.run("--diff")
    #expect(clean.code == 0)
    #expect(clean.output.isEmpty)
  }

  @Test func fixOnlyReportsNothing() throws {
    let scratch = try Scratch(Array(Self.bug.utf8))
    let run = scratch.run("--fix-only")
    #expect(run.code == 0)
    #expect(run.output.isEmpty)
    #expect(try scratch.text() == Self.mended)
  }

  @Test func permissionsLineEndsAndEncodingStay() throws {
    let windows = "# coding: latin-1\r\n" + Self.bug.replacing("\n", with: "\r\n")
    func stored(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
    let scratch = try Scratch(stored(windows))
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: scratch.file.path)
    _ = scratch.run("--fix")
    let expected = windows.replacing("cos, sin=sin", with: "cos.float(), sin=sin.float()")
    #expect(Array(try Data(contentsOf: scratch.file)) == stored(expected))
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.file.path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).count == 1)
  }

  @Test func aFileThatChangedMeanwhileIsLeftAlone() throws {
    let scratch = try Scratch(Array("new = 1\n".utf8))
    let request = try #require(FixRequest(try ParsedArguments(["--fix"], of: CheckCommand.specification)))
    let changed = FixEngine.ChangedFile(
      path: scratch.file.path, old: Array("old = 1\n".utf8), new: Array("fixed = 1\n".utf8), hasCopies: false)
    let files = DiskFileSystem()
    let outcome = FixEngine.Outcome(files: [changed], fixedCount: 1, tree: OverlayFileSystem(base: files))
    let console = Console(
      write: { _ in }, writeError: { _ in }, readInput: { [] }, wantsColor: false, environment: { _ in nil })
    #expect(throws: CommandLineError.self) { try request.carryOut(outcome, files: files, console) }
    #expect(try scratch.text() == "new = 1\n")
  }

  @Test func aGeneratedFileIsNeverEdited() throws {
    let package = try ScratchPackage()
    let code = Self.bug.replacing("q.float(),   cos", with: "q.float(), cos")
    let banner = "# This file was automatically generated from src/pkg/models/tiny/modular_tiny.py.\n"
    try package.write(code, to: ScratchPackage.modular)
    try package.write(banner + code, to: ScratchPackage.modeling)
    let run = Program("check", package.path(ScratchPackage.modeling), "--fix")
    #expect(run.code == 0)
    #expect(run.error.contains("modular_tiny.py: run `make fix-repo`"))
    #expect(try package.read(ScratchPackage.modeling) == banner + code)
    let modular = try package.read(ScratchPackage.modular)
    #expect(modular == code.replacing("cos, sin=sin", with: "cos.float(), sin=sin.float()"))
    try package.write(banner + modular, to: ScratchPackage.modeling)
    #expect(Program("check", package.path(ScratchPackage.modeling), "--diff").code == 0)
  }

  @Test func withoutItsSourceAGeneratedFileIsOnlyReported() throws {
    let package = try ScratchPackage()
    let text = "# This file was automatically generated from src/pkg/models/gone/modular_gone.py.\n" + Self.bug
    try package.write(text, to: ScratchPackage.modeling)
    let run = Program("check", package.path(ScratchPackage.modeling), "--fix", "--unsafe-fixes")
    #expect(run.code == 1)
    #expect(try package.read(ScratchPackage.modeling) == text)
  }
}

/// The text of diffs.
@Suite struct UnifiedDiffTests {
  private func diff(_ old: String, _ new: String) -> String {
    String(decoding: UnifiedDiff.bytes(path: "/a b.py", old: Array(old.utf8), new: Array(new.utf8)), as: UTF8.self)
  }

  @Test func nothingForNothing() { #expect(diff("a\n", "a\n").isEmpty) }

  @Test func hunksThatTouchAreOne() {
    let old = (1...20).map { "\($0)\n" }.joined()
    let near = old.replacing("\n5\n", with: "\nfive\n").replacing("\n11\n", with: "\neleven\n")
    #expect(diff(old, near).split(separator: "\n").count { $0.hasPrefix("@@") } == 1)
    let far = old.replacing("\n3\n", with: "\nthree\n").replacing("\n18\n", with: "\n")
    #expect(
      diff(old, far).split(separator: "\n").filter { $0.hasPrefix("@@") } == ["@@ -1,6 +1,6 @@", "@@ -15,6 +15,5 @@"])
  }

  @Test func aMissingLastLineEndIsSaid() {
    #expect(
      diff("a", "b") == "--- a/a b.py\n+++ b/a b.py\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n"
        + "\\ No newline at end of file\n")
  }
}
