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
    if let initializer = graph.member("__init__", of: id),
      let function = graph.function(at: initializer.binding.node, in: graph[initializer.owner].module),
      let parameter = graph[function].parameters.first(where: { $0.name == "config" })
    {
      return annotation(parameter.annotation, in: graph[function].module)
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

  /// One configuration per class, made with no arguments and frozen: its fields are the class's defaults.
  func configuration(ofClass id: ClassID) -> ValueID {
    if let known = configurations[id.rawValue] { return values.restrict(known, to: frame.live) }
    let made = outsideOfRoots(module: graph[graph[id].module]) {
      let value = instantiate(id, CallArguments(node: graph[id].node))
      sizesMadeOpaque(value)
      return freeze(value)
    }
    configurations[id.rawValue] = made
    return values.restrict(made, to: frame.live)
  }

  /// Sizes in a configuration say nothing about the models that users load: they become any positive number.
  private func sizesMadeOpaque(_ configuration: ValueID) {
    for piece in values.pieces(configuration) {
      guard case .object(let site) = shapes[piece.shape] else { continue }
      let content = store.content(of: site)
      for (key, field) in zip(content.keys, content.values) {
        let opaque = sizeMadeOpaque(field)
        if opaque != field { store.write(site, key, opaque, in: lanes.all) }
      }
    }
  }

  private func sizeMadeOpaque(_ field: ValueID) -> ValueID {
    values.value(
      values.pieces(field).map { piece in
        switch shapes[piece.shape] {
        case .integer(let number) where number > 0: Piece(piece.mask, shapes.opaque(.positiveInteger))
        case .object(let site) where !info(site).isFrozen && info(site).kind != .dictionary:
          Piece(piece.mask, opaqueParts(site, piece.shape))
        default: piece
        }
      })
  }

  /// A list of sizes keeps its length, so that loops over stages stay apart; configurations inside are treated alike.
  private func opaqueParts(_ site: SiteID, _ shape: ShapeID) -> ShapeID {
    let content = store.content(of: site)
    for (key, element) in zip(content.keys, content.values) {
      let opaque = sizeMadeOpaque(element)
      if opaque != element { store.write(site, key, opaque, in: lanes.all) }
    }
    return shape
  }
}
