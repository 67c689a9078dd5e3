/// A hash of integers by multiplication: a few instructions a word, where the standard hasher takes some eighty.
///
/// For ids and other small integers of our own. Keys that strangers choose belong in a `Dictionary`.
public struct Mixer {
  @usableFromInline var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  @inlinable public init() {}

  @inlinable public mutating func combine(_ word: UInt64) {
    let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    // Adding keeps a product of zero from swallowing what was combined before.
    state = (product.high ^ product.low) &+ 0x9E37_79B9_7F4A_7C15
  }

  @inlinable public mutating func combine(_ word: UInt32) { combine(UInt64(word)) }

  /// The hash of what was combined so far.
  @inlinable public var hash: UInt32 { UInt32(truncatingIfNeeded: state >> 32) }
}

/// A value that hashes by `Mixer`; equal values mix alike.
public protocol Mixable: Equatable {
  func mix(into mixer: inout Mixer)
}

extension Array: Mixable where Element: Mixable {
  @inlinable public func mix(into mixer: inout Mixer) {
    mixer.combine(UInt32(truncatingIfNeeded: count))
    for element in self { element.mix(into: &mixer) }
  }
}
