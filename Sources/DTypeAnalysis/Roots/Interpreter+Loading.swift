import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// What loading a model in 16 bits does to the dtypes of its tensors, as the `from_pretrained` of its class says.
struct ModelLoading: Hashable {
  /// Whether the model is made with the dtype that is asked for as torch's default.
  var setsDefaultDType = true
  /// Whether what the checkpoint holds is cast to that dtype; else it has those the model was made with.
  var castsTensors = false
  /// The scenarios in which modules named by `_keep_in_fp32_modules` stay in float32.
  var keeping: Set<Scenario> = [.loadFP16]

  init() {}

  /// Models that no loader knows are cast by those who make them.
  static let cast = {
    var loading = ModelLoading()
    (loading.setsDefaultDType, loading.castsTensors) = (false, true)
    return loading
  }()

  private static let dtypeNames: Set<Symbol> = ["dtype", "torch_dtype"]

  /// Loaders set torch's default dtype before they make the model, or cast the model afterwards; those that hand no
  /// dtype on leave it to others.
  fileprivate init(ofCodeIn tree: SyntaxTree, _ nodes: [NodeID]) {
    let calls = nodes.filter { tree.kind($0) == .call }
    func isTold(_ node: NodeID) -> Bool { tree.kind(node) == .name && Self.dtypeNames.contains(tree.symbol(node)) }
    let hands = calls.contains { call in
      let arguments = tree.children(of: call).dropFirst()
      return arguments.contains { argument in
        if tree.kind(argument) != .keywordArgument {
          return tree.symbol(tree.child(call, 0)) == "to" && isTold(argument)
        }
        return Self.dtypeNames.contains(tree.symbol(argument)) && isTold(tree.child(argument, 0))
      }
    }
    guard hands else { return }
    castsTensors = true
    setsDefaultDType = calls.map { tree.symbol(tree.child($0, 0)).text }.contains {
      $0.contains("default") && $0.contains("dtype")
    }
    let keeps = nodes.contains { tree.kind($0) == .attribute && tree.symbol($0) == "_keep_in_fp32_modules" }
    // Some keep them only in the narrower range of float16.
    let asksForHalf = nodes.contains { node in
      tree.kind(node) == .comparisonOperand && tree.symbol(tree.child(node, 0)) == "float16"
    }
    keeping = !keeps ? [] : asksForHalf ? [.loadFP16] : [.loadFP16, .loadBF16]
  }
}

/// Loading: the lanes of the `load-…` scenarios after a model was made.
extension Interpreter {
  /// How models of a class are loaded, or what they are made of in this unit.
  func loading(of id: ClassID) -> ModelLoading {
    guard graph.isModel(id) else { return unitLoading }
    unitLoading = ownLoading(of: id)
    return unitLoading
  }

  private func ownLoading(of id: ClassID) -> ModelLoading {
    guard !graph.isTransformersModel(id), let function = graph.method("from_pretrained", of: id) else {
      return ModelLoading()
    }
    let tree = graph[function.module].tree
    return ModelLoading(ofCodeIn: tree, tree.nodes(in: function.body))
  }

  /// Does to a model that was just made what loading does.
  func load(_ site: SiteID, of id: ClassID, _ loading: ModelLoading) {
    let half = lanes.mask(of: .loadFP16)
    let all = half | lanes.mask(of: .loadBF16)
    let keeping = loading.keeping.reduce(LaneMask()) { $0 | lanes.mask(of: $1) }
    frame.live = lanes.all
    let kept = keptModules("_keep_in_fp32_modules", of: id, loading)
    if loading.castsTensors {
      // A model that was made in the dtype, or that keeps modules, is loaded tensor by tensor; else it is cast whole.
      let byTensor = loading.setsDefaultDType ? all : kept == nil ? [] : keeping
      for (mask, isLoading) in [(byTensor, true), (all - byTensor, false)] {
        frame.live = mask
        castTensors(of: site, to: lanes.vector { $0.scenario.modelDType }.restricted(to: mask), isLoading: isLoading)
      }
      frame.live = lanes.all
    }
    if let kept { keep(site, kept, in: keeping) }
    // The list that transformers calls strict holds for bfloat16 too.
    if let strict = keptModules("_keep_in_fp32_modules_strict", of: id, loading) { keep(site, strict, in: all) }
  }

  /// The modules that a class keeps in float32, and where it says so.
  private struct KeptModules {
    var names: Set<String>
    var origin: OriginID
    var isLoading: Bool
  }

  private func keptModules(_ attribute: Symbol, of id: ClassID, _ loading: ModelLoading) -> KeptModules? {
    guard let (owner, binding) = graph.member(attribute, of: id) else { return nil }
    let names = classAttribute(attribute, of: owner)
    guard uniform(names) != Shape.none, case .elements(let elements) = iteration(over: names), !elements.isEmpty else {
      return nil
    }
    return KeptModules(
      names: Set(elements.compactMap { constantString($0)?.text }),
      origin: origin(at: binding.node, in: graph[owner].module, .kept, subject: attribute),
      isLoading: loading.castsTensors)
  }

  private func keep(_ site: SiteID, _ kept: KeptModules, in mask: LaneMask) {
    frame.live = mask
    var seen = Set<SiteID>()
    keepBelow(site, kept, [], &seen)
    frame.live = lanes.all
  }

  private func keepBelow(_ site: SiteID, _ kept: KeptModules, _ path: [String], _ seen: inout Set<SiteID>) {
    guard seen.insert(site).inserted else { return }
    let target = LaneVector(DTypeSet(.float32).rawValue, in: frame.live)
    let content = store.content(of: site)
    for (key, field) in zip(content.keys, content.values) {
      let name = fieldName(key)
      // Whole names count: `norm` is not the end of `node_norm`.
      let dotted = "." + (path + [name]).joined(separator: ".")
      let isKept = kept.names.contains { dotted.hasSuffix("." + $0) }
      for piece in values.pieces(values.restrict(field, to: frame.live)) {
        let alternatives = shapes.alternatives(of: piece.shape)
        for case .object(let child) in alternatives.map({ shapes[$0] }) where isModule(child) {
          if isKept {
            castTensors(of: child, to: target, keeper: kept.origin, isLoading: kept.isLoading)
          } else {
            keepBelow(child, kept, path + [name], &seen)
          }
        }
        guard isKept, alternatives.contains(where: isTensor) else { continue }
        let cast = alternatives.map { shape in
          if case .tensor(let tensor) = shapes[shape], tensor.role.isCast(isLoading: kept.isLoading) {
            castModuleTensor(tensor, to: target, keeper: kept.origin)
          } else {
            shape
          }
        }
        writeField(site, key, values.value(cast.dropFirst().reduce(cast[0]) { shapes.join($0, $1) }, in: piece.mask))
      }
    }
  }

  private func fieldName(_ key: UInt32) -> String {
    if ModuleKey.isName(key), case .string(let name) = shapes[ModuleKey.shape(key)] { return name.text }
    if ModuleKey.isIndex(key) || key >= ListKey.each { return "*" }
    return FieldKey.name(key)?.text ?? ""
  }
}
