/// A chain of call places from the root: what tells two objects allocated at one place apart.
public struct ContextID: Hashable, Sendable {
  public let rawValue: UInt32
  @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }

  public static let root = ContextID(0)
}

/// The tree of call contexts.
///
/// A place is any number the client picks (a syntax node, an unrolled iteration).
public struct ContextTree {
  private struct Link: Mixable {
    /// Always a lower id than the context's own.
    var parent: UInt32
    var place: UInt64
    var serial: UInt32

    func mix(into mixer: inout Mixer) {
      mixer.combine(UInt64(parent) << 32 | UInt64(serial))
      mixer.combine(place)
    }
  }

  private var links = Interner<Link>()

  public init() {
    _ = links.intern(Link(parent: 0, place: .max, serial: 0))
  }

  public mutating func context(_ parent: ContextID, place: UInt64, serial: UInt32 = 0) -> ContextID {
    ContextID(links.intern(Link(parent: parent.rawValue, place: place, serial: serial)))
  }

  /// Whether `ancestor` is `context` or above it.
  public func descends(_ context: ContextID, from ancestor: ContextID) -> Bool {
    var step = context.rawValue
    while step > ancestor.rawValue { step = links[step].parent }
    return step == ancestor.rawValue
  }

  /// `context` with its ancestor `old` replaced by `new`; nil when `old` is not an ancestor.
  ///
  /// A call summary made under one context is replayed under another this way.
  public mutating func rebase(_ context: ContextID, from old: ContextID, to new: ContextID) -> ContextID? {
    guard descends(context, from: old) else { return nil }
    var path: [Link] = []
    var step = context
    while step != old {
      let link = links[step.rawValue]
      path.append(link)
      step = ContextID(link.parent)
    }
    var result = new
    for link in path.reversed() { result = self.context(result, place: link.place, serial: link.serial) }
    return result
  }
}
