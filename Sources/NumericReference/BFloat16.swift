/// A bfloat16 number: the upper half of a float32's bit pattern.
package struct BFloat16: Hashable, Sendable {
  package var bitPattern: UInt16

  package init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// Rounds to nearest, ties to even.
  ///
  /// Adding `0x7fff` plus the lowest kept bit carries into the kept half exactly when the cut-off half is above one
  /// half, or is one half and the kept half is odd. The carry runs into the exponent by itself: overflow is infinity,
  /// and subnormals need no case of their own, since both formats have the same exponent range.
  ///
  /// A NaN stays a NaN (quiet; sign and upper payload kept); torch's code paths disagree about its payload.
  package init(_ value: Float) {
    let bits = value.bitPattern
    if bits & 0x7fff_ffff > 0x7f80_0000 {
      bitPattern = UInt16(bits >> 16) | 0x0040
    } else {
      bitPattern = UInt16((bits &+ 0x7fff &+ ((bits >> 16) & 1)) >> 16)
    }
  }

  /// The same number as a float32, which is always exact.
  package var float: Float { Float(bitPattern: UInt32(bitPattern) << 16) }
}
