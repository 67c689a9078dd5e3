import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Registries: containers of a module that decorators fill (`@register("key")`, `@Registry.add(Kind.A)`), of which a
/// reader knows nothing until these have run.
extension Interpreter {
  /// Runs the decorators that may fill an object of a module: those that begin with the name of the variable or class
  /// that has it, and functions that read that name.
  func runRegistrations(in module: Module, into value: ValueID, of name: Symbol) {
    guard !module.registrants.isEmpty, let piece = values.single(value), case .object = shapes[piece.shape] else {
      return
    }
    var fills: [Symbol: Bool] = [name: true]
    for registrant in module.registrants {
      let decorator = registrant.decorator
      let isFilling = fills[decorator] ?? isFunction(decorator, reading: name, in: module)
      fills[decorator] = isFilling
      if isFilling { _ = functionValue(registrant.function) }
    }
  }

  private func isFunction(_ decorator: Symbol, reading name: Symbol, in module: Module) -> Bool {
    guard let binding = module.bindings[decorator]?.last,
      let function = graph.function(at: binding.node, in: module.id)
    else { return false }
    let tree = module.tree
    return tree.nodes(in: graph[function].body).contains { tree.kind($0) == .name && tree.symbol($0) == name }
  }
}
