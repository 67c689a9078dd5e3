package import PythonSemantics
import SourceText

/// Finds the models that reach a file which has none itself: what they call it with says more than any guess.
struct CallerSearch {
  private let graph: ModuleGraph

  init(graph: ModuleGraph) { self.graph = graph }

  /// Files with models that import `module`, directly or through one file, at most `limit` of them in path order.
  ///
  /// A file with models of its own has its callers in itself; one without torch has no tensors to tell about.
  func callers(of module: Module) -> [ModuleID] {
    guard importsTorch(module), !graph.definesModel(module),
      let root = graph.roots.first(where: { Path.relative(module.path, to: $0.folder) != nil })
    else { return [] }
    let index = graph.cache.importIndex(of: root)
    var seen: Set<String> = [module.file]
    var open = [module.file]
    var found: [ModuleID] = []
    for _ in 0..<Self.depth {
      var next: [String] = []
      for file in open {
        for importer in index.importers(of: file) where seen.insert(importer).inserted {
          guard let id = graph.module(atPath: Path.joined(root.folder, importer)) else { continue }
          if Self.isPackage(file), file != module.file, !names(in: graph[id], areOf: module) { continue }
          guard graph.definesModel(graph[id]) else {
            next.append(importer)
            continue
          }
          found.append(id)
          if found.count == Self.limit { return found }
        }
      }
      open = next
    }
    return found
  }

  private static func isPackage(_ file: String) -> Bool { Path.name(of: file) == "__init__.py" }

  /// Whether a file imports some name of a module: a package passes on the names of many.
  private func names(in importer: Module, areOf module: Module) -> Bool {
    importer.bindings.contains { name, bindings in
      bindings.contains { $0.kind == .import_ } && module.bindings[name] != nil
    }
  }

  private func importsTorch(_ module: Module) -> Bool {
    ["torch", "nn", "Tensor", "F"].contains { module.bindings[$0] != nil }
  }

  private static let limit = 8
  private static let depth = 2
}

extension ModuleGraph {
  /// Whether a class is a model: one of transformers, or a module that is loaded by `from_pretrained`.
  func isModel(_ id: ClassID) -> Bool {
    isSubclass(id, of: "transformers.modeling_utils.PreTrainedModel")
      || isSubclass(id, of: "transformers.PreTrainedModel")
      || (member("from_pretrained", of: id) != nil && isSubclass(id, of: "torch.nn.Module"))
  }

  /// The models of a file that can be called, in source order.
  package func models(of module: Module) -> [ClassID] {
    module.classesInOrder.filter {
      self[$0].enclosingFunction == nil && isModel($0) && member("forward", of: $0) != nil
    }
  }

  func definesModel(_ module: Module) -> Bool { !models(of: module).isEmpty }
}
