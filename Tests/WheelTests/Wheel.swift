import Foundation
import Testing

/// A release of transformers as `Tools/fetch_wheels.py` unpacks it, and the release binary that is run on it.
enum Wheel {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Built by `make test` before the tests: the engine on whole releases is too slow unoptimised.
  static let binary = root.appending(path: ".build/release/dtypelint")

  static let corpus: URL = {
    let variable = ProcessInfo.processInfo.environment["DTYPELINT_CORPUS"] ?? ""
    if !variable.isEmpty { return URL(filePath: variable) }
    return FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache/dtypelint-corpus")
  }()

  /// Whether the pinned releases and the binary are there; `make test` sees to both.
  static let isThere =
    FileManager.default.fileExists(atPath: binary.path)
    && FileManager.default.fileExists(atPath: package("5.23.0").path)

  static func package(_ version: String) -> URL {
    corpus.appending(path: "transformers/\(version)/transformers")
  }

  struct Run {
    let output: String
    let error: String
    let code: Int32
  }

  /// Runs the binary in the folder of a release.
  static func run(_ arguments: [String], in version: String) throws -> Run {
    try run(binary, arguments, in: package(version))
  }

  static func run(_ program: URL, _ arguments: [String], in folder: URL) throws -> Run {
    let output = FileManager.default.temporaryDirectory.appending(path: "dtypelint-\(UUID().uuidString)")
    try Data().write(to: output)
    defer { try? FileManager.default.removeItem(at: output) }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let handle = try FileHandle(forWritingTo: output)
    let error = Pipe()
    process.standardOutput = handle
    process.standardError = error
    try process.run()
    let errorText = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try handle.close()
    return Run(
      output: try String(contentsOf: output, encoding: .utf8), error: errorText, code: process.terminationStatus)
  }

  struct Finding: Decodable {
    let code: String
    let file: String
    let line: Int
    let function: String
    let lanes: [String]
    let operands: [Operand]
    let notes: [String]
    let related: [Related]

    struct Related: Decodable {
      let file: String
      let line: Int
    }

    struct Operand: Decodable {
      let name: String
      let dtype: String
      let flow: [Step]
    }

    struct Step: Decodable {
      let line: Int
      let text: String
    }
  }

  /// The rotary kernel findings where they were found; `options` replaces `--report-generated`.
  static func check(
    _ path: String, in version: String, _ options: [String] = ["--report-generated"]
  ) throws -> [Finding] {
    let run = try run(["check", path, "--output-format", "json", "--select", "ROPE001"] + options, in: version)
    try #require(run.code == 0 || run.code == 1, "exit code \(run.code): \(run.error)")
    return try JSONDecoder().decode([Finding].self, from: Data(run.output.utf8))
  }
}
