/// An option of a command: all that parsing and `--help` need to know.
struct OptionSpecification: Sendable {
  /// With the dashes, such as `--output-format`.
  let name: String
  /// What its value is called in the help, nil for a switch.
  var value: String?
  /// The values it can have; empty if any.
  var allowed: [String] = []
  /// Whether it may be given several times.
  var isRepeatable = false
  let help: String
}

/// A subcommand.
struct CommandSpecification: Sendable {
  let name: String
  /// What it takes besides options, such as `PATH…`; empty if nothing.
  let operands: String
  let summary: String
  var details: [String] = []
  let options: [OptionSpecification]

  func option(named name: String) -> OptionSpecification? { options.first { $0.name == name } }
}

extension CommandSpecification {
  /// The text of `--help`.
  var help: String {
    var lines = ["Usage: dtypelint \(name) [OPTION…]" + (operands.isEmpty ? "" : " " + operands), "", summary]
    if !details.isEmpty { lines += [""] + details }
    lines += ["", "Options:"]
    let shown =
      options + [
        OptionSpecification(name: "--help", help: "show this help and stop"),
        OptionSpecification(name: "--version", help: "print the version and stop"),
      ]
    let rows = shown.map { option -> (String, String) in
      let allowed = option.allowed.isEmpty ? "" : " (\(option.allowed.joined(separator: ", ")))"
      return (option.name + (option.value.map { " \($0)" } ?? ""), option.help + allowed)
    }
    lines += Self.table(rows)
    return lines.joined(separator: "\n") + "\n"
  }

  /// Two columns; texts that do not fit a line of 100 characters go on below.
  static func table(_ rows: [(String, String)]) -> [String] {
    let width = min(rows.map(\.0.count).max() ?? 0, 30)
    return rows.flatMap { left, right -> [String] in
      var lines: [String] = []
      var current = "  " + left
      if left.count > width {
        lines.append(current)
        current = ""
      }
      current += String(repeating: " ", count: max(width + 4 - current.count, 0))
      let indent = String(repeating: " ", count: width + 4)
      for word in right.split(separator: " ") {
        if current.count + word.count > 100, current.count > indent.count {
          lines.append(current)
          current = indent
        }
        current += (current.hasSuffix(" ") ? "" : " ") + word
      }
      return lines + [current]
    }
  }
}
