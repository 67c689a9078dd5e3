/// A half-open range of byte offsets into one file.
public struct Span: Hashable, Sendable {
  public var start: UInt32
  public var end: UInt32

  @inlinable public init(start: UInt32, end: UInt32) {
    self.start = start
    self.end = end
  }

  @inlinable public var length: Int { Int(end) - Int(start) }

  @inlinable public func contains(_ other: Span) -> Bool { start <= other.start && other.end <= end }
}
