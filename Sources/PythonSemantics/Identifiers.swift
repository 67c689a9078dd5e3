/// A module of one `ModuleGraph`.
///
/// Numbers depend on the order of loading: compare for equality only.
package struct ModuleID: Hashable, Sendable {
  package let rawValue: UInt32

  package init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// A function of one `ModuleGraph`: a `def` or a `lambda`, nested ones too.
package struct FunctionID: Hashable, Sendable {
  package let rawValue: UInt32

  package init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// A class of one `ModuleGraph`, nested ones too.
package struct ClassID: Hashable, Sendable {
  package let rawValue: UInt32

  package init(_ rawValue: UInt32) { self.rawValue = rawValue }
}
