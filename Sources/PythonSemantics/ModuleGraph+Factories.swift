import PythonSyntax
import SourceText

/// A function that makes modules and needs no arguments, such as `resnet18()`.
package struct Factory {
  package let function: FunctionID
  /// What it makes them of.
  package let choices: Set<Choice>

  /// A class of the file that the function names, itself or in functions of the file that it names; or a constant, with
  /// the keyword that gets it.
  package struct Choice: Hashable {
    let keyword: Symbol
    let value: Symbol
  }
}

extension ModuleGraph {
  /// The factories of a file, in source order.
  ///
  /// What nothing in the file names and takes no argument that it could not do without is called by users just so.
  package func factories(of module: Module) -> [Factory] {
    if let known = factories[module.id] { return known }
    let found = findFactories(of: module)
    factories[module.id] = found
    return found
  }

  private func findFactories(of module: Module) -> [Factory] {
    let functions = module.functionsInOrder.map { self[$0] }.filter {
      $0.definingClass == nil && $0.enclosingFunction == nil && module.tree.kind($0.node) == .functionDefinition
    }
    var candidates = functions.filter { $0.parameters.allSatisfy(\.isOptional) }
    if candidates.isEmpty { return [] }
    let layers = module.classesInOrder.filter {
      self[$0].enclosingFunction == nil && isSubclass($0, of: "torch.nn.Module") && member("forward", of: $0) != nil
    }
    if layers.isEmpty { return [] }
    candidates.removeAll { module.namesRead.contains($0.name) }
    if candidates.isEmpty { return [] }
    let layerNames = Set(layers.map { self[$0].name })
    let uses = Dictionary(functions.map { ($0.name, names(in: $0.body, of: module.tree)) }) { _, last in last }
    return candidates.compactMap { function in
      var reached: Set<Symbol> = [function.name]
      var open = [function.name]
      while let name = open.popLast() { open += (uses[name] ?? []).filter { reached.insert($0).inserted } }
      let classes = reached.intersection(layerNames)
      if classes.isEmpty { return nil }
      let choices = Set(classes.map { Factory.Choice(keyword: .empty, value: $0) })
      return Factory(function: function.id, choices: choices.union(constants(in: function.body, of: module)))
    }
  }

  /// The values of keywords, and the texts that code may tell one model from another by.
  private func constants(in body: NodeID, of module: Module) -> [Factory.Choice] {
    module.tree.nodes(in: body).compactMap { node in
      switch module.tree.kind(node) {
      case .keywordArgument:
        Factory.Choice(
          keyword: module.tree.symbol(node), value: Symbol(module.text(of: module.tree.child(node, 0))))
      case .string: Factory.Choice(keyword: .empty, value: module.tree.symbol(node))
      default: nil
      }
    }
  }

  private func names(in node: NodeID, of tree: SyntaxTree) -> Set<Symbol> {
    Set(tree.nodes(in: node).lazy.filter { tree.kind($0) == .name }.map { tree.symbol($0) })
  }
}

extension FunctionInfo.Parameter {
  fileprivate var isOptional: Bool {
    kind == .variadicPositional || kind == .variadicKeyword || !defaultValue.isNone
  }
}
