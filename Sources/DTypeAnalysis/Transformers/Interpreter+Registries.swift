import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// The registries of transformers, which name classes by model type: their literals are read, never executed.
extension Interpreter {
  private static let folder = "transformers.models.auto."
  /// The files that hold the literals; later ones have the last word.
  private static let files = ["configuration_auto", "auto_mappings", "modeling_auto"]

  /// `configuration_class("llama")`: the configuration class of a model type.
  func configurationClass(_ arguments: CallArguments) -> ValueID {
    guard let given = arguments.positional.first else { return unknown(.badArguments, "model_type") }
    return mapPieces(of: given) { shape in
      guard case .string(let type) = self.shapes[shape] else {
        return self.unknown(.baseClassOnly, "PreTrainedConfig")
      }
      return self.registered("CONFIG_MAPPING_NAMES", type) ?? self.unknown(.baseClassOnly, "PreTrainedConfig")
    }
  }

  /// `automatic_class(AutoModel, config)`: the model class that a registry has for a configuration.
  func automaticClass(_ arguments: CallArguments) -> ValueID {
    guard arguments.positional.count == 2 else { return unknown(.badArguments, "from_config") }
    let owner = arguments.positional[0]
    return mapPieces(of: arguments.positional[1]) { shape in
      let base: Symbol = "PreTrainedModel"
      guard let registry = self.registryName(of: owner), let type = self.modelType(of: shape),
        let found = self.registered(registry, type)
      else { return self.unknown(.baseClassOnly, base) }
      return found
    }
  }

  /// The literal behind `_model_mapping = MODEL_MAPPING` of an automatic class: `MODEL_MAPPING_NAMES`.
  private func registryName(of owner: ValueID) -> Symbol? {
    guard case .class_(let id)? = uniform(owner),
      let (holder, binding) = graph.member("_model_mapping", of: ClassID(id)), binding.kind == .assignment
    else { return nil }
    let tree = graph[graph[holder].module].tree
    let value = tree.child(binding.node, 0)
    return tree.kind(value) == .name ? Symbol(tree.symbol(value).text + "_NAMES") : nil
  }

  private func modelType(of configuration: ShapeID) -> Symbol? {
    guard case .object(let site) = shapes[configuration], case .instance(.checked(let id)) = info(site).kind,
      let (owner, _) = graph.member("model_type", of: id)
    else { return nil }
    return constantString(classAttribute("model_type", of: owner))
  }

  private func registered(_ registry: Symbol, _ type: Symbol) -> ValueID? {
    guard let name = registryEntries(registry)[type] else { return nil }
    for package in ["transformers.models." + moduleName(of: type), "transformers"] {
      guard let module = graph.module(named: Symbol(package)) else { continue }
      if case .class_(let id) = graph.attribute(name, of: module) { return value(classValue(id)) }
    }
    return nil
  }

  /// The folder of a model type, where it is not its own name.
  private func moduleName(of type: Symbol) -> String {
    let special = registryEntries("SPECIAL_MODEL_TYPE_TO_MODULE_NAME")[type]?.text
    return special ?? type.text.replacing("-", with: "_")
  }

  private func registryEntries(_ registry: Symbol) -> [Symbol: Symbol] {
    if let known = registries[registry] { return known }
    var entries: [Symbol: Symbol] = [:]
    for file in Self.files {
      guard let id = graph.module(named: Symbol(Self.folder + file)) else { continue }
      let module = graph[id]
      let statements = (module.bindings[registry] ?? []).filter { $0.kind == .assignment }.map(\.node)
      for statement in statements + (module.mutations[registry] ?? []) {
        readEntries(below: statement, module.tree, into: &entries)
      }
    }
    registries[registry] = entries
    return entries
  }

  /// `("llama", "LlamaModel")`, `("x", ("A", "B"))` and `{"llama": "LlamaModel"}` below a statement.
  private func readEntries(below node: NodeID, _ tree: SyntaxTree, into entries: inout [Symbol: Symbol]) {
    let isPair = [.tuple, .dictionaryPair].contains(tree.kind(node)) && tree.childCount(node) == 2
    if isPair, tree.kind(tree.child(node, 0)) == .string, let name = firstString(in: tree.child(node, 1), tree) {
      entries[tree.symbol(tree.child(node, 0))] = name
      return
    }
    for child in tree.children(of: node) { readEntries(below: child, tree, into: &entries) }
  }

  private func firstString(in node: NodeID, _ tree: SyntaxTree) -> Symbol? {
    switch tree.kind(node) {
    case .string: tree.symbol(node)
    case .tuple, .list: tree.children(of: node).first.flatMap { firstString(in: $0, tree) }
    default: nil
    }
  }

  // MARK: Captured outputs

  /// `captured(model, "hidden_states")`: a sequence of what the layers that hooks would watch took and returned.
  ///
  /// A third argument says what may stand in any place instead.
  func captured(_ arguments: CallArguments) -> ValueID {
    guard arguments.positional.count >= 2, let kind = constantString(arguments.positional[1]),
      case .object(let site)? = uniform(arguments.positional[0]), case .instance(.checked(let id)) = info(site).kind,
      let (owner, _) = graph.member("_can_record_outputs", of: id),
      case .object(let table)? = uniform(
        values.restrict(classAttribute("_can_record_outputs", of: owner), to: frame.live)),
      let watched = store.read(table, shapes.string(kind).rawValue)
    else { return unknown(.noModel, "captured outputs") }
    let isStates = kind == "hidden_states"
    var result = ValueID.empty
    for layer in watchedClasses(watched) {
      result = values.join(result, returned(by: layer, element: isStates ? 0 : 1))
      if isStates { result = values.join(result, firstInput(of: layer)) }
    }
    if result != .empty, arguments.positional.count > 2 { result = values.join(result, arguments.positional[2]) }
    result = values.restrict(result, to: frame.live)
    return result == .empty ? unknown(.noModel, "captured outputs") : value(.sequence(result))
  }

  /// A class, `OutputRecorder(Class, …)`, or a list of those.
  private func watchedClasses(_ watched: ValueID) -> [ClassID] {
    switch uniform(values.restrict(watched, to: frame.live)) {
    case .class_(let id)?: return [ClassID(id)]
    case .object(let site)? where info(site).kind == .list:
      guard case .elements(let elements) = iteration(over: watched) else { return [] }
      return elements.flatMap(watchedClasses)
    case .object(let site)?:
      return store.read(site, Symbol("target_class").fieldKey).map(watchedClasses) ?? []
    default: return []
    }
  }

  private func returned(by layer: ClassID, element: Int) -> ValueID {
    guard let flow = graph.method("forward", of: layer).flatMap({ layerFlows[$0.id] }) else { return .empty }
    return selected(element, of: values.restrict(flow.output, to: frame.live))
  }

  /// The tensor at a place of what a layer returned; a layer may return one tensor alone.
  private func selected(_ element: Int, of returned: ValueID) -> ValueID {
    // Lanes in which the layer did not run have no value, and stay live.
    let entry = frame.live
    defer { frame.live = entry }
    return mapPieces(of: returned) { shape in
      if case .tuple(let elements) = self.shapes[shape] {
        return element < elements.count ? self.values.restrict(elements[element], to: self.frame.live) : .empty
      }
      return self.value(shape)
    }
  }

  private func firstInput(of layer: ClassID) -> ValueID {
    graph.method("forward", of: layer).flatMap { layerFlows[$0.id]?.input } ?? .empty
  }

  /// Remembers what a module's `forward` took and returned, for hooks that collect it.
  ///
  /// Like facts this outlives the call, so replayed summaries need not tell it again.
  func noteFlow(through function: FunctionInfo, _ bound: [ValueID], _ result: ValueID) {
    guard function.name == "forward", function.definingClass != nil, bound.count > 1 else { return }
    let known = layerFlows[function.id]
    layerFlows[function.id] = LayerFlow(
      input: values.join(known?.input ?? .empty, bound[1]), output: values.join(known?.output ?? .empty, result))
  }
}

/// What a layer took first and what it returned, over all calls of a unit.
struct LayerFlow {
  var input: ValueID
  var output: ValueID
}
