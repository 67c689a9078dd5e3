package import PythonSemantics
package import PythonSyntax
package import SourceText

/// A file under examination, with what is needed to point into it.
package struct CheckedFile: Sendable {
  /// Relative to the package root, with `/`.
  package let file: String
  /// As it was reached from the command line.
  package let path: String
  package let bytes: [UInt8]
  package let lines: LineIndex
  package let tree: SyntaxTree
  /// The spans of the comments, in order.
  package let comments: [Span]

  package init(
    file: String, path: String, bytes: [UInt8], lines: LineIndex, tree: SyntaxTree, comments: [Span]
  ) {
    self.file = file
    self.path = path
    self.bytes = bytes
    self.lines = lines
    self.tree = tree
    self.comments = comments
  }

  package init(_ module: Module, path: String) {
    self.init(
      file: module.file, path: path, bytes: module.bytes, lines: module.lines, tree: module.tree,
      comments: module.comments)
  }

  /// A range of this file for people.
  package func place(_ span: Span) -> Place {
    let start = lines.characterPosition(at: span.start, in: bytes)
    let end = lines.characterPosition(at: span.end, in: bytes)
    return Place(
      file: file, path: path, span: span, line: start.line, column: start.column, endLine: end.line,
      endColumn: end.column)
  }

  /// The text of a range.
  package func text(_ span: Span) -> String {
    String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
  }
}
