package import SourceText

/// What a name stands for, seen from the scope of a module.
package enum Definition: Hashable, Sendable {
  case function(FunctionID)
  case class_(ClassID)
  case module(ModuleID)
  /// Something outside the checked tree, by its full dotted name: `torch.nn.functional.softmax`.
  ///
  /// A relative import that leaves the tree keeps its dots: `..utils.logging`.
  case external(Symbol)
  /// A variable of a module: `Module.bindings` and `Module.mutations` hold its statements.
  case value(ModuleID, Symbol)
  case builtin(Symbol)
  /// Nothing in the checked tree binds the name.
  case undefined
}

/// One class of a method resolution order.
package enum ClassEntry: Hashable, Sendable {
  case class_(ClassID)
  /// A class outside the checked tree; a builtin has its plain name (`dict`).
  case external(Symbol)
}
