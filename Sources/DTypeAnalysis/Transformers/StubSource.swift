/// A stub file that is interpreted as Python, as opposed to a file of operator models.
package struct StubSource: Sendable {
  package let file: String
  package let text: String

  package init(file: String, text: String) {
    self.file = file
    self.text = text
  }

  /// Whether a model file says of itself that it is interpreted.
  package static func isInterpreted(_ text: String) -> Bool { text.hasPrefix("__interpreted__ = True") }
}
