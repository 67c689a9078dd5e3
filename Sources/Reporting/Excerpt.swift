import Linting

/// The quoted source of a finding, with carets under it and under the operands it names.
struct Excerpt {
  let diagnostic: Diagnostic
  let sources: SourceTexts
  let style: Style

  /// At most this many lines of a finding are quoted.
  private static let longest = 12

  private struct Mark {
    let line: Int
    let columns: Range<Int>
    let caret: Character
    let label: String
  }

  var lines: [String] {
    let place = diagnostic.place
    let marks = self.marks
    let last = min(max(place.endLine, place.line), place.line + Self.longest - 1)
    let numbers = (Array(place.line...last) + marks.map(\.line)).sorted()
    var quoted: [Int] = []
    for number in numbers where quoted.last != number { quoted.append(number) }
    let width = String(quoted.last ?? place.line).count
    let gutter = String(repeating: " ", count: width) + " |"
    var lines: [String] = []
    var previous: Int?
    for number in quoted {
      guard let text = sources.line(number, of: place.path) else { continue }
      if let previous, number > previous + 1 { lines.append(style.dim(gutter.dropLast() + "…")) }
      previous = number
      let label = String(repeating: " ", count: width - String(number).count) + String(number)
      lines.append(style.dim("\(label) | ") + Self.display(text))
      for mark in marks where mark.line == number {
        lines.append(style.dim(gutter) + " " + underline(mark, text))
      }
    }
    return lines.isEmpty ? [] : [style.dim(gutter)] + lines + [style.dim(gutter)]
  }

  private var marks: [Mark] {
    let place = diagnostic.place
    var marks: [Mark] = []
    let end = place.endLine == place.line ? place.endColumn : Int.max
    marks.append(Mark(line: place.line, columns: Self.range(place.column, end), caret: "^", label: ""))
    for operand in diagnostic.operands {
      guard let spot = operand.place, spot.path == place.path else { continue }
      let end = spot.endLine == spot.line ? spot.endColumn : Int.max
      marks.append(
        Mark(
          line: spot.line, columns: Self.range(spot.column, end), caret: "-",
          label: " \(operand.name): \(operand.dtype)"))
    }
    return marks
  }

  private static func range(_ start: Int, _ end: Int) -> Range<Int> {
    let start = max(start, 1)
    return start..<max(end, start + 1)
  }

  private func underline(_ mark: Mark, _ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    let start = min(mark.columns.lowerBound - 1, scalars.count)
    let end = min(mark.columns.upperBound - 1, scalars.count)
    let indent = Self.width(scalars[..<start])
    let length = max(Self.width(scalars[start..<max(start, end)]), 1)
    let carets = String(repeating: mark.caret, count: length) + mark.label
    let painted = mark.caret == "^" ? style.red(carets) : style.blue(carets)
    return String(repeating: " ", count: indent) + painted
  }

  // MARK: Display width

  /// Tabs are shown as four spaces, so that carets line up whatever the terminal does; other controls are left out.
  private static func display(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\t" {
        shown += "    ".unicodeScalars
      } else if width(scalar) > 0 || scalar.properties.generalCategory == .nonspacingMark {
        shown.append(scalar)
      }
    }
    return String(shown)
  }

  private static func width(_ scalars: ArraySlice<Unicode.Scalar>) -> Int { scalars.reduce(0) { $0 + width($1) } }

  /// The terminal columns a character takes: none for marks and controls, two for East Asian wide forms and emoji.
  private static func width(_ scalar: Unicode.Scalar) -> Int {
    if scalar == "\t" { return 4 }
    if scalar.value >= 0x20, scalar.value < 0x7F { return 1 }
    return switch scalar.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark: 0
    default:
      switch scalar.value {
      case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
        2
      default: 1
      }
    }
  }
}
