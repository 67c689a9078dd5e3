import Foundation
import Testing

@testable import CommandLineTool

/// A model with a modular source, the file generated from it, and a hand-made copy elsewhere.
struct ScratchPackage {
  private final class Folder: Sendable {
    let url: URL

    init(_ url: URL) { self.url = url }

    deinit { try? FileManager.default.removeItem(at: url) }
  }

  private let folder: Folder
  var url: URL { folder.url.appending(path: "pkg") }

  static let imports = """
    import torch
    from flash_attn.layers.rotary import apply_rotary_emb


    """

  static let rotate = """
    def rotate():
        q = torch.ones(2, 3, 4, 16, dtype=torch.bfloat16)
        cos = torch.ones(3, 8, dtype=torch.bfloat16)
        return apply_rotary_emb(
            q.float(), cos, cos
        )

    """

  static let modular = "models/tiny/modular_tiny.py"
  static let modeling = "models/tiny/modeling_tiny.py"
  static let copy = "models/copy/modeling_copy.py"

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "dtypelint-\(UUID().uuidString)")
    folder = Folder(url)
    for name in ["__init__.py", "models/__init__.py", "models/tiny/__init__.py", "models/copy/__init__.py"] {
      try write("", to: name)
    }
    let generated = Self.rotate.replacing("(\n        q.float(), cos, cos\n    )", with: "(q.float(), cos, cos)")
    try write(Self.imports + Self.rotate, to: Self.modular)
    try write(
      "# This file was automatically generated from src/pkg/models/tiny/modular_tiny.py.\n" + Self.imports + generated,
      to: Self.modeling)
    try write(
      Self.imports + "# Copied from pkg.models.tiny.modeling_tiny.rotate\n" + Self.rotate, to: Self.copy)
  }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func write(_ text: String, to name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func read(_ name: String) throws -> String { try String(contentsOf: url.appending(path: name), encoding: .utf8) }

  struct Finding: Decodable {
    let code: String
    let file: String
    let line: Int
    let column: Int
    let end_line: Int
    let related: [Related]

    struct Related: Decodable {
      let file: String
      let line: Int
    }
  }

  func findings(_ names: [String], _ options: String...) throws -> [Finding] {
    let run = Program(["check"] + names.map { path($0) } + ["--output-format", "json"] + options)
    return try JSONDecoder().decode([Finding].self, from: Data(run.output.utf8))
  }
}

/// Findings of generated code are told where a person can mend them.
@Suite struct GeneratedCodeTests {
  @Test func aFindingStandsAtTheModularLine() throws {
    let package = try ScratchPackage()
    let found = try package.findings([ScratchPackage.modeling])
    #expect(found.map(\.file) == [ScratchPackage.modular])
    // The call is spread over three lines there.
    #expect(found.map(\.line) == [7])
    #expect(found.map(\.column) == [12])
    #expect(found.map(\.end_line) == [9])
    #expect(found.first?.related.map(\.file) == [ScratchPackage.modeling])
    #expect(found.first?.related.map(\.line) == [8])
  }

  @Test func theGeneratedLineCanBeAskedFor() throws {
    let package = try ScratchPackage()
    let found = try package.findings([ScratchPackage.modeling], "--report-generated")
    #expect(found.map(\.file) == [ScratchPackage.modeling])
    #expect(found.map(\.line) == [8])
    #expect(found.allSatisfy { $0.related.isEmpty })
  }

  @Test func severalCopiesMakeOneFinding() throws {
    let package = try ScratchPackage()
    let found = try package.findings([ScratchPackage.modeling, ScratchPackage.modular, ScratchPackage.copy])
    #expect(found.map(\.file) == [ScratchPackage.modular])
    #expect(found.first?.related.map(\.file).sorted() == [ScratchPackage.copy, ScratchPackage.modeling])
    let all = try package.findings(
      [ScratchPackage.modeling, ScratchPackage.modular, ScratchPackage.copy], "--report-generated")
    #expect(all.map(\.file) == [ScratchPackage.copy, ScratchPackage.modeling, ScratchPackage.modular])
  }

  /// What a copy is called with is not its source's fault.
  @Test func aCopyOfRightCodeIsToldWhereItIs() throws {
    let package = try ScratchPackage()
    let rotate = "def rotate(q, cos):\n    return apply_rotary_emb(q, cos, cos)\n\n\n"
    let use = """
      def use():
          q = torch.ones(2, 3, 4, 16, dtype=torch.bfloat16)
          cos = torch.ones(3, 8, dtype=torch.bfloat16)
          return rotate(q, cos)

      """
    let right = "models/right/modeling_right.py"
    let wrong = "models/wrong/modeling_wrong.py"
    try package.write(ScratchPackage.imports + rotate + use, to: right)
    try package.write(
      ScratchPackage.imports + "# Copied from pkg.models.right.modeling_right.rotate\n" + rotate
        + use.replacing("(q, cos)", with: "(q.float(), cos)"),
      to: wrong)
    let found = try package.findings([right, wrong])
    #expect(found.map(\.file) == [wrong])
    #expect(found.first?.related.map(\.file).contains(right) == true)
    try package.write(
      ScratchPackage.imports + rotate + use.replacing("(q, cos)", with: "(q.float(), cos)"), to: right)
    #expect(try package.findings([right, wrong]).map(\.file) == [right])
  }

  @Test func aCommentInTheModularSourceCounts() throws {
    let package = try ScratchPackage()
    let text = try package.read(ScratchPackage.modular)
    try package.write(
      text.replacing("    return apply", with: "    # dtypelint: ignore[ROPE001] known\n    return apply"),
      to: ScratchPackage.modular)
    #expect(try package.findings([ScratchPackage.modeling]).isEmpty)
    #expect(try package.findings([ScratchPackage.modeling], "--report-generated").count == 1)
  }
}
