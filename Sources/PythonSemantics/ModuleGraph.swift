package import PythonSyntax
package import SourceText

/// The modules, functions and classes that one worker has met, loaded when a name in them is first needed.
///
/// One graph serves one thread; the files behind it are shared through the `SourceCache`. Nothing is ever executed:
/// names are followed through imports, aliases, star imports and lazily importing packages as Python would.
package final class ModuleGraph {
  package let cache: SourceCache
  package let environment: EnvironmentPolicy
  /// The roots given, then those found for files that lie in none of them.
  package internal(set) var roots: [PackageRoot]
  /// The classes of all model files of the first root; reading them takes time, so only what asks for it pays.
  package var modelClasses: ModelClassIndex? { roots.first.map { cache.modelClasses(of: $0) } }
  /// Which of them ask for the dtype of a weight; likewise.
  package var weightGuards: WeightGuardIndex? { roots.first.map { cache.weightGuards(of: $0) } }
  /// How the models of the first root feed their layers; likewise.
  package var layerInputs: LayerInputIndex? { roots.first.map { cache.layerInputs(of: $0) } }

  var modules: [Module] = []
  var functions: [FunctionInfo] = []
  var classes: [ClassInfo] = []
  /// The number of the first function and class of each module.
  var firstFunctions: [UInt32] = []
  var firstClasses: [UInt32] = []

  /// nil: looked for, and not in the tree.
  var modulesByName: [Symbol: ModuleID?] = [:]
  var modulesByPath: [String: ModuleID] = [:]
  var ownNames: [UInt64: Definition?] = [:]
  var ownNamesInProgress: Set<UInt64> = []
  var guardDecisions: [GuardKey: Bool?] = [:]
  var functionNames: [FunctionID: Symbol] = [:]
  var classNames: [ClassID: Symbol] = [:]
  var members: [UInt64: Member?] = [:]
  var factories: [ModuleID: [Factory]] = [:]

  struct Member {
    let owner: ClassID
    let binding: Binding
  }

  struct GuardKey: Hashable {
    let module: ModuleID
    let guards: [Guard]
  }

  package init(cache: SourceCache, roots: [PackageRoot], environment: EnvironmentPolicy) {
    self.cache = cache
    self.roots = roots
    self.environment = environment
  }

  package subscript(id: ModuleID) -> Module { modules[Int(id.rawValue)] }

  package subscript(id: FunctionID) -> FunctionInfo { functions[Int(id.rawValue)] }

  /// The class with its bases and method resolution order known.
  package subscript(id: ClassID) -> ClassInfo {
    let info = classes[Int(id.rawValue)]
    if info.linking == .pending { link(info) }
    return info
  }

  /// How many modules have been loaded, those of `addModule` included.
  package var moduleCount: Int { modules.count }

  /// The function whose `def` or `lambda` node this is.
  package func function(at node: NodeID, in module: ModuleID) -> FunctionID? {
    let source = self[module]
    let kind = source.tree.kind(node)
    guard kind == .functionDefinition || kind == .lambda,
      let index = source.source.scopes.definitionIndex[node.rawValue]
    else { return nil }
    return FunctionID(firstFunctions[Int(module.rawValue)] + UInt32(index))
  }

  /// The class whose statement this is.
  package func class_(at node: NodeID, in module: ModuleID) -> ClassID? {
    let source = self[module]
    guard source.tree.kind(node) == .classDefinition, let index = source.source.scopes.definitionIndex[node.rawValue]
    else { return nil }
    return ClassID(firstClasses[Int(module.rawValue)] + UInt32(index))
  }

  /// The module's dotted name and the path in it: `transformers.modeling_utils.PreTrainedModel.forward`.
  package func dottedName(of id: FunctionID) -> Symbol {
    if let known = functionNames[id] { return known }
    let function = self[id]
    let name = Symbol(ImportedName.joined(self[function.module].name.text, function.qualifiedName.text))
    functionNames[id] = name
    return name
  }

  /// The module's dotted name and the path in it.
  package func dottedName(of id: ClassID) -> Symbol {
    if let known = classNames[id] { return known }
    let info = classes[Int(id.rawValue)]
    let name = Symbol(ImportedName.joined(self[info.module].name.text, info.qualifiedName.text))
    classNames[id] = name
    return name
  }

  /// Whether the conditions around a binding may hold: none of them is decided false.
  package func isActive(_ binding: Binding, in module: ModuleID) -> Bool {
    decide(binding.guards, in: module) != false
  }

  /// True, false, or nil where the environment leaves the conditions open.
  package func decide(_ guards: [Guard], in module: ModuleID) -> Bool? {
    if guards.isEmpty { return true }
    let key = GuardKey(module: module, guards: guards)
    if let known = guardDecisions[key] { return known }
    let source = self[module]
    let decision = GuardEvaluator(tree: source.tree, bindings: source.bindings, policy: environment).decide(guards)
    guardDecisions[key] = decision
    return decision
  }
}
