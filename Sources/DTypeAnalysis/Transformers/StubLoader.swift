import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Brings the bundled stub files into a module graph and says what each part of them stands for.
struct StubLoader {
  let interpreter: Interpreter
  /// Names that the analysed file defines itself are never replaced: its own code is what is asked about.
  let unit: ModuleID

  private static let decorator: Symbol = "replaces"
  /// Files that are read as data and define nothing.
  private static let dataFiles: Set<String> = ["environment.pyi", "inputs.pyi"]

  /// Adds the files to the graph, once each, and fills the interpreter's stub table.
  func load(_ sources: [StubSource]) {
    for source in sources where !Self.dataFiles.contains(source.file) { load(module(for: source)) }
  }

  private func module(for source: StubSource) -> Module {
    let stem = source.file.split(separator: ".").first.map(String.init) ?? source.file
    let name = Symbol("dtypelint.stubs." + stem)
    let graph = interpreter.graph
    return graph[graph.module(named: name) ?? graph.addModule(named: name, file: source.file, text: source.text)]
  }

  private func load(_ module: Module) {
    let graph = interpreter.graph
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

  private func replace(function name: Symbol, with id: FunctionID) {
    interpreter.stubs.addName(name)
    guard !isOwn(name) else { return }
    interpreter.stubs.functions[name] = .function(id)
    interpreter.stubs.addPublicName(of: name)
  }

  /// The methods stand for those of the class in the tree, the class as a whole for one that is not in it.
  private func replace(class name: Symbol, with id: ClassID) {
    interpreter.stubs.addName(name)
    guard !isOwn(name) else { return }
    let graph = interpreter.graph
    if !isInTree(name) { interpreter.stubs.classes[name] = id }
    interpreter.stubs.addPublicName(of: name)
    for (method, bindings) in graph[id].members {
      guard let binding = bindings.last, binding.kind == .function,
        let function = graph.function(at: binding.node, in: graph[id].module)
      else { continue }
      interpreter.stubs.functions[Symbol(name.text + "." + method.text)] = .function(function)
      interpreter.stubs.members[name, default: [:]][method] = function
    }
  }

  private func isOwn(_ name: Symbol) -> Bool {
    let own = interpreter.graph[unit].name.text
    return !own.isEmpty && name.text.hasPrefix(own + ".")
  }

  /// Whether the package that a name belongs to is part of the checked tree.
  private func isInTree(_ name: Symbol) -> Bool {
    let package = name.text.prefix { $0 != "." }
    return interpreter.graph.module(named: Symbol(String(package))) != nil
  }
}
