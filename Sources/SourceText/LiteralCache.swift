import Synchronization

/// The symbols of string literals by the literal's address, read without a lock.
///
/// Slots are filled once and never change. A slot's symbol is written before its address, so that whoever sees the
/// address sees the symbol; who loses a race for a slot interns the text, which gives the same symbol.
final class LiteralCache: Sendable {
  static let shared = LiteralCache()

  /// Some two thousand literals are in the program.
  private static let slotCount = 1 << 13

  private let slots: SlotArray

  private init() { slots = SlotArray(count: Self.slotCount) }

  func symbol(of literal: StaticString) -> Symbol {
    guard literal.hasPointerRepresentation else { return Symbol(literal.description) }
    let address = UInt(bitPattern: literal.utf8Start)
    var place = Int(truncatingIfNeeded: (UInt64(address) &* 0x9E37_79B9_7F4A_7C15) >> 51)
    for _ in 0..<16 {
      let known = slots[place].address.load(ordering: .acquiring)
      if known == address { return Symbol(id: slots[place].symbol.load(ordering: .relaxed)) }
      if known == 0 { return fill(place, address, literal) }
      place = (place + 1) & (Self.slotCount - 1)
    }
    return Symbol(literal.description)
  }

  private func fill(_ place: Int, _ address: UInt, _ literal: StaticString) -> Symbol {
    let symbol = Symbol(literal.description)
    // The first to claim the slot writes it; until then the address is one that no literal has.
    let (isMine, _) = slots[place].address.compareExchange(
      expected: 0, desired: .max, ordering: .acquiringAndReleasing)
    if isMine {
      slots[place].symbol.store(symbol.id, ordering: .relaxed)
      slots[place].address.store(address, ordering: .releasing)
    }
    return symbol
  }
}

/// A fixed number of slots that live as long as the program.
private struct SlotArray: @unchecked Sendable {
  struct Slot: ~Copyable {
    let address = Atomic<UInt>(0)
    let symbol = Atomic<UInt32>(0)
  }

  private let base: UnsafeMutablePointer<Slot>

  init(count: Int) {
    base = .allocate(capacity: count)
    for index in 0..<count { (base + index).initialize(to: Slot()) }
  }

  subscript(index: Int) -> Slot {
    _read { yield base[index] }
  }
}
