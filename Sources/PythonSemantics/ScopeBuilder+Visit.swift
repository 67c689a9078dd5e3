import PythonSyntax
import SourceText

extension ScopeBuilder {
  mutating func visit(_ work: Work) {
    let node = work.node
    let scope = work.scope
    switch tree.kind(node) {
    case .name:
      if work.mode == .store {
        bind(tree.symbol(node), at: node, scope: scope)
      } else {
        uses.append(Use(node: node, scope: scope))
      }
    case .tuple, .list, .starred: pushChildren(of: node, scope: scope, work.mode)
    case .functionDefinition, .lambda: visitFunction(node, scope: scope)
    case .classDefinition: visitClass(node, scope: scope)
    case .listComprehension, .setComprehension, .dictionaryComprehension, .generatorExpression:
      visitComprehension(node, scope: scope)
    case .assignment:
      pushChildren(of: node, from: 1, scope: scope, .store)
      push(tree.child(node, 0), scope: scope)
    case .annotatedAssignment, .augmentedAssignment, .typeAlias, .for_:
      pushChildren(of: node, from: 1, scope: scope)
      push(tree.child(node, 0), scope: scope, .store)
    case .with:
      push(tree.child(node, 0), scope: scope)
      pushChildren(of: node, from: 1, scope: scope)
    case .withItem:
      push(tree.child(node, 1), scope: scope, .store)
      push(tree.child(node, 0), scope: scope)
    case .delete: pushChildren(of: node, scope: scope, .store)
    case .namedExpression: visitNamedExpression(node, scope: scope)
    case .exceptClause, .patternCapture, .patternAs, .patternStar:
      if tree.symbol(node) != .empty { bind(tree.symbol(node), at: node, scope: scope) }
      pushChildren(of: node, scope: scope)
    case .importAlias: bind(ImportedName.bound(by: node, in: tree), at: node, scope: scope)
    case .global, .nonlocal: visitDeclaration(node, scope: scope)
    case .yield, .yieldFrom:
      let function = scopes[Int(scope)].function
      if function >= 0 { table.functions[Int(function)].isGenerator = true }
      pushChildren(of: node, scope: scope)
    default: pushChildren(of: node, scope: scope)
    }
  }

  private mutating func visitNamedExpression(_ node: NodeID, scope: Int32) {
    let target = tree.child(node, 0)
    let outer = scopeOutsideComprehensions(scope)
    push(tree.child(node, 1), scope: scope)
    guard tree.kind(target) == .name else { return push(target, scope: scope) }
    bind(tree.symbol(target), at: target, scope: outer)
    if outer == 0 { moduleWalruses.append(target) }
  }

  private mutating func visitDeclaration(_ node: NodeID, scope: Int32) {
    let isGlobal = tree.kind(node) == .global
    let scope = scopeOutsideComprehensions(scope)
    for name in tree.children(of: node) {
      uses.append(Use(node: name, scope: scope))
      if isGlobal { table.globalWrites.insert(tree.symbol(name)) }
      guard scope != 0 else { continue }
      let index = Int(declare(tree.symbol(name), scope: scope))
      if isGlobal { variables[index].isGlobal = true } else { variables[index].isNonlocal = true }
    }
  }

  // MARK: Scopes

  private mutating func visitFunction(_ node: NodeID, scope: Int32) {
    let outer = scopes[Int(scope)]
    let isLambda = tree.kind(node) == .lambda
    let name: Symbol = isLambda ? "<lambda>" : tree.symbol(node)
    let path = prefixes[Int(scope)] + name.text
    let index = Int32(table.functions.count)
    let decorators = isLambda ? [] : Array(tree.children(of: node).dropFirst(3))
    table.functions.append(
      FunctionRecord(
        node: node, name: name, qualifiedName: path == name.text ? name : Symbol(path),
        definingClass: outer.kind == .class_ ? Int(outer.lexicalClass) : nil,
        lexicalClass: outer.lexicalClass < 0 ? nil : Int(outer.lexicalClass),
        enclosingFunction: outer.function < 0 ? nil : Int(outer.function),
        isAsync: tree[node].operation == .async, decorators: decorators, body: tree.child(node, isLambda ? 1 : 2)))
    table.definitionIndex[node.rawValue] = index
    if !isLambda { bind(name, at: node, scope: scope) }
    let inner = Int32(scopes.count)
    scopes.append(
      Scope(
        kind: .function, parent: scope, function: index, owner: index, lexicalClass: outer.lexicalClass))
    prefixes.append(Limits.extends(path) ? path + "." : prefixes[Int(scope)])
    let parameters = tree.children(of: tree.child(node, 0))
    for parameter in parameters where tree.kind(parameter) == .parameter && tree.symbol(parameter) != .empty {
      let variable = Int(declare(tree.symbol(parameter), scope: inner))
      variables[variable].isParameter = true
      uses.append(Use(node: parameter, scope: inner))
      table.functions[Int(index)].parameters.append(
        FunctionInfo.Parameter(
          name: tree.symbol(parameter), kind: tree[parameter].operation, node: parameter,
          annotation: tree.child(parameter, 0), defaultValue: tree.child(parameter, 1), slot: -1))
    }
    // The body is visited after what the scope around evaluates.
    push(tree.child(node, isLambda ? 1 : 2), scope: inner)
    if !isLambda { push(tree.child(node, 1), scope: scope) }
    for parameter in parameters.reversed() { pushChildren(of: parameter, scope: scope) }
    for decorator in decorators.reversed() { push(decorator, scope: scope) }
  }

  private mutating func visitClass(_ node: NodeID, scope: Int32) {
    let outer = scopes[Int(scope)]
    let name = tree.symbol(node)
    let path = prefixes[Int(scope)] + name.text
    let index = Int32(table.classes.count)
    let decorators = Array(tree.children(of: node).dropFirst(2))
    var record = ClassRecord(
      node: node, name: name, qualifiedName: path == name.text ? name : Symbol(path), decorators: decorators,
      body: tree.child(node, 1), enclosingFunction: outer.function < 0 ? nil : Int(outer.function),
      enclosingClass: outer.kind == .class_ ? Int(outer.lexicalClass) : nil)
    for argument in tree.children(of: tree.child(node, 0)) {
      if tree.kind(argument) == .keywordArgument {
        record.keywords.append(ClassInfo.Keyword(name: tree.symbol(argument), value: tree.child(argument, 0)))
      } else {
        record.bases.append(argument)
      }
    }
    table.classes.append(record)
    table.definitionIndex[node.rawValue] = index
    bind(name, at: node, scope: scope)
    let inner = Int32(scopes.count)
    scopes.append(
      Scope(
        kind: .class_, parent: scope, function: outer.function, owner: -1, lexicalClass: index))
    prefixes.append(Limits.extends(path) ? path + "." : prefixes[Int(scope)])
    push(tree.child(node, 1), scope: inner)
    push(tree.child(node, 0), scope: scope)
    for decorator in decorators.reversed() { push(decorator, scope: scope) }
  }

  /// The first iterable is evaluated outside, everything else in the comprehension's own scope.
  private mutating func visitComprehension(_ node: NodeID, scope: Int32) {
    let outer = scopes[Int(scope)]
    let inner = Int32(scopes.count)
    scopes.append(
      Scope(
        kind: .comprehension, parent: scope, function: outer.function, owner: outer.owner,
        lexicalClass: outer.lexicalClass))
    prefixes.append(prefixes[Int(scope)])
    let clauses = tree.children(of: node).dropFirst()
    push(tree.child(node, 0), scope: inner)
    for (position, clause) in clauses.enumerated().reversed() {
      guard tree.kind(clause) == .comprehensionClause else {
        push(clause, scope: inner)
        continue
      }
      pushChildren(of: clause, from: 2, scope: inner)
      push(tree.child(clause, 1), scope: position == 0 ? scope : inner)
      push(tree.child(clause, 0), scope: inner, .store)
    }
  }
}
