import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Configurations: the class a model names, made with its defaults.
extension Interpreter {
  /// The configuration of a model class, from `config_class`, an annotation in the class body or of `__init__`.
  func configuration(of id: ClassID) -> ValueID {
    guard let configurationClass = configurationClass(of: id) else { return unknown(.baseClassOnly, "config") }
    return configuration(ofClass: configurationClass)
  }

  private func configurationClass(of id: ClassID) -> ClassID? {
    for case .class_(let base) in graph[id].mro {
      if let found = namedConfiguration(in: graph[base]) { return found }
    }
    if let function = graph.method("__init__", of: id),
      let parameter = function.parameters.first(where: { $0.name == "config" })
    {
      return annotation(parameter.annotation, in: function.module)
    }
    return nil
  }

  /// The class that `config_class = LlamaConfig` or `config: LlamaConfig` names in a class body.
  private func namedConfiguration(in owner: ClassInfo) -> ClassID? {
    let tree = graph[owner.module].tree
    if let binding = owner.members["config_class"]?.last, tree.kind(binding.node) == .assignment,
      let found = annotation(tree.child(binding.node, 0), in: owner.module)
    {
      return found
    }
    // An annotation without a value binds nothing, so it is no member.
    for statement in tree.children(of: owner.body) where tree.kind(statement) == .annotatedAssignment {
      if tree.symbol(tree.child(statement, 0)) == "config" {
        return annotation(tree.child(statement, 1), in: owner.module)
      }
    }
    return nil
  }

  func annotation(_ node: NodeID, in module: ModuleID) -> ClassID? {
    let tree = graph[module].tree
    switch tree.kind(node) {
    case .name, .string:
      if case .class_(let id) = graph.resolve(tree.symbol(node), in: module) { return id }
      return nil
    case .subscript_, .binary:
      return annotation(tree.child(node, tree.kind(node) == .subscript_ ? 1 : 0), in: module)
    default: return nil
    }
  }

  /// What a caller gives for an annotation: the base class stands for each of its subclasses, which is told apart where
  /// it does not do.
  func givenConfiguration(ofClass id: ClassID) -> ValueID {
    let isBase = ["PretrainedConfig", "PreTrainedConfig"].contains(graph[id].name)
    return isBase && variation != nil ? unknown(.baseClassOnly, graph[id].name) : configuration(ofClass: id)
  }

  func configuration(ofClass id: ClassID) -> ValueID {
    let made = plainConfiguration(ofClass: id)
    return values.restrict(variation.map { varied(made, of: id, by: $0) } ?? made, to: frame.live)
  }

  /// One configuration per class, made with no arguments and frozen: its fields are the class's defaults.
  private func plainConfiguration(ofClass id: ClassID) -> ValueID {
    if let known = configurations[id.rawValue] { return known }
    let made = outsideOfRoots(module: graph[graph[id].module]) {
      let value = instantiate(id, CallArguments(node: graph[id].node))
      sizesMadeOpaque(value)
      return freeze(value)
    }
    configurations[id.rawValue] = made
    return made
  }

  /// Sizes in a configuration say nothing about the models that users load: they become any positive number.
  ///
  /// A list of sizes keeps its length, so that loops over stages stay apart; configurations inside are treated alike.
  private func sizesMadeOpaque(_ configuration: ValueID) {
    forEachObject(of: configuration) { site in
      let content = store.content(of: site)
      for (key, field) in zip(content.keys, content.values) {
        let opaque = sizeMadeOpaque(field)
        if opaque != field { store.write(site, key, opaque, in: lanes.all) }
      }
    }
  }

  /// A configuration and those inside it, each once; in one that is being made, what others share is left out.
  func forEachObject(of configuration: ValueID, _ visit: (SiteID) -> Void) {
    var reached = values.pieces(configuration).compactMap { object($0.shape)?.site }
    // A configuration may hold one that holds it: each place is entered once.
    var seen = Set(reached)
    while let site = reached.popLast() {
      visit(site)
      for field in store.content(of: site).values {
        for piece in values.pieces(field) {
          guard let (inner, kind) = object(piece.shape), kind != .dictionary,
            info(inner).isFrozen == info(site).isFrozen
          else { continue }
          if seen.insert(inner).inserted { reached.append(inner) }
        }
      }
    }
  }

  private func sizeMadeOpaque(_ field: ValueID) -> ValueID {
    values.value(
      values.pieces(field).map { piece in
        guard case .integer(let number) = shapes[piece.shape], number > 0 else { return piece }
        return Piece(piece.mask, shapes.opaque(.positiveInteger))
      })
  }
}
