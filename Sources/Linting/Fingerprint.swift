/// A stable 64-bit hash (FNV-1a) of what identifies a finding.
///
/// It covers the rule, the file, the function and the text of the code without its layout, so that it survives edits
/// elsewhere in the file; equal findings of one function are told apart by their order.
struct Fingerprint {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func combine(_ text: some StringProtocol) {
    for byte in text.utf8 { combine(byte) }
    combine(0)
  }

  /// Adds code without the white space in it.
  mutating func combine(code bytes: some Sequence<UInt8>) {
    for byte in bytes where byte > 0x20 { combine(byte) }
    combine(0)
  }

  private mutating func combine(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
