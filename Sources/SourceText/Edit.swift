/// One replacement in a file's bytes; an insertion has an empty span.
package struct Edit: Hashable, Sendable {
  package var span: Span
  package var replacement: String

  package init(span: Span, replacement: String) {
    self.span = span
    self.replacement = replacement
  }

  /// Sorted by place, or nil if two of them overlap or insert at the same place.
  package static func sorted(_ edits: [Edit]) -> [Edit]? {
    let sorted = edits.sorted { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) }
    for (edit, next) in zip(sorted, sorted.dropFirst())
    where next.span.start < edit.span.end || next.span.start == edit.span.start {
      return nil
    }
    return sorted
  }

  /// The bytes after all edits, or nil if they overlap or lie outside the file.
  package static func apply(_ edits: [Edit], to bytes: [UInt8]) -> [UInt8]? {
    guard let sorted = sorted(edits) else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var offset = 0
    for edit in sorted {
      guard edit.span.start <= edit.span.end, Int(edit.span.end) <= bytes.count else { return nil }
      result += bytes[offset..<Int(edit.span.start)]
      result += Array(edit.replacement.utf8)
      offset = Int(edit.span.end)
    }
    result += bytes[offset...]
    return result
  }
}
