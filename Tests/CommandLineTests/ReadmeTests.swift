import Foundation
import Testing

/// README's sessions are what the program prints; a line `…` stands for lines that are left out.
///
/// Sessions in other checkouts (hooks, continuous integration) are run by Tests/Integration/test_readme.py.
@Suite struct ReadmeTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// One command of a `console` block and the lines below it.
  private struct Session {
    let command: [String]
    var output: [Substring]
  }

  private static func sessions(of text: String) -> [Session] {
    var sessions: [Session] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, line.hasPrefix("$ ") {
        sessions.append(Session(command: line.dropFirst(2).split(separator: " ").map(String.init), output: []))
      } else if isInside, !sessions.isEmpty {
        sessions[sessions.count - 1].output.append(line)
      }
    }
    return sessions
  }

  @Test func sessionsOnThisCheckoutAreReal() throws {
    let text = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
    let sessions = Self.sessions(of: text).filter { session in
      session.command[0] == "dtypelint" && session.command.contains { $0.hasPrefix("Fixtures/") || $0 == "rule" }
    }
    #expect(!sessions.isEmpty)
    let prefix = Self.root.path + "/"
    for session in sessions {
      let arguments = session.command.dropFirst().map { $0.hasPrefix("Fixtures/") ? prefix + $0 : $0 }
      let run = Program(Array(arguments))
      let printed = (run.output + run.error).replacing(prefix, with: "")
      var rest = printed[...]
      for part in session.output.split(whereSeparator: { $0 == "…" }) {
        let wanted = part.map { $0 + "\n" }.joined()
        guard let found = rest.firstRange(of: wanted) else {
          Issue.record("`\(session.command.joined(separator: " "))` does not print\n\(wanted)it prints\n\(printed)")
          break
        }
        rest = rest[found.upperBound...]
      }
    }
  }
}
