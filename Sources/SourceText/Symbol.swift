import Synchronization

/// An interned identifier or string: equal text, equal id.
///
/// Ids are handed out in the order of first use, which depends on threads: compare them for equality only,
/// and order output by `text`.
public struct Symbol: Hashable, Sendable {
  public let id: UInt32

  /// The symbol of the empty string, also used where a node has no name.
  public static let empty = Symbol("")

  public init(_ text: String) {
    self = SymbolTable.shared.intern(text)
  }

  public var text: String { SymbolTable.shared.text(of: self) }

  /// The symbol with an id that came from one.
  package init(id: UInt32) { self.id = id }
}

extension Symbol: CustomStringConvertible {
  public var description: String { text }
}

extension Symbol: ExpressibleByStringLiteral {
  /// A literal is compared with in the hottest loops: its symbol is looked up by its address.
  public init(stringLiteral value: StaticString) { self = LiteralCache.shared.symbol(of: value) }
}

/// The process-wide table behind `Symbol`: taken once per distinct identifier of a file, never in a hot path.
private final class SymbolTable: Sendable {
  static let shared = SymbolTable()

  private struct State {
    var ids: [String: UInt32] = [:]
    var texts: [String] = []
  }

  private let state = Mutex(State())

  func intern(_ text: String) -> Symbol {
    state.withLock { state in
      if let id = state.ids[text] { return Symbol(id: id) }
      let id = UInt32(state.texts.count)
      state.ids[text] = id
      state.texts.append(text)
      return Symbol(id: id)
    }
  }

  func text(of symbol: Symbol) -> String {
    state.withLock { $0.texts[Int(symbol.id)] }
  }
}
