/// A set of lanes, one bit each: the lanes in which a value exists, a branch runs or a fact holds.
package struct LaneMask: OptionSet, Hashable, Sendable {
  package let rawValue: UInt16

  @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The mask of one lane.
  @inlinable package init(lane: Int) { self.init(rawValue: 1 << UInt16(lane)) }

  /// The mask of the first `count` lanes.
  @inlinable package init(first count: Int) {
    self.init(rawValue: count >= 16 ? .max : (1 << UInt16(count)) &- 1)
  }

  @inlinable package var count: Int { rawValue.nonzeroBitCount }

  /// The lowest lane, 16 in an empty mask.
  @inlinable package var first: Int { rawValue.trailingZeroBitCount }

  @inlinable package func contains(lane: Int) -> Bool { rawValue & (1 << UInt16(lane)) != 0 }

  /// Calls `body` with each lane, lowest first.
  @inlinable package func forEachLane(_ body: (Int) -> Void) {
    var rest = rawValue
    while rest != 0 {
      body(rest.trailingZeroBitCount)
      rest &= rest &- 1
    }
  }

  @inlinable package static func & (left: LaneMask, right: LaneMask) -> LaneMask { left.intersection(right) }
  @inlinable package static func | (left: LaneMask, right: LaneMask) -> LaneMask { left.union(right) }
  @inlinable package static func - (left: LaneMask, right: LaneMask) -> LaneMask { left.subtracting(right) }
}
