package import PythonSyntax
package import SourceText

extension ModuleGraph {
  /// What a name means in the scope of a module: its own binding, a star import's, or a builtin.
  package func resolve(_ name: Symbol, in module: ModuleID) -> Definition {
    if let own = ownName(name, in: module) { return own }
    return Builtins.names.contains(name) ? .builtin(name) : .undefined
  }

  /// What `module.name` means; submodules count, and names that a package imports lazily.
  package func attribute(_ name: Symbol, of module: ModuleID) -> Definition {
    if let own = ownName(name, in: module) { return own }
    let source = self[module]
    if source.isPackage || source.fileProblem != nil {
      if let inner = self.module(named: Symbol(source.name.text + "." + name.text)) { return .module(inner) }
      if let lazy = lazyName(name, of: source) { return lazy }
    }
    if Builtins.moduleAttributes.contains(name) { return .builtin(name) }
    return source.isStub ? .external(Symbol(source.name.text + "." + name.text)) : .undefined
  }

  /// A name bound by the module itself, nil if there is none.
  func ownName(_ name: Symbol, in module: ModuleID) -> Definition? {
    let key = UInt64(module.rawValue) << 32 | UInt64(name.id)
    if let known = ownNames[key] { return known }
    // Imports in a circle: the name has no other binding than the one being followed.
    guard ownNamesInProgress.count < Limits.nameChain, ownNamesInProgress.insert(key).inserted else { return nil }
    let found = findOwnName(name, in: self[module])
    ownNamesInProgress.remove(key)
    // Inside a circle "not found" may only mean "not here yet".
    if found != nil || ownNamesInProgress.isEmpty { ownNames[key] = .some(found) }
    return found
  }

  private func findOwnName(_ name: Symbol, in module: Module) -> Definition? {
    if let bindings = module.bindings[name] {
      if let found = choose(among: bindings, name, in: module) { return found }
    }
    for star in module.starImports.reversed() where isActive(star, in: module.id) {
      if let found = starName(name, star, in: module) { return found }
    }
    if module.bindings[name] == nil && module.globalWrites.contains(name) { return .value(module.id, name) }
    return typeCheckingName(name, in: module)
  }

  func starName(_ name: Symbol, _ star: Binding, in module: Module) -> Definition? {
    guard let target = importedModule(ofStatement: star.node, in: module.id) else { return nil }
    let source = self[target]
    if let exports = source.exports {
      guard exports.contains(name) else { return nil }
    } else if name.text.hasPrefix("_") {
      return nil
    }
    let found = attribute(name, of: target)
    return found == .undefined ? nil : found
  }

  /// `if TYPE_CHECKING:` says what a name is where nothing else does; lazily importing packages rely on it.
  private func typeCheckingName(_ name: Symbol, in module: Module) -> Definition? {
    for binding in module.bindings[name] ?? [] where binding.kind == .import_ {
      guard isUnderTypeChecking(binding, in: module) else { continue }
      let found = definition(ofImport: binding, name, in: module.id)
      if found != .undefined { return found }
    }
    return nil
  }

  func isUnderTypeChecking(_ binding: Binding, in module: Module) -> Bool {
    let tree = module.tree
    var isInside = false
    for condition in binding.guards {
      let kind = tree.kind(condition.test)
      if kind == .name || kind == .attribute, tree.symbol(condition.test) == GuardEvaluator.typeChecking {
        if !condition.isTrue { return false }
        isInside = true
      } else if decide([condition], in: module.id) == false {
        return false
      }
    }
    return isInside
  }

  // MARK: Choosing

  /// The last binding wins; among bindings whose conditions are open, a real definition does.
  private func choose(among bindings: [Binding], _ name: Symbol, in module: Module) -> Definition? {
    if bindings.count == 1, let only = bindings.first, only.guards.isEmpty {
      return definition(of: only, name, in: module)
    }
    let decided = bindings.map { decide($0.guards, in: module.id) }
    let active = bindings.indices.filter { decided[$0] != false }
    guard let last = active.last else { return nil }
    let certain = active.last { decided[$0] == true }
    let candidates = certain.map { first in active.filter { $0 >= first } } ?? active
    if candidates.count == 1 { return definition(of: bindings[last], name, in: module) }
    let isRebuilt = candidates.contains { index in
      bindings[index].kind != .function && bindings[index].kind != .class_ && bindings[index].kind != .import_
        && !isPlaceholder(bindings[index], in: module)
    }
    if isRebuilt { return .value(module.id, name) }
    for index in candidates where !isPlaceholder(bindings[index], in: module) {
      let found = definition(of: bindings[index], name, in: module)
      if let found, found != .undefined { return found }
    }
    return .value(module.id, name)
  }

  /// `name = None` and the like, which stand in for an import that failed.
  private func isPlaceholder(_ binding: Binding, in module: Module) -> Bool {
    let tree = module.tree
    guard binding.kind == .assignment, tree.kind(binding.node) == .assignment else { return false }
    switch tree.kind(tree.child(binding.node, 0)) {
    case .noneLiteral, .falseLiteral, .trueLiteral, .ellipsis: return true
    case .name: return tree.symbol(tree.child(binding.node, 0)) == "object"
    default: return false
    }
  }

  func definition(of binding: Binding, _ name: Symbol, in module: Module) -> Definition? {
    switch binding.kind {
    case .function: return function(at: binding.node, in: module.id).map { .function($0) }
    case .class_: return class_(at: binding.node, in: module.id).map { .class_($0) }
    case .import_:
      let found = definition(ofImport: binding, name, in: module.id)
      return found == .undefined ? nil : found
    case .assignment: return aliased(binding, name, in: module) ?? .value(module.id, name)
    case .other: return .value(module.id, name)
    }
  }

  /// `NewName = OldName` and `NewName = module.attribute` are other names of the same function, class or module.
  private func aliased(_ binding: Binding, _ name: Symbol, in module: Module) -> Definition? {
    let tree = module.tree
    guard module.mutations[name] == nil, tree.kind(binding.node) == .assignment else { return nil }
    let value = tree.child(binding.node, 0)
    let targets = tree.children(of: binding.node).dropFirst()
    guard tree.kind(value) == .name || tree.kind(value) == .attribute,
      targets.allSatisfy({ tree.kind($0) == .name })
    else { return nil }
    switch definition(ofExpression: value, in: module.id) {
    case .function(let id): return .function(id)
    case .class_(let id): return .class_(id)
    case .module(let id): return .module(id)
    case .external(let name): return .external(name)
    case .value, .builtin, .undefined: return nil
    }
  }

  // MARK: Dotted names

  /// What a full dotted name stands for, in the tree or in modules added to it: `pkg.module.Class.method`.
  ///
  /// `.external` where the start of the name is no module known here.
  package func definition(ofDottedName name: Symbol) -> Definition {
    let parts = name.text.split(separator: ".").map(String.init)
    for count in stride(from: parts.count, to: 0, by: -1) {
      guard let start = module(named: Symbol(parts.prefix(count).joined(separator: "."))) else { continue }
      return parts.dropFirst(count).reduce(.module(start)) { member(Symbol($1), of: $0) }
    }
    return .external(name)
  }

  // MARK: Expressions

  /// What a dotted expression at module scope stands for: `nn.functional.softmax`, `Outer.Inner`, `Base[T]`.
  package func definition(ofExpression node: NodeID, in module: ModuleID) -> Definition {
    let tree = self[module].tree
    var chain: [Symbol] = []
    var base = node
    while true {
      switch tree.kind(base) {
      case .attribute:
        chain.append(tree.symbol(base))
        if chain.count > Limits.dottedName { return .undefined }
      case .subscript_: break
      case .name:
        let start = definition(ofName: base, in: module)
        return chain.reversed().reduce(start) { member($1, of: $0) }
      default: return .undefined
      }
      base = tree.child(base, 0)
    }
  }

  private func member(_ name: Symbol, of owner: Definition) -> Definition {
    switch owner {
    case .module(let id): return attribute(name, of: id)
    case .external(let base): return .external(Symbol(base.text + "." + name.text))
    case .class_(let id):
      guard let (owner, binding) = self.member(name, of: id) else { return .undefined }
      let module = self[owner].module
      if binding.kind == .class_ { return class_(at: binding.node, in: module).map { .class_($0) } ?? .undefined }
      if binding.kind == .function { return function(at: binding.node, in: module).map { .function($0) } ?? .undefined }
      return .undefined
    case .function, .value, .builtin, .undefined: return .undefined
    }
  }
}
