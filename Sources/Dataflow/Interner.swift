/// Hash-consing: equal values get the same small id, so that equality and hashing cost one integer.
public struct Interner<Value: Mixable> {
  @usableFromInline var index = IDIndex()
  @usableFromInline var values: [Value] = []

  @inlinable public init() {}

  @inlinable public var count: Int { values.count }

  @inlinable public mutating func intern(_ value: Value) -> UInt32 {
    var mixer = Mixer()
    value.mix(into: &mixer)
    if let id = index.find(mixer.hash, { values[Int($0)] == value }) { return id }
    let id = UInt32(values.count)
    index.insert(mixer.hash, id)
    values.append(value)
    return id
  }

  /// The id of a value that was interned before.
  @inlinable public func id(of value: Value) -> UInt32? {
    var mixer = Mixer()
    value.mix(into: &mixer)
    return index.find(mixer.hash) { values[Int($0)] == value }
  }

  @inlinable public subscript(id: UInt32) -> Value { values[Int(id)] }
}

/// Two ids as one hashable key.
public struct IDPair: Hashable {
  public let high: UInt32
  public let low: UInt32

  @inlinable public init(_ high: UInt32, _ low: UInt32) {
    self.high = high
    self.low = low
  }

  @inlinable public func hash(into hasher: inout Hasher) {
    hasher.combine(UInt64(high) << 32 | UInt64(low))
  }
}
