package import PythonSyntax

/// A condition around a statement of a module or class body.
package struct Guard: Hashable, Sendable {
  /// The test of an `if`; or a `try` statement, which counts as true where its body ends without an exception.
  package let test: NodeID
  package let isTrue: Bool

  package init(test: NodeID, isTrue: Bool) {
    self.test = test
    self.isTrue = isTrue
  }
}

/// One place at which a module or class body binds a name.
package struct Binding: Hashable, Sendable {
  package enum Kind: UInt8, Sendable {
    case function
    case class_
    case import_
    case assignment
    /// Bound by a compound statement: a loop, `with`, `match` or `except … as`.
    case other
  }

  /// The definition or statement; for `.other` and for an assignment inside a loop, `with` or `match`, the outermost
  /// of those, so that running `node` runs all that the binding needs.
  package let node: NodeID
  package let kind: Kind
  /// The conditions around `node`, outermost first.
  package let guards: [Guard]
  /// The `importAlias` that binds the name, `NodeID.none` for every other kind.
  package let alias: NodeID

  package init(node: NodeID, kind: Kind, guards: [Guard], alias: NodeID = .none) {
    self.node = node
    self.kind = kind
    self.guards = guards
    self.alias = alias
  }
}
