package import PythonSemantics
import PythonSyntax
import SourceText

/// Finds the models that reach a file which has none itself: what they call it with says more than any guess.
struct CallerSearch {
  private let graph: ModuleGraph

  init(graph: ModuleGraph) { self.graph = graph }

  /// Files with models that import `module`, directly or through one file: the first by path, and as many more as
  /// use functions and classes of it that no other one does.
  ///
  /// A file with models or factories of its own has its callers in itself; one without torch has no tensors to tell
  /// about.
  func callers(of module: Module) -> [ModuleID] {
    guard importsTorch(module), !graph.makesModels(module),
      let root = graph.roots.first(where: { Path.relative(module.path, to: $0.folder) != nil })
    else { return [] }
    let index = graph.cache.importIndex(of: root)
    var seen: Set<String> = [module.file]
    var open = [Importer(file: module.file, names: [])]
    var choice = Choice()
    for _ in 0..<Self.depth {
      var importers: [Importer] = []
      for used in open {
        for (file, names) in index.imports(of: used.file) where seen.insert(file).inserted {
          let own = names.map { Symbol($0) }.filter { isDefined($0, in: module) }
          // A package passes on the names of many; another file calls what it uses itself.
          let isPassedOn = used.file != module.file && Self.isPackage(used.file)
          if isPassedOn, own.isEmpty { continue }
          importers.append(Importer(file: file, names: used.file == module.file || isPassedOn ? own : used.names))
        }
      }
      open = choose(among: importers, in: root, &choice)
      if choice.callers.count >= Self.first { break }
    }
    return choice.callers.sorted { graph[$0].file < graph[$1].file }
  }

  /// A file that may call a module, and which functions and classes of it.
  private struct Importer {
    let file: String
    let names: [Symbol]
  }

  private struct Choice {
    var callers: [ModuleID] = []
    var covered = Set<Symbol>()
  }

  /// Adds files with models; returns those without, which others may call.
  private func choose(among importers: [Importer], in root: PackageRoot, _ choice: inout Choice) -> [Importer] {
    var rest = importers
    var others: [Importer] = []
    while !rest.isEmpty, choice.callers.count < Self.most {
      var place = 0
      if choice.callers.count >= Self.first {
        guard let further = next(of: rest, beyond: choice.covered) else { break }
        place = further
      }
      let next = rest.remove(at: place)
      guard let id = graph.module(atPath: Path.joined(root.folder, next.file)),
        // What was generated from it says the same, and more.
        !GeneratedMap.isSource(graph[id], in: graph)
      else { continue }
      if canCall(graph[id]) {
        choice.callers.append(id)
        choice.covered.formUnion(next.names)
      } else {
        others.append(next)
      }
    }
    return others.sorted { $0.file < $1.file }
  }

  /// Whether the models of a file can be made with what their configuration says, and not only out of other models.
  private func canCall(_ module: Module) -> Bool {
    graph.makesModels(module)
      && (!graph.factories(of: module).isEmpty
        || graph.models(of: module).contains { model in
          let parameters = graph.method("__init__", of: model)?.parameters ?? []
          return !graph.isTransformersModel(model) || parameters.contains { $0.name == "config" }
        })
  }

  /// The first of those that use most of what no chosen one uses; nil if none uses anything more.
  private func next(of importers: [Importer], beyond covered: Set<Symbol>) -> Int? {
    var best: (place: Int, gain: Int)?
    for (place, importer) in importers.enumerated() {
      let gain = importer.names.count { !covered.contains($0) }
      if gain > best?.gain ?? 0 { best = (place, gain) }
    }
    return best?.place
  }

  private static func isPackage(_ file: String) -> Bool { Path.name(of: file) == "__init__.py" }

  /// Whether a module defines a function, or a class with methods, of this name.
  private func isDefined(_ name: Symbol, in module: Module) -> Bool {
    module.bindings[name]?.contains { binding in
      switch binding.kind {
      case .function: true
      case .class_: module.tree.nodes(in: binding.node).contains { module.tree.kind($0) == .functionDefinition }
      default: false
      }
    } ?? false
  }

  private func importsTorch(_ module: Module) -> Bool {
    ["torch", "nn", "Tensor", "F"].contains { module.bindings[$0] != nil }
  }

  private static let first = 7
  private static let most = 16
  private static let depth = 2
}

extension ModuleGraph {
  /// Whether a class is a model: one of transformers, or a module that is loaded by `from_pretrained`.
  func isModel(_ id: ClassID) -> Bool {
    isTransformersModel(id) || (member("from_pretrained", of: id) != nil && isSubclass(id, of: "torch.nn.Module"))
  }

  func isTransformersModel(_ id: ClassID) -> Bool {
    isSubclass(id, of: "transformers.modeling_utils.PreTrainedModel")
      || isSubclass(id, of: "transformers.PreTrainedModel")
  }

  /// The models of a file that can be called, in source order.
  package func models(of module: Module) -> [ClassID] {
    module.classesInOrder.filter {
      self[$0].enclosingFunction == nil && isModel($0) && member("forward", of: $0) != nil
    }
  }

  func definesModel(_ module: Module) -> Bool { !models(of: module).isEmpty }

  /// Whether a file says how its models are made: they load themselves, or functions make them.
  func makesModels(_ module: Module) -> Bool { definesModel(module) || !factories(of: module).isEmpty }
}
