import PythonSemantics
import PythonSyntax
import SourceText

/// A module of the checked tree, its names followed as the checker follows them.
final class GraphScope: EvaluationScope {
  private let graph: ModuleGraph
  private let module: ModuleID
  let tree: SyntaxTree
  private var definitions: [Symbol: EvaluationDefinition] = [:]

  init(_ module: ModuleID, in graph: ModuleGraph) {
    self.graph = graph
    self.module = module
    tree = graph[module].tree
  }

  func definition(of name: Symbol) -> EvaluationDefinition {
    if let known = definitions[name] { return known }
    let found = definition(graph.resolve(name, in: module))
    definitions[name] = found
    return found
  }

  /// The method of a class of this module, through its bases.
  func method(_ name: Symbol, of owner: ClassID) -> (scope: any EvaluationScope, node: NodeID)? {
    graph.method(name, of: owner).map { (scope($0.module), $0.node) }
  }

  private func scope(_ other: ModuleID) -> GraphScope { other == module ? self : GraphScope(other, in: graph) }

  private func definition(_ definition: Definition) -> EvaluationDefinition {
    switch definition {
    case .function(let id): return .function(scope(graph[id].module), graph[id].node)
    case .class_(let id): return .class_(scope(graph[id].module), graph[id].node)
    case .module(let id): return .module(scope(id))
    case .external(let name): return .external(name.text)
    case .builtin, .undefined: return .undefined
    case .value(let other, let name):
      let owner = graph[other]
      // The last assignment that may be in force, if it is one that says the value outright.
      let bindings = owner.bindings[name] ?? []
      guard let binding = bindings.last(where: { graph.isActive($0, in: other) }), binding.kind == .assignment,
        case let value = GraphScope.value(of: binding.node, named: name, in: owner.tree), !value.isNone
      else { return .external(name.text) }
      return .value(scope(other), value)
    }
  }

  private static func value(of statement: NodeID, named name: Symbol, in tree: SyntaxTree) -> NodeID {
    switch tree.kind(statement) {
    case .assignment:
      let isPlain = tree.children(of: statement).dropFirst().contains {
        tree.kind($0) == .name && tree.symbol($0) == name
      }
      return isPlain ? tree.child(statement, 0) : .none
    case .annotatedAssignment: return tree.child(statement, 2)
    default: return .none
    }
  }
}
