import PythonSyntax
package import SourceText

extension ModuleGraph {
  // MARK: Members

  /// The binding of a name that the method resolution order finds first; `after` starts behind a class, as `super()`
  /// does.
  ///
  /// A property's getter is found, not its setter, and the implementation behind `@overload` signatures. nil if no
  /// class of the checked tree binds the name, or if `after` is no class of the order.
  package func member(
    _ name: Symbol, of id: ClassID, after: ClassID? = nil
  ) -> (owner: ClassID, binding: Binding)? {
    guard let after else { return cachedMember(name, of: id) }
    var isReached = false
    for case .class_(let owner) in self[id].mro {
      guard isReached else {
        isReached = owner == after
        continue
      }
      if let binding = ownMember(name, of: owner) { return (owner, binding) }
    }
    return nil
  }

  private func cachedMember(_ name: Symbol, of id: ClassID) -> (owner: ClassID, binding: Binding)? {
    let key = UInt64(id.rawValue) << 32 | UInt64(name.id)
    if let known = members[key] { return known.map { ($0.owner, $0.binding) } }
    var found: Member?
    for case .class_(let owner) in self[id].mro {
      guard let binding = ownMember(name, of: owner) else { continue }
      found = Member(owner: owner, binding: binding)
      break
    }
    // While bases are being resolved the order is not final.
    if classes[Int(id.rawValue)].linking == .done { members[key] = .some(found) }
    return found.map { ($0.owner, $0.binding) }
  }

  /// The function that a class has under a name, its own or an inherited one; nil where the name is bound to none.
  package func method(_ name: Symbol, of id: ClassID) -> FunctionInfo? {
    member(name, of: id).flatMap { function(at: $0.binding.node, in: self[$0.owner].module) }.map { self[$0] }
  }

  /// The binding of a name in the class's own body.
  package func ownMember(_ name: Symbol, of id: ClassID) -> Binding? {
    let info = classes[Int(id.rawValue)]
    guard let bindings = info.members[name] else { return nil }
    return bindings.last { isActive($0, in: info.module) && !isAccessory($0, in: info.module) }
      ?? bindings.last { isActive($0, in: info.module) }
  }

  /// `@name.setter`, `@name.deleter`, `@overload`: a `def` that is not what the name is read as.
  private func isAccessory(_ binding: Binding, in module: ModuleID) -> Bool {
    guard binding.kind == .function else { return false }
    let tree = self[module].tree
    for decorator in tree.children(of: binding.node).dropFirst(3) {
      let name = tree.symbol(decorator)
      switch tree.kind(decorator) {
      case .attribute:
        if name == "setter" || name == "deleter" || name == "overload" { return true }
      case .name:
        if name == "overload" { return true }
      default: break
      }
    }
    return false
  }

  /// Whether a class is, or inherits from, the class with a dotted name, in the tree or outside it.
  package func isSubclass(_ id: ClassID, of dottedName: Symbol) -> Bool {
    self[id].mro.contains { entry in
      switch entry {
      case .class_(let other): self.dottedName(of: other) == dottedName
      case .external(let name): name == dottedName
      }
    }
  }

  /// Whether a class is, or inherits from, another one of the tree.
  package func isSubclass(_ id: ClassID, of other: ClassID) -> Bool {
    self[id].mro.contains(.class_(other))
  }

  // MARK: Linking

  /// Links a class after its bases, with a stack of its own.
  func link(_ info: ClassInfo) {
    var stack = [info]
    while let top = stack.last {
      if top.linking == .pending {
        top.linking = .inProgress
        top.bases = top.baseNodes.map { base(from: $0, of: top) }
      }
      let next = top.bases.lazy.compactMap { self.classInfo(of: $0) }.first { $0.linking == .pending }
      if let next {
        stack.append(next)
      } else {
        stack.removeLast()
        if top.linking == .inProgress { setOrder(of: top) }
      }
    }
  }

  /// The class without its order, whatever state it is in.
  private func classInfo(of definition: Definition) -> ClassInfo? {
    if case .class_(let id) = definition { classes[Int(id.rawValue)] } else { nil }
  }

  private func setOrder(of info: ClassInfo) {
    var parents: [ClassEntry] = []
    var orders: [[ClassEntry]] = []
    for base in info.bases {
      switch base {
      case .class_(let id):
        let parent = classes[Int(id.rawValue)]
        guard parent.linking == .done else {
          info.hasInconsistentOrder = true
          continue
        }
        if parent.hasUnknownBase { info.hasUnknownBase = true }
        parents.append(.class_(id))
        orders.append(parent.mro)
      case .external(let name), .builtin(let name):
        if name == "object" { continue }
        parents.append(.external(name))
        orders.append(externalOrder(of: name))
      case .function, .module, .value, .undefined: info.hasUnknownBase = true
      }
    }
    let linear = MethodResolution.merge(orders + [parents])
    if !linear.isConsistent { info.hasInconsistentOrder = true }
    if linear.order.count >= Limits.inheritance { info.hasUnknownBase = true }
    info.mro = [.class_(info.id)] + linear.order.prefix(Limits.inheritance - 1)
    info.linking = .done
  }

  private func externalOrder(of name: Symbol) -> [ClassEntry] {
    var order: [ClassEntry] = []
    var pending = [name]
    while let next = pending.popLast() {
      guard !order.contains(.external(next)) else { continue }
      order.append(.external(next))
      pending.append(contentsOf: environment.externalBases(next).reversed())
    }
    return order
  }

  private func base(from node: NodeID, of info: ClassInfo) -> Definition {
    let definition = definition(ofExpression: node, in: info.module)
    // `class Norm(Norm)`: the base is what the name meant before.
    if definition == .class_(info.id) { return earlierDefinition(of: node, before: info) ?? .undefined }
    if case .value(let module, let name) = definition { return classBehind(name, in: module) ?? definition }
    return definition
  }

  private func earlierDefinition(of node: NodeID, before info: ClassInfo) -> Definition? {
    let source = self[info.module]
    var base = node
    while source.tree.kind(base) == .subscript_ { base = source.tree.child(base, 0) }
    guard source.tree.kind(base) == .name, let bindings = source.bindings[source.tree.symbol(base)] else { return nil }
    let start = source.tree.span(info.node).start
    let earlier = bindings.last { isActive($0, in: info.module) && source.tree.span($0.node).start < start }
    return earlier.flatMap { self.definition(of: $0, source.tree.symbol(base), in: source) }
  }

  /// The class behind a variable: `Base = A if is_x_available() else B`, where an open test gives the first, or
  /// `Auto = update(Auto)`, which changes a class as a decorator does.
  private func classBehind(_ name: Symbol, in module: ModuleID) -> Definition? {
    let source = self[module]
    let tree = source.tree
    let active = (source.bindings[name] ?? []).filter { isActive($0, in: module) }
    guard let last = active.last, tree.kind(last.node) == .assignment else { return nil }
    let value = tree.child(last.node, 0)
    switch tree.kind(value) {
    case .conditional:
      guard active.count == 1 else { return nil }
      let evaluator = GuardEvaluator(tree: tree, bindings: source.bindings, policy: environment)
      let test = evaluator.truth(of: tree.child(value, 0))
      return definition(ofExpression: tree.child(value, test == false ? 2 : 1), in: module)
    case .call:
      let argument = tree.child(value, 1)
      guard tree.kind(argument) == .name, tree.symbol(argument) == name,
        let original = active.dropLast().last, original.kind == .class_
      else { return nil }
      return class_(at: original.node, in: module).map { .class_($0) }
    default: return nil
    }
  }

  // MARK: Names in functions

  /// What a name node stands for where classes are concerned: a class or import in the function around it, else a
  /// module-scope name.
  func definition(ofName node: NodeID, in module: ModuleID) -> Definition {
    let source = self[module]
    let name = source.tree.symbol(node)
    let resolution = source.resolutions[Int(node.rawValue)]
    if resolution == -1, let inner = classBodyName(node, name, in: source) { return inner }
    guard resolution >= 0 || resolution <= -3 else { return resolve(name, in: module) }
    var scope = source.tree.parent(node)
    while !scope.isNone {
      if source.tree.kind(scope) == .functionDefinition, let found = localDefinition(name, in: scope, of: source) {
        return found
      }
      scope = source.tree.parent(scope)
    }
    return .undefined
  }

  /// A class nested in the class around the node: `class A: class B: …; class C(B): …`.
  private func classBodyName(_ node: NodeID, _ name: Symbol, in source: Module) -> Definition? {
    var scope = source.tree.parent(node)
    // The statement that the node belongs to is itself a class; its bases are looked up around it.
    if source.tree.kind(scope) == .argumentList { scope = source.tree.parent(source.tree.parent(scope)) }
    while !scope.isNone, source.tree.kind(scope) != .functionDefinition {
      if source.tree.kind(scope) == .classDefinition {
        guard let id = class_(at: scope, in: source.id), let binding = ownMember(name, of: id), binding.kind == .class_
        else { return nil }
        return class_(at: binding.node, in: source.id).map { .class_($0) }
      }
      scope = source.tree.parent(scope)
    }
    return nil
  }

  private func localDefinition(_ name: Symbol, in function: NodeID, of source: Module) -> Definition? {
    let tree = source.tree
    var pending = [tree.child(function, 2)]
    while let node = pending.popLast() {
      switch tree.kind(node) {
      case .classDefinition:
        if tree.symbol(node) == name { return class_(at: node, in: source.id).map { .class_($0) } }
      case .functionDefinition:
        if tree.symbol(node) == name { return self.function(at: node, in: source.id).map { .function($0) } }
      case .importFrom, .importModules:
        for alias in tree.children(of: node)
        where tree.kind(alias) == .importAlias && ImportedName.bound(by: alias, in: tree) == name {
          let binding = Binding(node: node, kind: .import_, guards: [], alias: alias)
          return definition(ofImport: binding, name, in: source.id)
        }
      default: pending.append(contentsOf: tree.children(of: node).reversed())
      }
    }
    return nil
  }
}
