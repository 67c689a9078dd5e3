import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// From a name to what was bound to it.
extension FlowTrace {
  func binding(of name: NodeID, _ path: [Int], _ walk: inout Walk) -> Position? {
    guard let id = unit.analysis.enclosingFunction(of: name) else { return nil }
    let function = unit.graph[id]
    let symbol = unit.tree.symbol(name)
    if let iterable = comprehended(name) { return Position(node: iterable, path: []) }
    if let found = assignment(of: symbol, before: name, in: function) {
      if let element = appended(to: symbol, after: found, before: name, in: function, path, &walk) { return element }
      add(found.statement, "`\(snippet(found.statement))`", &walk)
      return Position(node: found.value, path: path + found.path)
    }
    return parameter(symbol, of: function, path, &walk)
  }

  /// What is bound at a parameter, a target of an assignment or a `return`.
  func bound(at node: NodeID, _ walk: inout Walk) -> Position? {
    switch unit.tree.kind(node) {
    case .return_: return Position(node: unit.tree.child(node, 0), path: [])
    case .parameter:
      guard let id = unit.analysis.enclosingFunction(of: node) else { return nil }
      return parameter(unit.tree.symbol(node), of: unit.graph[id], [], &walk)
    default:
      let statement = unit.analysis.statement(of: node)
      guard let found = assigned(unit.tree.symbol(node), by: statement) else { return nil }
      add(found.statement, "`\(snippet(found.statement))`", &walk)
      return Position(node: found.value, path: found.path)
    }
  }

  private func parameter(
    _ symbol: Symbol, of function: FunctionInfo, _ path: [Int], _ walk: inout Walk
  ) -> Position? {
    guard let parameter = function.parameters.first(where: { $0.name == symbol }) else { return nil }
    guard let (call, argument) = argument(for: parameter, of: function, path, walk) else { return nil }
    let caller = unit.functionName(around: call)
    add(call, "passed as `\(symbol.text)` to `\(function.qualifiedName.text)` by `\(caller)`", &walk)
    return Position(node: argument, path: path)
  }

  /// The call that gives a parameter of the function around `use` its value.
  func call(passing name: Symbol, to use: NodeID, value: ValueID) -> NodeID? {
    guard let dtype = unit.dtypeText(of: value, in: lanes), let id = unit.analysis.enclosingFunction(of: use),
      let parameter = unit.graph[id].parameters.first(where: { $0.name == name })
    else { return nil }
    return argument(for: parameter, of: unit.graph[id], [], Walk(dtype: dtype))?.call
  }

  /// The functions of the checked file that returned what a parameter holds, the one that made it last.
  func makers(of parameter: FunctionInfo.Parameter, of function: FunctionInfo, value: ValueID) -> [FunctionID] {
    guard let dtype = unit.dtypeText(of: value, in: lanes) else { return [] }
    var walk = Walk(dtype: dtype)
    guard let (_, argument) = argument(for: parameter, of: function, [], walk) else { return [] }
    var current: Position? = Position(node: argument, path: [])
    while let position = current, walk.steps.count < Self.longest, walk.seen.insert(position.node).inserted {
      current = back(from: position, &walk)
    }
    return walk.makers
  }

  // MARK: Assignments

  private struct Assigned {
    var statement: NodeID
    var value: NodeID
    /// Which element of the value, the outermost index last.
    var path: [Int]
  }

  /// The last assignment above a use, in the order of the text; one in a branch that no lane takes only if there is no
  /// other.
  private func assignment(of symbol: Symbol, before use: NodeID, in function: FunctionInfo) -> Assigned? {
    let tree = unit.tree
    let limit = tree.span(unit.analysis.statement(of: use)).start
    let above = (tree.statements(.assignment, in: function.body) + tree.statements(.for_, in: function.body))
      .filter { tree.span($0).start < limit }.compactMap { assigned(symbol, by: $0) }
    let reached = above.filter { !(unit.support(of: unit.value(of: $0.value)) & lanes).isEmpty }
    return (reached.isEmpty ? above : reached).max {
      tree.span($0.statement).start < tree.span($1.statement).start
    }
  }

  /// What is appended to a list that was empty at first: the element with the dtype that is followed.
  private func appended(
    to list: Symbol, after start: Assigned, before use: NodeID, in function: FunctionInfo, _ path: [Int],
    _ walk: inout Walk
  ) -> Position? {
    let tree = unit.tree
    guard tree.kind(start.value) == .list, tree.childCount(start.value) == 0 else { return nil }
    let limit = tree.span(unit.analysis.statement(of: use)).start
    for call in tree.nodes(in: function.body) where tree.kind(call) == .call && tree.childCount(call) == 2 {
      let callee = tree.child(call, 0)
      guard tree.kind(callee) == .attribute, tree.symbol(callee) == "append", tree.kind(tree.child(callee, 0)) == .name,
        tree.symbol(tree.child(callee, 0)) == list, tree.span(call).start > tree.span(start.statement).start,
        tree.span(call).start < limit, let element = carrying(tree.child(call, 1), path, walk)
      else { continue }
      add(call, "`\(snippet(call))`", &walk)
      return element
    }
    return nil
  }

  private func assigned(_ symbol: Symbol, by statement: NodeID) -> Assigned? {
    let tree = unit.tree
    guard tree.kind(statement) == .assignment || tree.kind(statement) == .for_ else { return nil }
    if tree.kind(statement) == .for_ {
      guard let path = path(to: symbol, in: tree.child(statement, 0)) else { return nil }
      return Assigned(statement: statement, value: iterated(tree.child(statement, 1), path), path: [])
    }
    for target in tree.children(of: statement).dropFirst() {
      if let path = path(to: symbol, in: target) {
        return Assigned(statement: statement, value: tree.child(statement, 0), path: path)
      }
    }
    return nil
  }

  /// The indices that lead to a name in a target, the outermost last; nil if it is not in it.
  private func path(to symbol: Symbol, in target: NodeID) -> [Int]? {
    let tree = unit.tree
    switch tree.kind(target) {
    case .name: return tree.symbol(target) == symbol ? [] : nil
    case .tuple, .list:
      for (index, element) in tree.children(of: target).enumerated() {
        if let inner = path(to: symbol, in: element) { return inner + [index] }
      }
      return nil
    default: return nil
    }
  }

  /// What a name runs over that a comprehension around it binds; nil for other names.
  private func comprehended(_ name: NodeID) -> NodeID? {
    let tree = unit.tree
    var inner = name
    var node = tree.parent(name)
    while !node.isNone, tree.kind(node) != .functionDefinition {
      // The first iterable is evaluated outside of the comprehension.
      let isOutside = tree.kind(node) == .comprehensionClause && tree.child(node, 1) == inner
      if isOutside {
        (inner, node) = (tree.parent(node), tree.parent(tree.parent(node)))
        continue
      }
      for clause in tree.children(of: node) where !clause.isNone && tree.kind(clause) == .comprehensionClause {
        if let path = path(to: tree.symbol(name), in: tree.child(clause, 0)) {
          return iterated(tree.child(clause, 1), path)
        }
      }
      (inner, node) = (node, tree.parent(node))
    }
    return nil
  }

  /// What a target in a loop over `zip(…)` or `enumerate(…)` takes its elements from.
  private func iterated(_ iterable: NodeID, _ path: [Int]) -> NodeID {
    let tree = unit.tree
    guard tree.kind(iterable) == .call, tree.kind(tree.child(iterable, 0)) == .name, let index = path.last else {
      return iterable
    }
    let place = unit.calledName(iterable) == "zip" ? index + 1 : unit.calledName(iterable) == "enumerate" ? index : 0
    guard place > 0, place < tree.childCount(iterable), tree.kind(tree.child(iterable, place)) != .starred else {
      return iterable
    }
    return tree.child(iterable, place)
  }

  // MARK: Arguments

  /// A call of the function in the checked file that gives the parameter the dtype that is followed.
  private func argument(
    for parameter: FunctionInfo.Parameter, of function: FunctionInfo, _ path: [Int], _ walk: Walk
  ) -> (call: NodeID, argument: NodeID)? {
    let tree = unit.tree
    let position = function.parameters.firstIndex { $0.name == parameter.name } ?? 0
    for index in tree.nodes.indices.dropFirst() where tree.nodes[index].kind == .call {
      let call = NodeID(UInt32(index))
      guard let receiver = receiverCount(of: tree.child(call, 0), function) else { continue }
      guard let argument = given(position - receiver, parameter.name, in: call) else { continue }
      let value = unit.value(of: argument)
      guard !(unit.support(of: value) & lanes).isEmpty else { continue }
      if !path.isEmpty || unit.dtypeText(of: value, in: lanes) == walk.dtype { return (call, argument) }
    }
    return nil
  }

  /// How many parameters the callee has bound already; nil if it is not a call of `function`.
  private func receiverCount(of callee: NodeID, _ function: FunctionInfo) -> Int? {
    let interpreter = unit.analysis.interpreter
    for piece in interpreter.values.pieces(unit.value(of: callee)) where !(piece.mask & lanes).isEmpty {
      guard interpreter.checkedFunction(behind: piece.shape) == function.id else { continue }
      if case .function = interpreter.shapes[piece.shape] { return 0 }
      return 1
    }
    return nil
  }

  private func given(_ position: Int, _ name: Symbol, in call: NodeID) -> NodeID? {
    let tree = unit.tree
    for (index, argument) in tree.children(of: call).dropFirst().enumerated() {
      switch tree.kind(argument) {
      case .keywordArgument: if tree.symbol(argument) == name { return tree.child(argument, 0) }
      case .starred: return nil
      case .doubleStarred: continue
      default: if index == position { return argument }
      }
    }
    return nil
  }
}

extension SyntaxTree {
  /// The statements of one kind below a node, without those of inner functions and classes, in source order.
  func statements(_ kind: NodeKind, in root: NodeID) -> [NodeID] {
    statements(in: root) { self.kind($0) == kind }
  }

  /// All that binds a name below a node, other than by `import`, `except` or `match`, without inner functions.
  func bindings(of name: Symbol, in root: NodeID) -> [NodeID] {
    statements(in: root) { node in
      switch kind(node) {
      case .assignment: children(of: node).dropFirst().contains { binds($0, name) }
      case .annotatedAssignment, .augmentedAssignment, .for_, .namedExpression: binds(child(node, 0), name)
      case .withItem: binds(child(node, 1), name)
      default: false
      }
    }
  }

  /// Whether a target, or one of those inside it, is a name.
  func binds(_ target: NodeID, _ name: Symbol) -> Bool {
    switch kind(target) {
    case .name: symbol(target) == name
    case .tuple, .list, .starred: children(of: target).contains { binds($0, name) }
    default: false
    }
  }

  private func statements(in root: NodeID, where isWanted: (NodeID) -> Bool) -> [NodeID] {
    var found: [NodeID] = []
    var pending = [root]
    while let node = pending.popLast() {
      if isWanted(node) { found.append(node) }
      for child in children(of: node).reversed() {
        let isInner = self.kind(child) == .functionDefinition || self.kind(child) == .classDefinition
        if !child.isNone, !isInner { pending.append(child) }
      }
    }
    return found
  }
}
