/// A set of lanes, one bit each: the lanes in which a value exists, a branch runs or a fact holds.
public struct LaneMask: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16

  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The mask of one lane.
  @inlinable public init(lane: Int) { self.init(rawValue: 1 << UInt16(lane)) }

  /// The mask of the first `count` lanes.
  @inlinable public init(first count: Int) {
    self.init(rawValue: count >= 16 ? .max : (1 << UInt16(count)) &- 1)
  }

  @inlinable public var count: Int { rawValue.nonzeroBitCount }

  /// The lowest lane, 16 in an empty mask.
  @inlinable public var first: Int { rawValue.trailingZeroBitCount }

  @inlinable public func contains(lane: Int) -> Bool { rawValue & (1 << UInt16(lane)) != 0 }

  /// Calls `body` with each lane, lowest first.
  @inlinable public func forEachLane(_ body: (Int) -> Void) {
    var rest = rawValue
    while rest != 0 {
      body(rest.trailingZeroBitCount)
      rest &= rest &- 1
    }
  }

  @inlinable public static func & (left: LaneMask, right: LaneMask) -> LaneMask { left.intersection(right) }
  @inlinable public static func | (left: LaneMask, right: LaneMask) -> LaneMask { left.union(right) }
  @inlinable public static func - (left: LaneMask, right: LaneMask) -> LaneMask { left.subtracting(right) }
}
