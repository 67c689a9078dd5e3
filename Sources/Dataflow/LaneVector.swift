/// A set of up to sixteen alternatives (one bit each) for every lane: what a tensor's dtypes are, lane by lane.
///
/// Lane `i` is 16 bits of word `i / 4`. Four plain words hash and compare faster than a SIMD type does.
public struct LaneVector: Hashable, Mixable, Sendable {
  @usableFromInline var word0: UInt64 = 0
  @usableFromInline var word1: UInt64 = 0
  @usableFromInline var word2: UInt64 = 0
  @usableFromInline var word3: UInt64 = 0

  @inlinable public init() {}

  @inlinable public func mix(into mixer: inout Mixer) {
    mixer.combine(word0)
    mixer.combine(word1)
    mixer.combine(word2)
    mixer.combine(word3)
  }

  /// The same set in every lane of `mask`, empty elsewhere.
  @inlinable public init(_ bits: UInt16, in mask: LaneMask) {
    self.init()
    mask.forEachLane { self[$0] = bits }
  }

  @inlinable public subscript(lane: Int) -> UInt16 {
    get {
      let shift = UInt64(lane & 3) << 4
      switch lane >> 2 {
      case 0: return UInt16(truncatingIfNeeded: word0 >> shift)
      case 1: return UInt16(truncatingIfNeeded: word1 >> shift)
      case 2: return UInt16(truncatingIfNeeded: word2 >> shift)
      default: return UInt16(truncatingIfNeeded: word3 >> shift)
      }
    }
    set {
      let shift = UInt64(lane & 3) << 4
      let keep = ~(UInt64(0xFFFF) << shift)
      let bits = UInt64(newValue) << shift
      switch lane >> 2 {
      case 0: word0 = word0 & keep | bits
      case 1: word1 = word1 & keep | bits
      case 2: word2 = word2 & keep | bits
      default: word3 = word3 & keep | bits
      }
    }
  }

  /// The lanes whose set is not empty.
  @inlinable public var support: LaneMask {
    var mask: UInt16 = 0
    for lane in 0..<16 where self[lane] != 0 { mask |= 1 << UInt16(lane) }
    return LaneMask(rawValue: mask)
  }

  @inlinable public func union(_ other: LaneVector) -> LaneVector {
    var result = self
    result.word0 |= other.word0
    result.word1 |= other.word1
    result.word2 |= other.word2
    result.word3 |= other.word3
    return result
  }

  /// The sets of the lanes in `mask`, empty elsewhere.
  @inlinable public func restricted(to mask: LaneMask) -> LaneVector {
    var result = LaneVector()
    mask.forEachLane { result[$0] = self[$0] }
    return result
  }

  /// The lanes grouped by their set, in order of the lowest lane; empty sets are left out.
  @inlinable public func groups(in mask: LaneMask) -> [(mask: LaneMask, bits: UInt16)] {
    var result: [(mask: LaneMask, bits: UInt16)] = []
    mask.forEachLane { lane in
      let bits = self[lane]
      guard bits != 0 else { return }
      if let index = result.firstIndex(where: { $0.bits == bits }) {
        result[index].mask.insert(LaneMask(lane: lane))
      } else {
        result.append((LaneMask(lane: lane), bits))
      }
    }
    return result
  }
}
