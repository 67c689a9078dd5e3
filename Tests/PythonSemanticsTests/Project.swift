import PythonSemantics
import PythonSyntax
import SourceText

/// A small tree of files in memory and a graph over it.
struct Project {
  let graph: ModuleGraph
  let folder: String

  /// Files by path below `/src`; the package is `pkg` unless said otherwise.
  init(_ files: [String: String], package: String = "pkg", environment: EnvironmentPolicy = .standard) {
    folder = "/src"
    let memory = MemoryFileSystem(
      Dictionary(uniqueKeysWithValues: files.map { ("/src/" + $0.key, $0.value) }))
    let root = PackageRoot(folder: package.isEmpty ? folder : folder + "/" + package, name: package)
    graph = ModuleGraph(cache: SourceCache(files: memory), roots: [root], environment: environment)
  }

  /// One module `m` that stands alone.
  init(module text: String, environment: EnvironmentPolicy = .standard) {
    self.init(["m.py": text], package: "", environment: environment)
  }

  /// The module with a dotted name; a missing one is a mistake of the test.
  func module(_ name: String) -> Module {
    guard let id = graph.module(named: Symbol(name)) else { preconditionFailure("no module \(name)") }
    return graph[id]
  }

  func resolve(_ name: String, in module: String = "m") -> String {
    describe(graph.resolve(Symbol(name), in: self.module(module).id))
  }

  func attribute(_ name: String, of module: String) -> String {
    describe(graph.attribute(Symbol(name), of: self.module(module).id))
  }

  func describe(_ definition: Definition) -> String {
    switch definition {
    case .function(let id): "def \(graph.dottedName(of: id))"
    case .class_(let id): "class \(graph.dottedName(of: id))"
    case .module(let id): "module \(graph[id].name)"
    case .external(let name): "external \(name)"
    case .value(let module, let name): "value \(graph[module].name).\(name)"
    case .builtin(let name): "builtin \(name)"
    case .undefined: "undefined"
    }
  }

  func function(_ qualifiedName: String, in module: String = "m") -> FunctionInfo {
    let ids = self.module(module).functionsInOrder
    guard let id = ids.first(where: { graph[$0].qualifiedName.text == qualifiedName }) else {
      preconditionFailure("no function \(qualifiedName)")
    }
    return graph[id]
  }

  func class_(_ qualifiedName: String, in module: String = "m") -> ClassInfo {
    let ids = self.module(module).classesInOrder
    guard let id = ids.first(where: { graph[$0].qualifiedName.text == qualifiedName }) else {
      preconditionFailure("no class \(qualifiedName)")
    }
    return graph[id]
  }

  func order(of qualifiedName: String, in module: String = "m") -> [String] {
    class_(qualifiedName, in: module).mro.map { entry in
      switch entry {
      case .class_(let id): graph[id].qualifiedName.text
      case .external(let name): "external \(name)"
      }
    }
  }

  /// Every resolution in source order, as `name@line:value`; a captured variable as `cell name`.
  func resolutions(of module: String = "m") -> [String] {
    let module = self.module(module)
    var result: [(UInt32, String)] = []
    for (index, value) in module.resolutions.enumerated() where value != -2 {
      let node = NodeID(UInt32(index))
      let offset = module.tree.span(node).start
      let kind = module.tree.kind(node)
      let name = module.tree.symbol(node)
      let place = value >= 0 ? "\(value)" : value == -1 ? "global" : "cell"
      let mark = kind == .name ? "" : "\(kind) "
      result.append((offset, "\(mark)\(name)@\(module.lines.line(at: offset)):\(place)"))
    }
    return result.sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }.map(\.1)
  }

  /// The resolutions of one name in source order.
  func places(of name: String, in module: String = "m") -> [Int32] {
    let module = self.module(module)
    return module.resolutions.indices
      .filter { module.resolutions[$0] != -2 && module.tree.symbol(NodeID(UInt32($0))).text == name }
      .sorted { module.tree.nodes[$0].span.start < module.tree.nodes[$1].span.start }
      .map { module.resolutions[$0] }
  }
}

extension [Symbol] {
  var texts: [String] { map(\.text) }
}
