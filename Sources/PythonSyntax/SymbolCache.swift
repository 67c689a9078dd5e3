import SourceText

/// The identifiers of one parse by their bytes, so that the process-wide table is locked once per distinct one.
struct SymbolCache {
  private struct Entry {
    var hash: UInt64
    var start: UInt32
    /// 0 marks a free slot: no identifier is empty.
    var length: UInt32
    var symbol: Symbol
  }

  private var slots: [Entry]
  private var count = 0
  private let empty = Symbol.empty

  init() {
    slots = Array(repeating: Entry(hash: 0, start: 0, length: 0, symbol: empty), count: 512)
  }

  /// The symbol of the text at `span`.
  mutating func symbol(_ span: Span, in bytes: [UInt8]) -> Symbol {
    let length = span.length
    if length == 0 { return empty }
    let start = Int(span.start)
    return bytes.withUnsafeBufferPointer { buffer in
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for offset in 0..<length { hash = (hash ^ UInt64(buffer[start + offset])) &* 0x100_0000_01b3 }
      var slot = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & (slots.count - 1)
      while slots[slot].length != 0 {
        let entry = slots[slot]
        if entry.hash == hash && Int(entry.length) == length && equal(buffer, Int(entry.start), start, length) {
          return entry.symbol
        }
        slot = (slot + 1) & (slots.count - 1)
      }
      let symbol = Symbol(String(decoding: buffer[start..<start + length], as: UTF8.self))
      slots[slot] = Entry(hash: hash, start: span.start, length: UInt32(length), symbol: symbol)
      count += 1
      if count * 2 > slots.count { grow() }
      return symbol
    }
  }

  private func equal(_ buffer: UnsafeBufferPointer<UInt8>, _ left: Int, _ right: Int, _ length: Int) -> Bool {
    for offset in 0..<length where buffer[left + offset] != buffer[right + offset] { return false }
    return true
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Entry(hash: 0, start: 0, length: 0, symbol: empty), count: old.count * 2)
    for entry in old where entry.length != 0 {
      var slot = Int(truncatingIfNeeded: entry.hash ^ (entry.hash >> 32)) & (slots.count - 1)
      while slots[slot].length != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = entry
    }
  }
}
