import PythonSyntax
import SourceText

/// Packages that import names when asked: an `_import_structure` dictionary, or the `__all__` of their submodules.
extension ModuleGraph {
  func lazyName(_ name: Symbol, of package: Module) -> Definition? {
    guard isLazy(package) else { return nil }
    if let submodule = importStructure(of: package, names: name) {
      if let found = lazyAttribute(name, ofSubmodule: submodule, package) { return found }
    }
    guard mentionsGeneratedStructure(package) else { return nil }
    let index = cache.exportIndex(of: Path.folder(of: package.path))
    for submodule in index.modules(exporting: name.text) {
      if let found = lazyAttribute(name, ofSubmodule: submodule, package) { return found }
    }
    return nil
  }

  private func lazyAttribute(_ name: Symbol, ofSubmodule submodule: String, _ package: Module) -> Definition? {
    guard let module = module(named: Symbol(ImportedName.joined(package.name.text, submodule))), module != package.id
    else { return nil }
    let found = attribute(name, of: module)
    return found == .undefined ? nil : found
  }

  private static let lazyModule: Symbol = "_LazyModule"
  private static let structure: Symbol = "_import_structure"
  private static let generatedStructure: Symbol = "define_import_structure"

  private func isLazy(_ package: Module) -> Bool {
    package.bindings[Self.structure] != nil || package.bindings[Self.lazyModule] != nil
      || mentionsGeneratedStructure(package)
  }

  private func mentionsGeneratedStructure(_ package: Module) -> Bool {
    package.bindings[Self.generatedStructure] != nil
  }

  /// The submodule under which `_import_structure` lists a name: `{"submodule": ["Name"]}`,
  /// `_import_structure["submodule"] = ["Name"]`, `_import_structure["submodule"].extend(["Name"])`.
  private func importStructure(of package: Module, names name: Symbol) -> String? {
    guard package.bindings[Self.structure] != nil else { return nil }
    let tree = package.tree
    for index in tree.nodes.indices where tree.nodes[index].kind == .string && tree.nodes[index].symbol == name {
      var node = tree.parent(NodeID(UInt32(index)))
      while [.list, .tuple, .set, .binary].contains(tree.kind(node)) { node = tree.parent(node) }
      if let key = key(of: node, in: tree) { return key }
    }
    return nil
  }

  private func key(of node: NodeID, in tree: SyntaxTree) -> String? {
    var place: NodeID
    switch tree.kind(node) {
    case .dictionaryPair: place = tree.child(node, 0)
    case .assignment: place = tree.child(node, 1)
    case .augmentedAssignment: place = tree.child(node, 0)
    case .call:
      place = tree.child(node, 0)
      if tree.kind(place) == .attribute { place = tree.child(place, 0) }
    default: return nil
    }
    if tree.kind(place) == .subscript_ { place = tree.child(place, 1) }
    return tree.kind(place) == .string ? tree.symbol(place).text : nil
  }
}
