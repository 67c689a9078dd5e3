import Foundation
import Synchronization
import Testing

@testable import CommandLineTool

/// Runs the program in this process.
struct Program {
  let output: String
  let error: String
  let code: Int32

  init(_ arguments: String..., input: String = "") { self.init(arguments, input: input) }

  init(_ arguments: [String], input: String = "") {
    let streams = Streams()
    let console = Console(
      write: { streams.append($0, toError: false) }, writeError: { streams.append($0, toError: true) },
      readInput: { Array(input.utf8) }, wantsColor: false, environment: { _ in nil })
    code = CommandLineTool.main(arguments: arguments, console: console)
    self.output = streams.text(ofError: false)
    self.error = streams.text(ofError: true)
  }

  private final class Streams: Sendable {
    private let bytes = Mutex<(output: [UInt8], error: [UInt8])>(([], []))

    func append(_ more: [UInt8], toError: Bool) {
      bytes.withLock { if toError { $0.error += more } else { $0.output += more } }
    }

    func text(ofError: Bool) -> String {
      bytes.withLock { String(decoding: ofError ? $0.error : $0.output, as: UTF8.self) }
    }
  }
}

@Suite struct ProgramTests {
  @Test func helpAndVersionWorkEverywhere() {
    #expect(Program("--help").code == 0)
    #expect(Program("--version").output == "dtypelint \(dtypelintVersion)\n")
    for command in CommandLineTool.commands {
      let name = command.specification.name
      let help = Program(name, "--help")
      #expect(help.code == 0)
      #expect(help.output.hasPrefix("Usage: dtypelint \(name) "))
      #expect(Program("help", name).output == help.output)
      #expect(Program(name, "--version").output.hasPrefix("dtypelint "))
      #expect(Program("--help").output.contains("  \(name) "))
    }
  }

  @Test func mistakesGetASuggestionAndCodeTwo() {
    let command = Program("rul")
    #expect(command.code == 2)
    #expect(command.error.contains("did you mean `rule`?"))
    #expect(command.output.isEmpty)
    let option = Program("rule", "--output-fromat", "json")
    #expect(option.code == 2)
    #expect(option.error.contains("did you mean `--output-format`?"))
    #expect(Program("--verison").error.hasSuffix("did you mean `--version`?; see `dtypelint --help`\n"))
    #expect(Program([]).code == 2)
  }

  @Test func rulesAreListedAndExplained() {
    let list = Program("rule")
    #expect(list.code == 0)
    #expect(list.output.contains("ROPE001 rotary-kernel-dtype-mismatch"))
    let page = Program("rule", "ROPE001")
    #expect(page.output.contains("## Why it is bad"))
    #expect(Program("rule", "rotary-kernel-dtype-mismatch").output == page.output)
    #expect(Program("rule", "rope001").output == page.output)
    #expect(Program("rule", "--output-format", "json").output.hasPrefix("[\n  {\n    \"code\": "))
    let unknown = Program("rule", "ROPE00")
    #expect(unknown.code == 2)
    #expect(unknown.error.contains("did you mean `ROPE001`?"))
  }
}

/// Writes a file into a folder of its own, which is gone afterwards.
func withFile(_ text: String, named name: String = "file.py", _ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "dtypelint-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appending(path: name)
  try text.write(to: file, atomically: true, encoding: .utf8)
  try body(file.path)
}
