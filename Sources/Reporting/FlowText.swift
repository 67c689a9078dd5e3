package import Linting
import SourceText

/// The hops of a flow for people, one a line.
package enum FlowText {
  /// - Parameter path: the file that the reader looks at; hops in it are told without folders.
  package static func lines(_ steps: [FlowStep], from path: String) -> [String] {
    lines(steps, from: path, Style(useColor: false))
  }

  static func lines(_ steps: [FlowStep], from path: String, _ style: Style) -> [String] {
    table(
      steps.map { step in ("\(step.path == path ? Path.name(of: step.path) : step.path):\(step.line)", step.text) },
      style)
  }

  /// Two columns, the first padded.
  static func table(_ rows: [(String, String)], _ style: Style) -> [String] {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { left, right in
      style.dim(left) + String(repeating: " ", count: width - left.count + 2) + right
    }
  }
}
