import Synchronization

/// An interned identifier or string: equal text, equal id.
///
/// Ids are handed out in the order of first use, which depends on threads: compare them for equality only,
/// and order output by `text`.
package struct Symbol: Hashable, Sendable {
  package let id: UInt32

  /// The symbol of the empty string, also used where a node has no name.
  package static let empty = Symbol("")

  package init(_ text: String) {
    self = SymbolTable.shared.intern(text)
  }

  package var text: String { SymbolTable.shared.text(of: self) }

  fileprivate init(id: UInt32) { self.id = id }
}

extension Symbol: CustomStringConvertible {
  package var description: String { text }
}

extension Symbol: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.init(value) }
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
