/// Where a person would edit the text of a place in a generated or copied file.
package struct Origin: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// In the model's own modular file.
    case own
    /// In another model's file, from which the modular file inherits or imports it.
    case ancestor
    /// In the function that a `# Copied from` comment names.
    case copied
  }

  package let kind: Kind
  package let module: ModuleID
  /// Relative to the package root.
  package let file: String
  /// From 1.
  package let line: Int
  /// The line spells the same statement; else it only starts the definition that the statement came from.
  package let isExact: Bool
}

/// A line of a module.
package struct SourcePlace: Hashable, Sendable {
  package let module: ModuleID
  package let line: Int

  package init(module: ModuleID, line: Int) {
    self.module = module
    self.line = line
  }
}
