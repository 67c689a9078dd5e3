import SourceText

/// Classes that are only modelled have bases too.
extension Interpreter {
  /// Whether a modelled class is, or derives from, another; nil when the library does not know.
  func isModelledSubclass(_ name: Symbol, of other: Symbol) -> Bool? {
    if name == other { return true }
    guard let model = library.module(named: name) else { return nil }
    if other == "torch.nn.Module" || other == "torch.nn.modules.module.Module" { return true }
    return model.bases.contains { isModelledSubclass($0, of: other) == true }
  }
}
