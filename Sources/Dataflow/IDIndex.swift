/// A hash index of small ids, by open addressing in one array; what an id stands for, its owner knows.
public struct IDIndex {
  /// The hash in the upper half, the id plus one in the lower, 0 where free.
  ///
  /// Their number is a power of two, and at most two thirds are taken.
  @usableFromInline var slots: [UInt64] = []
  @usableFromInline var count = 0

  @inlinable public init() {}

  /// The id with this hash that `isWanted` accepts.
  @inlinable public func find(_ hash: UInt32, _ isWanted: (UInt32) -> Bool) -> UInt32? {
    guard !slots.isEmpty else { return nil }
    let mask = slots.count &- 1
    var place = Int(hash) & mask
    while true {
      let slot = slots[place]
      if slot == 0 { return nil }
      if UInt32(truncatingIfNeeded: slot >> 32) == hash {
        let id = UInt32(truncatingIfNeeded: slot) &- 1
        if isWanted(id) { return id }
      }
      place = (place &+ 1) & mask
    }
  }

  /// Adds an id that is not there yet.
  @inlinable public mutating func insert(_ hash: UInt32, _ id: UInt32) {
    if (count &+ 1) &* 3 > slots.count &* 2 { grow() }
    count &+= 1
    place(UInt64(hash) << 32 | (UInt64(id) &+ 1))
  }

  @inlinable mutating func place(_ slot: UInt64) {
    let mask = slots.count &- 1
    var place = Int(slot >> 32) & mask
    while slots[place] != 0 { place = (place &+ 1) & mask }
    slots[place] = slot
  }

  @usableFromInline mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: max(16, old.count * 2))
    for slot in old where slot != 0 { place(slot) }
  }
}

/// A map from pairs of ids to ids: what a table of memoised results costs least in.
///
/// - Precondition: no key is the pair of two greatest numbers, no value the greatest number.
public struct IDMap {
  @usableFromInline struct Slot {
    /// The key plus one; 0 is free.
    @usableFromInline var key: UInt64
    @usableFromInline var value: UInt32

    @inlinable init(key: UInt64, value: UInt32) {
      self.key = key
      self.value = value
    }
  }

  @usableFromInline var slots: [Slot] = []
  public private(set) var count = 0

  @inlinable public init() {}

  @inlinable public subscript(high: UInt32, low: UInt32) -> UInt32? {
    guard !slots.isEmpty else { return nil }
    let slot = slots[place(of: Self.key(high, low))]
    return slot.key == 0 || slot.value == .max ? nil : slot.value
  }

  /// Sets the value of a key, new or known.
  public mutating func set(_ high: UInt32, _ low: UInt32, to value: UInt32) {
    if (count + 1) * 3 > slots.count * 2 { grow() }
    let key = Self.key(high, low)
    let place = place(of: key)
    if slots[place].key == 0 { count += 1 }
    slots[place] = Slot(key: key, value: value)
  }

  public mutating func remove(_ high: UInt32, _ low: UInt32) {
    if self[high, low] != nil { set(high, low, to: .max) }
  }

  @inlinable static func key(_ high: UInt32, _ low: UInt32) -> UInt64 { (UInt64(high) << 32 | UInt64(low)) &+ 1 }

  /// The slot of the key, or the free one where it belongs.
  @inlinable func place(of key: UInt64) -> Int {
    var mixer = Mixer()
    mixer.combine(key)
    let mask = slots.count &- 1
    var place = Int(mixer.hash) & mask
    while slots[place].key != 0, slots[place].key != key { place = (place &+ 1) & mask }
    return place
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(key: 0, value: 0), count: max(16, old.count * 2))
    for slot in old where slot.key != 0 { slots[place(of: slot.key)] = slot }
  }
}
