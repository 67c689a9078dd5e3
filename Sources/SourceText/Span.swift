/// A half-open range of byte offsets into one file.
package struct Span: Hashable, Sendable {
  package var start: UInt32
  package var end: UInt32

  package init(start: UInt32, end: UInt32) {
    self.start = start
    self.end = end
  }

  package var length: Int { Int(end) - Int(start) }

  package func contains(_ other: Span) -> Bool { start <= other.start && other.end <= end }
}
