import Foundation

/// A change of an example that must not change what is found, or must silence it.
enum SpecMutation: String, CaseIterable {
  case plain
  /// A comment with letters of several bytes in front of everything.
  case comment
  /// Windows line ends.
  case crlf
  /// `import torch as t_`.
  case alias
  /// A suppression comment for every finding.
  case suppressed
  /// The whole text inside a string.
  case quoted

  var silences: Bool { self == .suppressed || self == .quoted }

  /// The lines that it puts in front.
  var lineOffset: Int { self == .comment ? 1 : 0 }

  /// The mutated text; nil if the mutation does not apply to it.
  func apply(_ text: String, _ assertions: [SpecAssertion]) -> String? {
    switch self {
    case .plain: return text
    case .comment: return "# Zusätzlich: 注释 🙂\n" + text
    case .crlf: return text.replacing("\n", with: "\r\n")
    case .alias:
      guard text.contains("import torch\n") else { return nil }
      return text.replacing("import torch\n", with: "import torch as t_\n").replacing(/\btorch(?<after>[.,)])/) {
        "t_\($0.output.after)"
      }
    case .suppressed: return suppressed(text, assertions)
    case .quoted:
      if text.contains("'''") || text.contains("\\") || text.contains("# dtypelint:") { return nil }
      return "text = '''\n" + text + "'''\n"
    }
  }

  private func suppressed(_ text: String, _ assertions: [SpecAssertion]) -> String? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var isChanged = false
    for assertion in assertions {
      guard case .finding(_, let code, _, _) = assertion.kind, code != "META001" else { continue }
      let index = assertion.line - 1
      guard lines.indices.contains(index) else { continue }
      let bare = lines[index].replacing(/\s*# (error|warning|info|note|dtype).*$/, with: "")
      lines[index] = bare + "  # dtypelint: ignore[\(code)] an example"
      isChanged = true
    }
    return isChanged ? lines.joined(separator: "\n") : nil
  }
}

/// `# given: x is bfloat16` on a line of its own: what a parameter holds.
enum SpecGiven {
  /// The text with each such comment made into an assignment on the same line.
  static func expanded(_ text: String) -> String {
    let pattern = /(?m)^(?<indent>[ \t]*)# given: (?<name>\w+) is (?<zero>0-dim )?(?<dtype>\w+)[ \t]*$/
    return text.replacing(pattern) { match in
      if match.output.dtype == "model" { return String(match.output.0) }
      let value = match.output.zero == nil ? "empty(2, 2, 2, " : "tensor(0, "
      return "\(match.output.indent)import torch as given_; \(match.output.name) = given_.\(value)"
        + "dtype=given_.\(match.output.dtype))"
    }
  }
}
