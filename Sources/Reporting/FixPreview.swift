import Linting

/// The lines a fix replaces, before and after.
struct FixPreview {
  struct Change: Equatable {
    var removed: [String]
    var added: [String]
  }

  let fix: Fix
  let sources: SourceTexts

  /// One change for every run of lines that edits touch, in the order of the edits.
  var changes: [Change] {
    var changes: [Change] = []
    var index = 0
    while index < fix.edits.count {
      var group = [fix.edits[index]]
      var last = fix.edits[index].place.endLine
      index += 1
      while index < fix.edits.count, fix.edits[index].place.path == group[0].place.path,
        fix.edits[index].place.line <= last
      {
        last = max(last, fix.edits[index].place.endLine)
        group.append(fix.edits[index])
        index += 1
      }
      if let change = change(group, lines: group[0].place.line...last) { changes.append(change) }
    }
    return changes
  }

  private func change(_ edits: [FileEdit], lines: ClosedRange<Int>) -> Change? {
    let path = edits[0].place.path
    let before = lines.compactMap { sources.line($0, of: path) }
    guard before.count == lines.count else { return nil }
    var after = String.UnicodeScalarView()
    var line = lines.lowerBound
    var column = 1
    func copy(to endLine: Int, _ endColumn: Int, keep: Bool) {
      while line < endLine {
        if keep { after += Array(before[line - lines.lowerBound].unicodeScalars).dropFirst(column - 1) + ["\n"] }
        (line, column) = (line + 1, 1)
      }
      let characters = Array(before[line - lines.lowerBound].unicodeScalars)
      let start = min(column - 1, characters.count)
      let end = min(max(endColumn - 1, start), characters.count)
      if keep { after += characters[start..<end] }
      column = end + 1
    }
    for edit in edits {
      copy(to: edit.place.line, edit.place.column, keep: true)
      after += edit.replacement.unicodeScalars
      copy(to: edit.place.endLine, edit.place.endColumn, keep: false)
    }
    copy(to: lines.upperBound, Int.max, keep: true)
    let added = String(after).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return Change(removed: before, added: added == [""] ? [] : added)
  }
}
