package import PythonSyntax
package import SourceText

extension ModuleGraph {
  /// What `from … import name` binds; `statement` is the `importFrom` node.
  package func importedName(_ name: Symbol, from statement: NodeID, in module: ModuleID) -> Definition {
    let node = self[module].tree[statement]
    let base = absoluteName(level: Int(node.level), node.symbol, in: module)
    guard let base, let target = self.module(named: base) else {
      // The package may be unknown and a module of it described all the same.
      let full = Symbol(externalName(base, of: node) + "." + name.text)
      return self.module(named: full).map { .module($0) } ?? .external(full)
    }
    return attribute(name, of: target)
  }

  /// What `import a.b.c` binds: the module `a`, or with `as` the module `a.b.c`.
  package func importedModule(_ dotted: Symbol, bindsRoot: Bool) -> Definition {
    let name = bindsRoot ? ImportedName.firstPart(of: dotted) : dotted
    return module(named: name).map { .module($0) } ?? .external(name)
  }

  /// The module that a `from` statement names; nil if it lies above the root.
  package func importedModule(ofStatement statement: NodeID, in module: ModuleID) -> ModuleID? {
    let node = self[module].tree[statement]
    return absoluteName(level: Int(node.level), node.symbol, in: module).flatMap { self.module(named: $0) }
  }

  func absoluteName(level: Int, _ name: Symbol, in module: ModuleID) -> Symbol? {
    if level == 0 { return name }
    let source = self[module]
    var parts = source.name.text.split(separator: ".")[...]
    if !source.isPackage { parts = parts.dropLast() }
    guard parts.count >= level - 1 else { return nil }
    let package = parts.dropLast(level - 1).joined(separator: ".")
    // Above a named root there is nothing; in a root without a name, top-level modules.
    if package.isEmpty && (name == .empty || isInNamedRoot(source)) { return nil }
    return Symbol(ImportedName.joined(package, name.text))
  }

  private func isInNamedRoot(_ module: Module) -> Bool {
    let first = ImportedName.firstPart(of: module.name).text
    return roots.contains { $0.name == first }
  }

  private func externalName(_ base: Symbol?, of node: Node) -> String {
    if let base { return base.text }
    return String(repeating: ".", count: Int(node.level)) + node.symbol.text
  }

  /// What an import binding binds to `name`.
  func definition(ofImport binding: Binding, _ name: Symbol, in module: ModuleID) -> Definition {
    let tree = self[module].tree
    let alias = tree[binding.alias]
    if tree.kind(binding.node) == .importFrom {
      return importedName(alias.symbol, from: binding.node, in: module)
    }
    return importedModule(alias.symbol, bindsRoot: alias.secondSymbol == .empty)
  }
}
