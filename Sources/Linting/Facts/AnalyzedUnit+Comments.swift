import PythonSyntax
import SourceText

/// A comment as its author meant it for a statement.
struct StatementComment {
  var line: Int
  /// In lower case.
  var words: Set<Substring>
}

extension AnalyzedUnit {
  /// The comments on the lines right above a statement, the nearest first.
  func commentsAbove(_ statement: NodeID) -> [StatementComment] {
    let file = checkedFile
    let start = tree.span(statement).start
    var line = file.place(tree.span(statement)).line
    var found: [StatementComment] = []
    // In order of the file, so that those above are the last of those before.
    for comment in file.comments.prefix(while: { $0.start < start }).reversed() {
      let above = file.place(comment).line
      guard above == line - 1 else { break }
      line = above
      let words = file.text(comment).lowercased().split { !$0.isLetter && !$0.isNumber }
      found.append(StatementComment(line: above, words: Set(words)))
    }
    return found
  }
}
