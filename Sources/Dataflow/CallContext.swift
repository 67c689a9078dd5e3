/// A chain of call places from the root: what tells two objects allocated at one place apart.
package struct ContextID: Hashable, Sendable {
  package let rawValue: UInt32
  @inlinable package init(_ rawValue: UInt32) { self.rawValue = rawValue }

  package static let root = ContextID(0)
}

/// The tree of call contexts.
///
/// A place is any number the client picks (a syntax node, an unrolled iteration).
package struct ContextTree {
  private struct Link: Hashable {
    var parent: UInt32
    var place: UInt64
    var serial: UInt32
  }

  private var links = Interner<Link>()

  package init() {
    _ = links.intern(Link(parent: 0, place: .max, serial: 0))
  }

  package mutating func context(_ parent: ContextID, place: UInt64, serial: UInt32 = 0) -> ContextID {
    ContextID(links.intern(Link(parent: parent.rawValue, place: place, serial: serial)))
  }

  /// `context` with its ancestor `old` replaced by `new`; nil when `old` is not an ancestor.
  ///
  /// A call summary made under one context is replayed under another this way.
  package mutating func rebase(_ context: ContextID, from old: ContextID, to new: ContextID) -> ContextID? {
    var path: [Link] = []
    var step = context
    while step != old {
      if step == .root { return nil }
      let link = links[step.rawValue]
      path.append(link)
      step = ContextID(link.parent)
    }
    var result = new
    for link in path.reversed() { result = self.context(result, place: link.place, serial: link.serial) }
    return result
  }
}
