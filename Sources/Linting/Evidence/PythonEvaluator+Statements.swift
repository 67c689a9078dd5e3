import NumericReference
import PythonSyntax
import SourceText

/// Statements.
extension PythonEvaluator {
  func execute(_ node: NodeID, _ frame: PythonFrame) throws -> Completion {
    try step()
    let tree = frame.scope.tree
    switch tree.kind(node) {
    case .expressionStatement: _ = try evaluate(tree.child(node, 0), frame)
    case .assignment:
      let value = try evaluate(tree.child(node, 0), frame)
      for target in tree.children(of: node).dropFirst() { try assign(target, value, frame) }
    case .annotatedAssignment:
      if case let value = tree.child(node, 2), !value.isNone {
        try assign(tree.child(node, 0), evaluate(value, frame), frame)
      }
    case .augmentedAssignment: try augment(node, frame)
    case .return_:
      let value = tree.child(node, 0)
      return .returned(value.isNone ? .none : try evaluate(value, frame))
    case .if_: return try runConditional(node, frame)
    case .for_: return try runLoop(node, frame)
    case .while_:
      while try isTrue(evaluate(tree.child(node, 0), frame)) {
        try step()
        switch try run(tree.child(node, 1), frame) {
        case .returned(let value): return .returned(value)
        case .broken: return .normal
        default: continue
        }
      }
    case .with: return try run(tree.child(node, 0), frame)
    case .raise: throw try raised(tree.child(node, 0), frame)
    case .assert:
      if try !isTrue(evaluate(tree.child(node, 0), frame)) {
        let message = tree.child(node, 1)
        let said = message.isNone ? PythonValue.none : try evaluate(message, frame)
        throw PythonFailure.raised(type: "AssertionError", message: text(of: said) ?? "")
      }
    case .functionDefinition:
      frame.variables[tree.symbol(node)] = .function(
        PythonFunction(scope: frame.scope, node: node, enclosing: frame))
    case .try_: return try runTry(node, frame)
    case .break_: return .broken
    case .continue_: return .continued
    case .delete:
      for target in tree.children(of: node) where tree.kind(target) == .name {
        frame.variables[tree.symbol(target)] = nil
      }
    case .importFrom, .importModules: bindImports(node, frame)
    case .pass, .global, .nonlocal: break
    default: throw PythonFailure.unsupported("a statement of kind \(tree.kind(node))")
    }
    return .normal
  }

  /// An import inside a function: its names stand for what lies outside the tree.
  private func bindImports(_ node: NodeID, _ frame: PythonFrame) {
    let tree = frame.scope.tree
    let isFrom = tree.kind(node) == .importFrom
    let prefix = String(repeating: ".", count: Int(tree[node].level)) + tree.symbol(node).text
    for alias in tree.children(of: node) where tree.kind(alias) == .importAlias {
      let name = tree.symbol(alias).text
      let short = tree[alias].secondSymbol
      let root = isFrom || short != .empty ? name : String(name.prefix { $0 != "." })
      frame.variables[short == .empty ? Symbol(root) : short] = TorchNames.value(
        of: isFrom && !prefix.isEmpty ? prefix + "." + name : root)
    }
  }

  private func runConditional(_ node: NodeID, _ frame: PythonFrame) throws -> Completion {
    let tree = frame.scope.tree
    for clause in tree.children(of: node) {
      if tree.kind(clause) == .elseClause { return try run(tree.child(clause, 0), frame) }
      if try isTrue(evaluate(tree.child(clause, 0), frame)) { return try run(tree.child(clause, 1), frame) }
    }
    return .normal
  }

  private func runLoop(_ node: NodeID, _ frame: PythonFrame) throws -> Completion {
    let tree = frame.scope.tree
    for item in try items(of: evaluate(tree.child(node, 1), frame)) {
      try step()
      try assign(tree.child(node, 0), item, frame)
      switch try run(tree.child(node, 2), frame) {
      case .returned(let value): return .returned(value)
      case .broken: return .normal
      default: continue
      }
    }
    let otherwise = tree.child(node, 3)
    return otherwise.isNone ? .normal : try run(tree.child(otherwise, 0), frame)
  }

  /// A `try` whose handlers are not entered: an exception in its body is the function's.
  private func runTry(_ node: NodeID, _ frame: PythonFrame) throws -> Completion {
    let tree = frame.scope.tree
    let completion = try run(tree.child(node, 0), frame)
    guard case .normal = completion else { return completion }
    for clause in tree.children(of: node).dropFirst().prefix(2) where !clause.isNone {
      let ending = try run(tree.child(clause, 0), frame)
      guard case .normal = ending else { return ending }
    }
    return .normal
  }

  private func raised(_ exception: NodeID, _ frame: PythonFrame) throws -> PythonFailure {
    let tree = frame.scope.tree
    guard !exception.isNone else { return .raised(type: "RuntimeError", message: "No active exception to reraise") }
    guard tree.kind(exception) == .call else {
      return .raised(type: tree.symbol(exception).text, message: "")
    }
    let argument = tree.child(exception, 1)
    let message = argument.isNone ? "" : text(of: try evaluate(argument, frame)) ?? ""
    return .raised(type: tree.symbol(tree.child(exception, 0)).text, message: message)
  }

  func text(of value: PythonValue) -> String? {
    if case .string(let text) = value { text } else { nil }
  }

  // MARK: Assignment

  func assign(_ target: NodeID, _ value: PythonValue, _ frame: PythonFrame) throws {
    let tree = frame.scope.tree
    switch tree.kind(target) {
    case .name: frame.variables[tree.symbol(target)] = value
    case .tuple, .list: try unpack(Array(tree.children(of: target)), value, frame)
    case .subscript_:
      let container = try evaluate(tree.child(target, 0), frame)
      try store(container, evaluate(tree.child(target, 1), frame), value)
    case .attribute:
      guard case .object(let object) = try evaluate(tree.child(target, 0), frame) else {
        throw PythonFailure.unsupported("setting an attribute")
      }
      object.set(tree.symbol(target).text, value)
    default: throw PythonFailure.unsupported("a target of kind \(tree.kind(target))")
    }
  }

  private func unpack(_ targets: [NodeID], _ value: PythonValue, _ frame: PythonFrame) throws {
    let tree = frame.scope.tree
    var items = try items(of: value)[...]
    let stars = targets.filter { tree.kind($0) == .starred }.count
    guard stars > 0 ? items.count >= targets.count - 1 : items.count == targets.count else {
      throw PythonFailure.raised(
        type: "ValueError",
        message: items.count < targets.count
          ? "not enough values to unpack (expected \(targets.count), got \(items.count))"
          : "too many values to unpack (expected \(targets.count))")
    }
    for (index, target) in targets.enumerated() {
      if tree.kind(target) == .starred {
        let count = items.count - (targets.count - index - 1)
        try assign(tree.child(target, 0), .list(PythonList(Array(items.prefix(count)))), frame)
        items = items.dropFirst(count)
      } else if let item = items.popFirst() {
        try assign(target, item, frame)
      }
    }
  }

  private func augment(_ node: NodeID, _ frame: PythonFrame) throws {
    let tree = frame.scope.tree
    let target = tree.child(node, 0)
    let current = try evaluate(target, frame)
    let operand = try evaluate(tree.child(node, 1), frame)
    if case .tensor(let tensor) = current, let operation = PythonEvaluator.operations[tree[node].operation],
      let right = elementOperand(operand)
    {
      // In place: views of the tensor see the change, and the dtype stays.
      try torch { try arithmetic.binaryInPlace(operation, tensor, right) }
      if tree.kind(target) == .subscript_ { try assign(target, current, frame) }
      return
    }
    if case .list(let list) = current, tree[node].operation == .add {
      list.items += try items(of: operand)
      return
    }
    try assign(target, binary(tree[node].operation, current, operand), frame)
  }

  /// Runs a kernel operation, turning its failure into Python's exception.
  func torch<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as KernelError {
      switch error.kind {
      case .shape, .dtype: throw PythonFailure.raised(type: "RuntimeError", message: error.message)
      case .unsupported: throw PythonFailure.unsupported(error.message)
      }
    }
  }
}
