import NumericReference
import PythonSyntax
import SourceText

/// Expressions.
extension PythonEvaluator {
  func evaluate(_ node: NodeID, _ frame: PythonFrame) throws -> PythonValue {
    try step()
    let tree = frame.scope.tree
    switch tree.kind(node) {
    case .name: return try value(of: tree.symbol(node), frame)
    case .integer: return try integerLiteral(tree.symbol(node).text)
    case .float: return .number(.real(Double(tree.symbol(node).text) ?? .nan))
    case .imaginary: return .number(.complex(0, Double(tree.symbol(node).text.dropLast()) ?? .nan))
    case .string: return .string(tree.symbol(node).text)
    case .formattedString: return .string(tree.symbol(node).text)
    case .noneLiteral: return .none
    case .trueLiteral: return .bool(true)
    case .falseLiteral: return .bool(false)
    case .ellipsis: return .ellipsis
    case .tuple: return .tuple(try spread(tree.children(of: node), frame))
    case .list, .set: return .list(PythonList(try spread(tree.children(of: node), frame)))
    case .dictionary: return try dictionary(node, frame)
    case .attribute:
      return try attribute(tree.symbol(node).text, of: evaluate(tree.child(node, 0), frame))
    case .subscript_:
      return try load(evaluate(tree.child(node, 0), frame), evaluate(tree.child(node, 1), frame))
    case .slice:
      let parts = try (0..<3).map { index -> PythonValue in
        let part = tree.child(node, index)
        return part.isNone ? .none : try evaluate(part, frame)
      }
      return .slice(parts[0], parts[1], parts[2])
    case .call: return try call(node, frame)
    case .unary: return try unary(tree[node].operation, evaluate(tree.child(node, 0), frame))
    case .binary:
      return try binary(
        tree[node].operation, evaluate(tree.child(node, 0), frame), evaluate(tree.child(node, 1), frame))
    case .boolean: return try boolean(node, frame)
    case .comparison: return try comparison(node, frame)
    case .conditional:
      let holds = try isTrue(evaluate(tree.child(node, 0), frame))
      return try evaluate(tree.child(node, holds ? 1 : 2), frame)
    case .lambda: return .function(PythonFunction(scope: frame.scope, node: node, enclosing: frame))
    case .listComprehension, .generatorExpression, .setComprehension:
      return .list(PythonList(try comprehension(node, frame)))
    case .namedExpression:
      let value = try evaluate(tree.child(node, 1), frame)
      try assign(tree.child(node, 0), value, frame)
      return value
    default: throw PythonFailure.unsupported("an expression of kind \(tree.kind(node))")
    }
  }

  private func integerLiteral(_ text: String) throws -> PythonValue {
    let lower = text.lowercased()
    let radixes: [(String, Int)] = [("0x", 16), ("0o", 8), ("0b", 2)]
    for (prefix, radix) in radixes where lower.hasPrefix(prefix) {
      if let value = Int64(lower.dropFirst(2), radix: radix) { return .number(.integer(value)) }
    }
    guard let value = Int64(text) else { throw PythonFailure.unsupported("the integer \(text)") }
    return .number(.integer(value))
  }

  /// Elements with `*iterables` spread out.
  func spread(_ nodes: ArraySlice<NodeID>, _ frame: PythonFrame) throws -> [PythonValue] {
    let tree = frame.scope.tree
    var values: [PythonValue] = []
    for node in nodes {
      if tree.kind(node) == .starred {
        values += try items(of: evaluate(tree.child(node, 0), frame))
      } else {
        values.append(try evaluate(node, frame))
      }
    }
    return values
  }

  private func dictionary(_ node: NodeID, _ frame: PythonFrame) throws -> PythonValue {
    let tree = frame.scope.tree
    let result = PythonDictionary()
    for pair in tree.children(of: node) {
      guard tree.kind(pair) == .dictionaryPair else { throw PythonFailure.unsupported("`**` in a dictionary") }
      let key = try PythonDictionary.key(evaluate(tree.child(pair, 0), frame))
      result[key] = try evaluate(tree.child(pair, 1), frame)
    }
    return .dictionary(result)
  }

  private func boolean(_ node: NodeID, _ frame: PythonFrame) throws -> PythonValue {
    let tree = frame.scope.tree
    let stopsAt = tree[node].operation == .or
    var last = PythonValue.none
    for operand in tree.children(of: node) {
      last = try evaluate(operand, frame)
      if try isTrue(last) == stopsAt { break }
    }
    return last
  }

  private func comparison(_ node: NodeID, _ frame: PythonFrame) throws -> PythonValue {
    let tree = frame.scope.tree
    var left = try evaluate(tree.child(node, 0), frame)
    var result = PythonValue.bool(true)
    for operand in tree.children(of: node).dropFirst() {
      let right = try evaluate(tree.child(operand, 0), frame)
      result = try compare(tree[operand].operation, left, right)
      if tree.childCount(node) > 2, try !isTrue(result) { break }
      left = right
    }
    return result
  }

  /// The elements a comprehension makes.
  ///
  /// Its targets are locals of the function here, which no one can see afterwards
  /// in the code this is for.
  private func comprehension(_ node: NodeID, _ frame: PythonFrame) throws -> [PythonValue] {
    let tree = frame.scope.tree
    let inner = PythonFrame(scope: frame.scope, enclosing: frame)
    var results: [PythonValue] = []
    func loop(_ clause: Int) throws {
      guard clause < tree.childCount(node) else {
        results.append(try evaluate(tree.child(node, 0), inner))
        return
      }
      let place = tree.child(node, clause)
      for item in try items(of: evaluate(tree.child(place, 1), inner)) {
        try step()
        try assign(tree.child(place, 0), item, inner)
        let conditions = tree.children(of: place).dropFirst(2)
        if try conditions.allSatisfy({ try isTrue(evaluate($0, inner)) }) { try loop(clause + 1) }
      }
    }
    try loop(1)
    return results
  }

  /// What a `for` over the value yields.
  func items(of value: PythonValue) throws -> [PythonValue] {
    switch value {
    case .tuple(let items): return items
    case .list(let list): return list.items
    case .dictionary(let dictionary): return dictionary.keys.map(PythonDictionary.value)
    case .tensor(let tensor): return try torch { try tensor.unbound(0).map { .tensor($0) } }
    case .string(let text): return text.map { .string(String($0)) }
    default:
      throw PythonFailure.raised(type: "TypeError", message: "'\(value.typeName)' object is not iterable")
    }
  }
}
