import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Registries: containers of a module that decorators fill (`@register("key")`, `@Registry.add(Kind.A)`), of which a
/// reader knows nothing until these have run.
extension Interpreter {
  /// Runs the decorators that begin with the name of a class or variable, once what they change is there.
  func register(decoratedBy name: Symbol, in module: Module, into value: ValueID) {
    guard !module.registrants.isEmpty, holdsItems(value) else { return }
    for registrant in module.registrants where registrant.decorator == name {
      _ = functionValue(registrant.function)
    }
  }

  /// Runs the decorators that are functions of the module which name a variable.
  func register(throughFunctionsNaming variable: Symbol, in module: Module, into value: ValueID) {
    guard !module.registrants.isEmpty, holdsItems(value) else { return }
    for registrant in module.registrants {
      guard let binding = module.bindings[registrant.decorator]?.last,
        let function = graph.function(at: binding.node, in: module.id), names(variable, in: graph[function])
      else { continue }
      _ = functionValue(registrant.function)
    }
  }

  private func names(_ variable: Symbol, in function: FunctionInfo) -> Bool {
    let tree = graph[function.module].tree
    return tree.nodes(in: function.body).contains { tree.kind($0) == .name && tree.symbol($0) == variable }
  }

  private func holdsItems(_ value: ValueID) -> Bool {
    guard let piece = values.single(value), case .object = shapes[piece.shape] else { return false }
    return true
  }
}
