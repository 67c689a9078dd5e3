/// An IEEE binary16 number, which torch calls float16.
///
/// Written out over bit patterns, so that it is the same on every platform; the tests hold it against the
/// processor's own conversion.
package struct Half: Hashable, Sendable {
  package var bitPattern: UInt16

  package init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// Rounds to nearest, ties to even; from 65,520 on to infinity.
  ///
  /// A NaN becomes the quiet NaN of the same sign.
  package init(_ value: Float) {
    let bits = value.bitPattern
    let sign = UInt16(bits >> 16) & 0x8000
    let magnitude = bits & 0x7fff_ffff
    if magnitude > 0x7f80_0000 {
      bitPattern = sign | 0x7e00
    } else if magnitude >= 0x477f_f000 {
      bitPattern = sign | 0x7c00
    } else if magnitude >= 0x3880_0000 {
      let rounded = magnitude &+ 0x0fff &+ ((magnitude >> 13) & 1)
      bitPattern = sign | UInt16((rounded &- 0x3800_0000) >> 13)
    } else {
      bitPattern = sign | Half.subnormalMagnitude(magnitude)
    }
  }

  /// Rounds a float64 once, as numpy does; torch itself goes through float32.
  ///
  /// The value is first cut to float32 "to odd" (an inexact result gets an odd last bit), which keeps all that the
  /// rounding to 11 bits has to know.
  package init(directly value: Double) {
    var narrow = Float(value)
    if Double(narrow).magnitude > value.magnitude, narrow.magnitude > 0 {
      narrow = Float(bitPattern: narrow.bitPattern - 1)
    }
    if Double(narrow) != value, !value.isNaN { narrow = Float(bitPattern: narrow.bitPattern | 1) }
    self.init(narrow)
  }

  /// The pattern of a magnitude below 2⁻¹⁴ (a float32 pattern), in units of 2⁻²⁴.
  ///
  /// The significand of a float32 with biased exponent `e` is worth `2^(e - 126)` such units, so rounding is a
  /// right shift by `126 - e`; from 25 places on, everything is below one half of a unit.
  private static func subnormalMagnitude(_ magnitude: UInt32) -> UInt16 {
    let exponent = magnitude >> 23
    guard exponent > 101 else { return 0 }
    let shift = 126 - exponent
    let significand = (magnitude & 0x007f_ffff) | 0x0080_0000
    let kept = significand >> shift
    let cut = significand & ((1 << shift) - 1)
    let half: UInt32 = 1 << (shift - 1)
    let roundsUp = cut > half || (cut == half && kept & 1 == 1)
    return UInt16(roundsUp ? kept + 1 : kept)
  }

  /// The same number as a float32, which is always exact.
  package var float: Float {
    let sign = UInt32(bitPattern & 0x8000) << 16
    let exponent = UInt32(bitPattern >> 10) & 0x1f
    let mantissa = UInt32(bitPattern & 0x03ff)
    switch exponent {
    case 0:
      let magnitude = Float(mantissa) * 0x1p-24
      return Float(bitPattern: magnitude.bitPattern | sign)
    case 31:
      return Float(bitPattern: sign | 0x7f80_0000 | mantissa << 13)
    default:
      return Float(bitPattern: sign | (exponent + 112) << 23 | mantissa << 13)
    }
  }
}
