import Foundation
import Testing

/// Whatever a path leads to, the answer is a message and an exit code.
@Suite struct BadInputTests {
  private final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "dtypelint-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
      let file = url.appending(path: name)
      try Data(bytes).write(to: file)
      return file.path
    }

    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }
  }

  static let bug = """
    from flash_attn.layers.rotary import apply_rotary_emb
    import torch

    def rotate():
        q = torch.ones(2, dtype=torch.float32)
        cos = torch.ones(2, dtype=torch.bfloat16)
        return apply_rotary_emb(q, cos, cos)

    """

  @Test func aMissingPathIsNamed() {
    let run = Program("check", "/gone/nowhere.py")
    #expect(run.code == 2)
    #expect(run.error.contains("/gone/nowhere.py: no such file or directory"))
    #expect(run.output.isEmpty)
  }

  @Test func aFolderWithoutPythonIsNothingToCheck() throws {
    let folder = try Folder()
    _ = try folder.write("readme.txt", "no code")
    let run = Program("check", folder.url.path)
    #expect(run.code == 2)
    #expect(run.error.contains("nothing was checked"))
  }

  @Test(arguments: [
    ("binary.py", [0, 1, 2, 3] as [UInt8], "binary"), ("latin.py", [0x78, 0x20, 0x3D, 0x20, 0xFF, 0x0A], "UTF-8"),
  ])
  func bytesThatAreNoText(name: String, bytes: [UInt8], word: String) throws {
    let folder = try Folder()
    let path = try folder.write(name, bytes)
    let run = Program("check", path)
    #expect(run.code == 2)
    #expect(run.error.contains(word))
    // Beside a sound file it is told, and the other is checked.
    _ = try folder.write("sound.py", Self.bug)
    let both = Program("check", folder.url.path, "--output-format", "concise")
    #expect(both.code == 1)
    #expect(both.error.contains(name))
    #expect(both.output.contains("sound.py:7:12: error[ROPE001]"))
  }

  @Test func anEmptyFileIsClean() throws {
    let folder = try Folder()
    let run = Program("check", try folder.write("empty.py", ""))
    #expect(run.code == 0)
    #expect(run.output == "No findings, 1 file checked.\n")
  }

  @Test func aHugeFileIsRefused() throws {
    let folder = try Folder()
    let run = Program("check", try folder.write("huge.py", [UInt8](repeating: 0x0A, count: 50 << 20)))
    #expect(run.code == 2)
    #expect(run.error.contains("too large"))
  }

  @Test func loopsOfLinksEnd() throws {
    let folder = try Folder()
    let manager = FileManager.default
    try manager.createSymbolicLink(
      atPath: folder.url.appending(path: "a.py").path, withDestinationPath: folder.url.appending(path: "b.py").path)
    try manager.createSymbolicLink(
      atPath: folder.url.appending(path: "b.py").path, withDestinationPath: folder.url.appending(path: "a.py").path)
    try manager.createSymbolicLink(
      atPath: folder.url.appending(path: "inner").path, withDestinationPath: folder.url.path)
    _ = try folder.write("sound.py", Self.bug)
    let run = Program("check", folder.url.path, "--output-format", "concise")
    #expect(run.code == 1)
    #expect(run.output.split(separator: "\n").count == 1)
    #expect(Program("check", folder.url.appending(path: "a.py").path).code == 2)
  }

  @Test(arguments: ["crlf", "bom", "tabs", "cookie"])
  func spellingsOfText(kind: String) throws {
    let folder = try Folder()
    var bytes = Array(Self.bug.utf8)
    switch kind {
    case "crlf": bytes = Array(Self.bug.replacing("\n", with: "\r\n").utf8)
    case "bom": bytes = [0xEF, 0xBB, 0xBF] + bytes
    case "tabs": bytes = Array(Self.bug.replacing("    ", with: "\t").utf8)
    default: bytes = Array("# coding: latin-1\nx = '".utf8) + [0xE9] + Array("'\n".utf8) + bytes
    }
    let run = Program("check", try folder.write("file.py", bytes), "--output-format", "concise")
    #expect(run.code == 1)
    let line = kind == "cookie" ? 9 : 7
    #expect(run.output.contains("file.py:\(line):"))
    #expect(run.error.isEmpty)
  }

  @Test func aSyntaxErrorHidesNothingElse() throws {
    let folder = try Folder()
    let run = Program("check", try folder.write("broken.py", Self.bug + "def broken(:\n    pass\n"))
    #expect(run.code == 1)
    #expect(run.error.contains("broken.py:8:"))
  }

  @Test func outputFilesAreWrittenWholeOrNotAtAll() throws {
    let folder = try Folder()
    let path = try folder.write("file.py", Self.bug)
    let report = folder.url.appending(path: "report.json").path
    let run = Program("check", path, "--output", "json:\(report)", "--output-format", "concise")
    #expect(run.code == 1)
    #expect(try String(contentsOfFile: report, encoding: .utf8).hasPrefix("[\n  {\n    \"code\": \"ROPE001\""))
    let failed = Program("check", path, "--output", "json:\(folder.url.path)/none/report.json")
    #expect(failed.code == 2)
    #expect(failed.error.contains("cannot be written"))
    #expect(Program("check", path, "--output", "jsno:x").error.contains("did you mean `json:x`?"))
  }

  @Test func selectionAndSeverity() throws {
    let folder = try Folder()
    let file = try folder.write("file.py", Self.bug)
    #expect(Program("check", file, "--ignore", "ROPE").code == 0)
    #expect(Program("check", file, "--select", "META001").code == 0)
    #expect(Program("check", file, "--exit-zero").code == 0)
    #expect(Program("check", file, "--min-severity", "error").code == 1)
    #expect(Program("check", file, "--select", "ROPE01").error.contains("did you mean `ROPE001`?"))
    #expect(Program("check", file, "--exclude", "*.py", "--force-exclude").code == 0)
    #expect(Program("check", file, "--exclude", "*.py").code == 1)
  }
}
