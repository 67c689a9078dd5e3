import Foundation
import Testing

/// The same input gives the same bytes, whatever runs beside it.
@Suite struct DeterminismTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let tree = root.appending(path: "Fixtures/projects/qwen_like").path
  static let model = tree + "/transformers/models/tiny_vl/modeling_tiny_vl.py"

  private func trace(_ arguments: String...) -> String {
    Program(["trace"] + arguments + ["--output-format", "jsonl"]).output
  }

  @Test func runsAgree() {
    let first = trace(Self.tree)
    #expect(first.split(separator: "\n").count > 20)
    #expect(trace(Self.tree) == first)
    #expect(trace(Self.tree, "--threads", "1") == first)
    #expect(trace(Self.tree, "--threads", "4") == first)
    let findings = Program("check", Self.tree, "--output-format", "json").output
    #expect(Program("check", Self.tree, "--output-format", "json", "--threads", "4").output == findings)
  }

  /// A unit's result depends only on the sources that it read, not on what was analysed before it.
  @Test func otherFilesMakeNoDifference() throws {
    let alone = trace(Self.model)
    let folder = FileManager.default.temporaryDirectory.appending(path: "dtypelint-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let before = folder.appending(path: "a_before.py")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try """
    import torch
    from torch import nn

    class Before(nn.Module):
        def forward(self, hidden_states):
            return hidden_states.double() if self.training else [hidden_states, torch.ones(2)]

    """.write(to: before, atomically: true, encoding: .utf8)
    for threads in ["1", "2"] {
      let own = trace(before.path, "--threads", threads)
      #expect(trace(before.path, Self.model, "--threads", threads) == own + alone)
      #expect(trace(Self.model, before.path, "--threads", threads) == alone + own)
      #expect(trace(Self.tree, Self.model, "--threads", threads).contains(alone))
    }
  }

  /// Shared helpers are read once for all units; what one unit does to them must not reach another.
  @Test func whatOneUnitDidToSharedCodeStaysInIt() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "dtypelint-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let package = folder.appending(path: "pack")
    try FileManager.default.createDirectory(at: package, withIntermediateDirectories: true)
    let sources = [
      "__init__.py": "",
      "helpers.py": """
      import torch

      chosen = None

      class Settings:
          wide = False

      def choose(dtype):
          global chosen
          chosen = dtype

      def converted(x):
          return x if chosen is None else x.to(chosen)

      def widened(x):
          return x.float() if Settings.wide else x

      def both(x, y):
          pair = [converted(x), widened(y)]
          return pair

      def called(function, x):
          return function(x)

      def deep(x, n):
          return x.double() if n == 0 else deep(x, n - 1)
      """,
    ].merging(
      ["a", "b", "c"].enumerated().map { index, name in
        (
          "\(name).py",
          """
          import torch
          from pack import helpers

          def own(x):
              return x.half()

          def run(hidden_states, input_ids):
              before = helpers.both(hidden_states, hidden_states)
              \(["pass", "helpers.choose(torch.float64)", "helpers.Settings.wide = True"][index])
              after = helpers.both(hidden_states, input_ids)
              first = after[0]
              second = after[1]
              called = helpers.called(own, hidden_states)
              deep = helpers.deep(hidden_states, 3)
              return first, second, before, called, deep

          """
        )
      }, uniquingKeysWith: { first, _ in first })
    for (name, text) in sources {
      try text.write(to: package.appending(path: name), atomically: true, encoding: .utf8)
    }
    let files = ["a", "b", "c", "helpers"].map { package.appending(path: $0 + ".py").path }
    let alone = files.map { trace($0) }
    #expect(alone.allSatisfy { !$0.isEmpty })
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1]] {
      let together = Program(
        ["trace"] + order.map { files[$0] } + ["--threads", "1", "--output-format", "jsonl"])
      #expect(together.output == order.map { alone[$0] }.joined())
    }
  }

  /// `Fixtures/recorded/trace` holds what the bundled example must give; `SPEC_UPDATE=1` rewrites it.
  @Test func theExampleIsTracedAsRecorded() throws {
    let recorded = Self.root.appending(path: "Fixtures/recorded/trace/tiny_vl.jsonl")
    let found = trace(Self.model)
    if ProcessInfo.processInfo.environment["SPEC_UPDATE"] == "1" {
      try found.write(to: recorded, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: recorded, encoding: .utf8)
    let foundRows = found.split(separator: "\n")
    let expectedRows = expected.split(separator: "\n")
    for row in foundRows where !expectedRows.contains(row) { Issue.record("not in the recording: \(row)") }
    for row in expectedRows where !foundRows.contains(row) { Issue.record("only in the recording: \(row)") }
    #expect(foundRows.count == expectedRows.count)
  }
}
