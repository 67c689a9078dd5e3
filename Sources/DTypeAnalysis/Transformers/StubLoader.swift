import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Brings the bundled stub files into a module graph and says what each part of them stands for.
struct StubLoader {
  private let graph: ModuleGraph
  private var table = StubTable()

  private init(graph: ModuleGraph) { self.graph = graph }

  private static let decorator: Symbol = "replaces"
  /// Files that are read as data and define nothing.
  private static let dataFiles: Set<String> = ["environment.pyi", "inputs.pyi"]

  /// The table of the files, which are added to the graph, once each.
  static func table(of sources: [StubSource], in graph: ModuleGraph) -> StubTable {
    var loader = StubLoader(graph: graph)
    for source in sources where !dataFiles.contains(source.file) { loader.load(loader.module(for: source)) }
    return loader.table
  }

  private func module(for source: StubSource) -> Module {
    let stem = source.file.split(separator: ".").first.map(String.init) ?? source.file
    let name = Symbol("dtypelint.stubs." + stem)
    return graph[graph.module(named: name) ?? graph.addModule(named: name, file: source.file, text: source.text)]
  }

  private mutating func load(_ module: Module) {
    for id in module.functionsInOrder where graph[id].definingClass == nil {
      for name in replaced(by: graph[id].decorators, in: module.tree) { replace(function: name, with: id) }
    }
    for id in module.classesInOrder {
      for name in replaced(by: graph[id].decorators, in: module.tree) { replace(class: name, with: id) }
    }
  }

  /// The dotted names in `@replaces("a.b", "c.d")`.
  private func replaced(by decorators: [NodeID], in tree: SyntaxTree) -> [Symbol] {
    var names: [Symbol] = []
    for decorator in decorators where tree.kind(decorator) == .call {
      guard tree.symbol(tree.child(decorator, 0)) == Self.decorator else { continue }
      for argument in tree.children(of: decorator).dropFirst() where tree.kind(argument) == .string {
        names.append(tree.symbol(argument))
      }
    }
    return names
  }

  private mutating func replace(function name: Symbol, with id: FunctionID) {
    table.add(id, as: name)
    table.addPublicName(of: name)
  }

  /// The methods stand for those of the class in the tree, the class as a whole for one that is not in it.
  private mutating func replace(class name: Symbol, with id: ClassID) {
    if !isInTree(name) { table.add(id, as: name) }
    table.addPublicName(of: name)
    for (method, bindings) in graph[id].members {
      guard let binding = bindings.last, binding.kind == .function,
        let function = graph.function(at: binding.node, in: graph[id].module)
      else { continue }
      table.add(function, as: method, of: name)
    }
  }

  /// Whether the package that a name belongs to is part of the checked tree.
  private func isInTree(_ name: Symbol) -> Bool {
    let package = name.text.prefix { $0 != "." }
    return graph.module(named: Symbol(String(package))) != nil
  }
}
