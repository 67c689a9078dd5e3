import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Registries: containers of a module that decorators fill (`@register("key")`, `@Registry.add(Kind.A)`), or
/// `__init_subclass__` for each class that inherits it, of which a reader knows nothing until these have run.
extension Interpreter {
  /// Runs the decorators that may fill an object of a module: those that begin with the name of the variable or class
  /// that has it, and functions that read that name.
  func runRegistrations(in module: Module, into value: ValueID, of name: Symbol) {
    guard let piece = values.single(value), case .object = shapes[piece.shape] else { return }
    runSubclassHooks(of: module, reading: name)
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
    return isReading(name, graph[function], of: module)
  }

  private func isReading(_ name: Symbol, _ function: FunctionInfo, of module: Module) -> Bool {
    let tree = module.tree
    return tree.nodes(in: function.body).contains { tree.kind($0) == .name && tree.symbol($0) == name }
  }

  /// Calls the hooks of a module that read a name for the classes of the checked file that inherit them.
  private func runSubclassHooks(of module: Module, reading name: Symbol) {
    guard module.functionsInOrder.contains(where: { graph[$0].name == Self.subclassHook }) else { return }
    for id in unit.classesInOrder {
      guard let hook = graph.member(Self.subclassHook, of: id, after: id), graph[hook.owner].module == module.id,
        let function = graph.function(at: hook.binding.node, in: module.id),
        isReading(name, graph[function], of: module)
      else { continue }
      _ = callShape(functionValue(function), CallArguments([self.value(classValue(id))], node: graph[id].node))
    }
  }

  private static let subclassHook: Symbol = "__init_subclass__"
}
