import PythonSyntax
import SourceText

/// Collects what the statements of a module or class body bind and change, with the conditions around them.
struct BindingCollector {
  struct Names {
    var bindings: [Symbol: [Binding]] = [:]
    var starImports: [Binding] = []
    var mutations: [Symbol: [ScopeTable.Mutation]] = [:]
  }

  private struct Work {
    var statement: NodeID
    var guards: [Guard]
    /// The outermost loop, `with` or `match` around the statement, and its own conditions.
    var compound: NodeID
    var compoundGuards: [Guard] = []

    /// The same place with other conditions.
    func with(_ guards: [Guard]) -> Work {
      var copy = self
      copy.guards = guards
      return copy
    }
  }

  private let tree: SyntaxTree
  private var names = Names()
  private var stack: [Work] = []

  private init(tree: SyntaxTree) { self.tree = tree }

  /// `expressionBindings` are the targets of `:=` in the body, which the statements do not show.
  static func collect(_ tree: SyntaxTree, body: NodeID, expressionBindings: [NodeID] = []) -> Names {
    var collector = BindingCollector(tree: tree)
    collector.pushStatements(of: body, Work(statement: .none, guards: [], compound: .none))
    while let work = collector.stack.popLast() { collector.collect(work) }
    for target in expressionBindings { collector.addExpressionBinding(target) }
    return collector.names
  }

  private mutating func pushStatements(of block: NodeID, _ around: Work) {
    for statement in tree.children(of: block).reversed() where !statement.isNone {
      var work = around
      work.statement = statement
      stack.append(work)
    }
  }

  private mutating func collect(_ work: Work) {
    let node = work.statement
    switch tree.kind(node) {
    case .functionDefinition: add(tree.symbol(node), .function, work)
    case .classDefinition: add(tree.symbol(node), .class_, work)
    case .importModules, .importFrom: collectImport(work)
    case .assignment:
      for target in tree.children(of: node).dropFirst() { collectTarget(target, work) }
    case .annotatedAssignment:
      if !tree.child(node, 2).isNone { collectTarget(tree.child(node, 0), work) }
    case .augmentedAssignment: mutate(tree.child(node, 0), work)
    case .typeAlias: collectTarget(tree.child(node, 0), work)
    case .delete:
      for target in tree.children(of: node) where tree.kind(target) != .name { mutate(target, work) }
    case .expressionStatement: collectExpression(tree.child(node, 0), work)
    case .if_: pushConditional(work)
    case .try_: pushTry(work)
    case .for_, .while_, .with, .match: pushCompound(work)
    case .error: pushStatements(of: node, work)
    default: break
    }
  }

  // MARK: Compound statements

  /// Blocks are pushed last to first, so that they are collected in source order.
  private mutating func pushConditional(_ work: Work) {
    var guards = work.guards
    var blocks: [(NodeID, [Guard])] = []
    for clause in tree.children(of: work.statement) {
      if tree.kind(clause) == .ifClause {
        let test = tree.child(clause, 0)
        blocks.append((tree.child(clause, 1), guards + [Guard(test: test, isTrue: true)]))
        if guards.count < Limits.guards { guards.append(Guard(test: test, isTrue: false)) }
      } else {
        blocks.append((tree.child(clause, 0), guards))
      }
    }
    for (block, guards) in blocks.reversed() {
      pushStatements(of: block, work.with(guards))
    }
  }

  private mutating func pushTry(_ work: Work) {
    let node = work.statement
    pushStatements(of: tree.child(tree.child(node, 2), 0), work)
    let failed = work.with(work.guards + [Guard(test: node, isTrue: false)])
    for clause in tree.children(of: node).dropFirst(3).reversed() {
      if tree.symbol(clause) != .empty { add(tree.symbol(clause), .other, work) }
      pushStatements(of: tree.child(clause, 1), failed)
    }
    let succeeded = work.with(work.guards + [Guard(test: node, isTrue: true)])
    pushStatements(of: tree.child(tree.child(node, 1), 0), succeeded)
    pushStatements(of: tree.child(node, 0), succeeded)
  }

  private mutating func pushCompound(_ work: Work) {
    let node = work.statement
    var inner = work
    if inner.compound.isNone {
      inner.compound = node
      inner.compoundGuards = work.guards
    }
    for child in tree.children(of: node).reversed() {
      switch tree.kind(child) {
      case .block: pushStatements(of: child, inner)
      case .elseClause: pushStatements(of: tree.child(child, 0), inner)
      case .withItem: collectTarget(tree.child(child, 1), inner)
      case .caseClause:
        pushStatements(of: tree.child(child, 2), inner)
        collectPattern(tree.child(child, 0), inner)
      default: break
      }
    }
    if tree.kind(node) == .for_ { collectTarget(tree.child(node, 0), inner) }
  }

  // MARK: Simple statements

  private mutating func collectImport(_ work: Work) {
    let node = work.statement
    if tree[node].operation == .star {
      names.starImports.append(Binding(node: node, kind: .import_, guards: work.guards))
    }
    for alias in tree.children(of: node) where tree.kind(alias) == .importAlias {
      let binding = Binding(node: node, kind: .import_, guards: work.guards, alias: alias)
      names.bindings[ImportedName.bound(by: alias, in: tree), default: []].append(binding)
    }
  }

  private mutating func collectTarget(_ target: NodeID, _ work: Work) {
    var pending = [target]
    while let next = pending.popLast() {
      switch tree.kind(next) {
      case .name: addVariable(tree.symbol(next), work)
      case .tuple, .list, .starred: pending.append(contentsOf: tree.children(of: next).reversed())
      case .attribute, .subscript_: mutate(next, work)
      default: break
      }
    }
  }

  private mutating func collectPattern(_ pattern: NodeID, _ work: Work) {
    var pending = [pattern]
    while let next = pending.popLast() {
      switch tree.kind(next) {
      case .patternCapture, .patternAs, .patternStar:
        if tree.symbol(next) != .empty { addVariable(tree.symbol(next), work) }
      default: break
      }
      pending.append(contentsOf: tree.children(of: next).reversed())
    }
  }

  private mutating func collectExpression(_ expression: NodeID, _ work: Work) {
    guard tree.kind(expression) == .call else { return }
    let function = tree.child(expression, 0)
    if tree.kind(function) == .attribute { mutate(tree.child(function, 0), work) }
  }

  // MARK: Results

  private mutating func add(_ name: Symbol, _ kind: Binding.Kind, _ work: Work) {
    let binding = Binding(node: work.statement, kind: kind, guards: work.guards)
    if names.bindings[name]?.last != binding { names.bindings[name, default: []].append(binding) }
  }

  private mutating func addVariable(_ name: Symbol, _ work: Work) {
    if work.compound.isNone { return add(name, .assignment, work) }
    var whole = work.with(work.compoundGuards)
    whole.statement = work.compound
    add(name, .other, whole)
  }

  /// Notes a change of what the name at the start of an attribute, subscript or call chain holds.
  private mutating func mutate(_ target: NodeID, _ work: Work) {
    var base = target
    while [.attribute, .subscript_, .call].contains(tree.kind(base)) { base = tree.child(base, 0) }
    guard tree.kind(base) == .name else { return }
    let mutation = ScopeTable.Mutation(
      node: work.compound.isNone ? work.statement : work.compound,
      guards: work.compound.isNone ? work.guards : work.compoundGuards)
    let name = tree.symbol(base)
    if names.mutations[name]?.last != mutation { names.mutations[name, default: []].append(mutation) }
  }

  private mutating func addExpressionBinding(_ target: NodeID) {
    var statement = target
    while !statement.isNone {
      let parent = tree.parent(statement)
      if parent == tree.root || parent.isNone { break }
      statement = parent
    }
    guard !statement.isNone else { return }
    add(tree.symbol(target), .other, Work(statement: statement, guards: [], compound: .none))
  }
}
