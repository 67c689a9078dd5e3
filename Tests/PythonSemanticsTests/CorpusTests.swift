import PythonSemantics
import PythonSyntax
import SourceText
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Real packages, where they are at hand: in the folder named by `DTYPELINT_CORPUS`, else in the cache of the user.
enum Corpus {
  static func package(_ version: String) -> String? {
    let folder =
      variable("DTYPELINT_CORPUS") ?? (variable("HOME") ?? "/") + "/.cache/dtypelint-corpus"
    let path = "\(folder)/transformers/\(version)/transformers"
    return DiskFileSystem().kind(of: path) == .directory ? path : nil
  }

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  static func graph(_ package: String) -> ModuleGraph {
    let files = DiskFileSystem()
    let root = PackageRoot.find(for: package, in: files)
    return ModuleGraph(cache: SourceCache(files: files), roots: [root], environment: .standard)
  }
}

@Suite struct CorpusTests {
  @Test(.enabled(if: Corpus.package("4.49.0") != nil))
  func qwenModelsResolve() throws {
    let package = try #require(Corpus.package("4.49.0"))
    let graph = Corpus.graph(package)
    let path = package + "/models/qwen2_5_vl/modeling_qwen2_5_vl.py"
    let id = try #require(graph.module(atPath: path))
    #expect(graph[id].file == "models/qwen2_5_vl/modeling_qwen2_5_vl.py")
    #expect(graph[id].name == "transformers.models.qwen2_5_vl.modeling_qwen2_5_vl")
    let expected: [(Symbol, Definition)] = [
      ("nn", .external("torch.nn")), ("F", .external("torch.nn.functional")),
      ("apply_rotary_emb", .external("flash_attn.layers.rotary.apply_rotary_emb")),
      ("flash_attn_varlen_func", .external("flash_attn.flash_attn_varlen_func")),
    ]
    for (name, definition) in expected { #expect(graph.resolve(name, in: id) == definition, "\(name)") }
    try expectClass("PreTrainedModel", "transformers.modeling_utils.PreTrainedModel", in: id, graph)
    try expectClass("GenerationMixin", "transformers.generation.utils.GenerationMixin", in: id, graph)
    try expectClass("ModelOutput", "transformers.utils.generic.ModelOutput", in: id, graph)
    guard case .value(let owner, "ACT2FN") = graph.resolve("ACT2FN", in: id) else {
      Issue.record("\(graph.resolve("ACT2FN", in: id))")
      return
    }
    #expect(graph[owner].file == "activations.py")
    let model = try #require(
      graph[id].classesInOrder.first { graph[$0].name == "Qwen2_5_VLForConditionalGeneration" })
    #expect(graph.isSubclass(model, of: "torch.nn.Module"))
    #expect(graph.isSubclass(model, of: "transformers.modeling_utils.PreTrainedModel"))
    #expect(!graph[model].hasUnknownBase && !graph[model].hasInconsistentOrder)
    let initialize = try #require(graph.member("post_init", of: model))
    #expect(graph.dottedName(of: initialize.owner) == "transformers.modeling_utils.PreTrainedModel")
  }

  private func expectClass(_ name: Symbol, _ dotted: Symbol, in module: ModuleID, _ graph: ModuleGraph) throws {
    guard case .class_(let id) = graph.resolve(name, in: module) else {
      Issue.record("\(name): \(graph.resolve(name, in: module))")
      return
    }
    #expect(graph.dottedName(of: id) == dotted)
  }

  @Test(.enabled(if: Corpus.package("5.23.0") != nil))
  func lazyNamesOfThePackage() throws {
    let graph = Corpus.graph(try #require(Corpus.package("5.23.0")))
    let top = try #require(graph.module(named: "transformers"))
    for (name, module) in [
      ("LlamaForCausalLM", "models.llama.modeling_llama"), ("DynamicCache", "cache_utils"),
      ("PreTrainedModel", "modeling_utils"), ("Qwen2_5_VLConfig", "models.qwen2_5_vl.configuration_qwen2_5_vl"),
    ] {
      guard case .class_(let id) = graph.attribute(Symbol(name), of: top) else {
        Issue.record("\(name): \(graph.attribute(Symbol(name), of: top))")
        continue
      }
      #expect(graph.dottedName(of: id) == Symbol("transformers.\(module).\(name)"))
    }
    #expect(graph.attribute("NoSuchModel", of: top) == .undefined)
    #expect(graph.moduleCount < 20)
  }

  /// A global name that a modeling file reads and nobody binds would be a mistake of ours: these files run.
  @Test(
    .enabled(if: Corpus.package("5.23.0") != nil),
    arguments: ["qwen2_5_vl", "qwen2_5_omni", "llama", "mamba2"])
  func everyNameIsBound(_ model: String) throws {
    let package = try #require(Corpus.package("5.23.0"))
    let graph = Corpus.graph(package)
    let id = try #require(graph.module(atPath: "\(package)/models/\(model)/modeling_\(model).py"))
    let module = graph[id]
    #expect(module.problems.isEmpty && module.fileProblem == nil)
    var inFunctions = 0
    for function in module.functionsInOrder.map({ graph[$0] }) {
      for index in indices(of: function.body, in: module) where module.resolutions[index] == -1 {
        let name = module.tree.nodes[index].symbol
        guard module.tree.nodes[index].kind == .name else { continue }
        inFunctions += 1
        #expect(graph.resolve(name, in: id) != .undefined, "\(model): \(function.qualifiedName): \(name)")
      }
    }
    #expect(inFunctions > 50)
    for id in module.classesInOrder {
      #expect(!graph[id].hasUnknownBase && !graph[id].hasInconsistentOrder, "\(graph[id].name)")
    }
  }

  /// The nodes below one, those of nested definitions too.
  private func indices(of top: NodeID, in module: Module) -> [Int] {
    var result: [Int] = []
    var pending = [top]
    while let node = pending.popLast() {
      result.append(Int(node.rawValue))
      pending.append(contentsOf: module.tree.children(of: node))
    }
    return result
  }

  @Test(.enabled(if: Corpus.package("4.49.0") != nil))
  func importersOfTheCache() throws {
    let files = DiskFileSystem()
    let root = PackageRoot.find(for: try #require(Corpus.package("4.49.0")), in: files)
    let index = ImportIndex(root: root, files: files)
    let importers = index.importers(of: "cache_utils.py")
    #expect(importers == importers.sorted())
    #expect(importers.contains("models/qwen2_5_vl/modeling_qwen2_5_vl.py"))
    #expect(!importers.contains("activations.py"))
  }
}
