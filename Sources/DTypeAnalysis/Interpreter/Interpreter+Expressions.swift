import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Expressions: each is evaluated once for all live lanes, and what it was is noted at its node.
extension Interpreter {
  func evaluate(_ node: NodeID) -> ValueID {
    if node.isNone { return noneValue }
    guard visits < visitLimit else { return unknown(.tooManyVisits) }
    guard expressionDepth < Bounds.expressionDepth else { return unknown(.tooDeep) }
    countVisit(of: node)
    expressionDepth += 1
    let result = evaluateUncounted(node)
    expressionDepth -= 1
    if !frame.live.isEmpty { facts.note(result, at: node, in: frame.module.id, wave: wave(of: result), values: values) }
    return result
  }

  func countVisit(of node: NodeID) {
    visits += 1
    if visited.isCounting { visited.note(node, of: frame.tree, in: Int(frame.module.id.rawValue)) }
  }

  private func evaluateUncounted(_ node: NodeID) -> ValueID {
    let tree = frame.tree
    switch tree.kind(node) {
    case .name: return evaluateName(node)
    case .integer, .float, .imaginary, .string, .formattedString, .noneLiteral, .trueLiteral, .falseLiteral, .ellipsis:
      return evaluateLiteral(node)
    case .tuple: return value(.tuple(evaluateElements(of: node)))
    case .list: return newList(evaluateElements(of: node), at: node)
    case .set: return newSet(evaluateElements(of: node), at: node)
    case .dictionary: return evaluateDictionary(node)
    case .attribute:
      let object = used(evaluate(tree.child(node, 0)), of: tree.child(node, 0))
      return frame.live.isEmpty ? .empty : attribute(tree.symbol(node), of: object, at: node)
    case .subscript_:
      let container = used(evaluate(tree.child(node, 0)), of: tree.child(node, 0))
      if frame.live.isEmpty { return .empty }
      let index = evaluateIndex(tree.child(node, 1))
      return frame.live.isEmpty ? .empty : item(of: container, index: index, at: node)
    case .call: return evaluateCall(node)
    case .unary: return evaluateUnary(node)
    case .binary: return evaluateBinary(node)
    case .boolean: return evaluateBoolean(node)
    case .comparison: return evaluateComparison(node)
    case .conditional: return evaluateConditional(node)
    case .lambda: return evaluateLambda(node)
    case .listComprehension, .setComprehension, .generatorExpression, .dictionaryComprehension:
      return evaluateComprehension(node)
    case .namedExpression:
      let result = evaluate(tree.child(node, 1))
      assign(result, to: tree.child(node, 0))
      return result
    case .await, .starred: return evaluate(tree.child(node, 0))
    case .yield, .yieldFrom: return evaluateYield(node)
    case .slice: return evaluateIndex(node)
    default: return unknown(.notModelledSyntax, Symbol("\(tree.kind(node))"))
    }
  }

  private func evaluateLiteral(_ node: NodeID) -> ValueID {
    let tree = frame.tree
    switch tree.kind(node) {
    case .integer: return value(integerLiteral(tree.symbol(node)))
    case .float: return value(shapes.float(Double(tree.symbol(node).text) ?? .nan))
    case .imaginary: return value(.external("complex literal"))
    case .string: return value(shapes.string(tree.symbol(node)))
    case .formattedString:
      // Interpolations of modeling code have no effects worth a visit; constant parts make registry keys.
      return formatted(node)
    case .trueLiteral: return value(shapes.true_)
    case .falseLiteral: return value(shapes.false_)
    case .ellipsis: return value(.builtin("Ellipsis"))
    default: return noneValue
    }
  }

  private func integerLiteral(_ symbol: Symbol) -> ShapeID {
    let text = symbol.text.lowercased()
    let radix: Int? = text.hasPrefix("0x") ? 16 : text.hasPrefix("0b") ? 2 : text.hasPrefix("0o") ? 8 : nil
    let number = radix.map { Int(text.dropFirst(2), radix: $0) } ?? Int(text)
    return number.map(shapes.integer) ?? shapes.opaque(.positiveInteger)
  }

  private func formatted(_ node: NodeID) -> ValueID {
    let parts = frame.tree.children(of: node).map { evaluate($0) }
    return format(frame.tree.symbol(node).text, with: parts[...])
  }

  /// The elements of a display or argument list, `*` expanded where the length is known.
  ///
  /// An expansion of unknown length ends as one element that stands for all that follow (`ends` in `unpackStar`).
  private func evaluateElements(of node: NodeID) -> [ValueID] {
    var result: [ValueID] = []
    for child in frame.tree.children(of: node) where !frame.live.isEmpty {
      if frame.tree.kind(child) == .starred {
        result += unpackStar(evaluate(frame.tree.child(child, 0)))
      } else {
        result.append(evaluate(child))
      }
    }
    return result
  }

  func unpackStar(_ value: ValueID) -> [ValueID] {
    switch iteration(over: value) {
    case .elements(let elements): elements
    case .repeated(let element): [element]
    }
  }

  private func evaluateDictionary(_ node: NodeID) -> ValueID {
    let result = newDictionary(at: node)
    for child in frame.tree.children(of: node) where !frame.live.isEmpty {
      if frame.tree.kind(child) == .doubleStarred {
        updateDictionary(result, from: evaluate(frame.tree.child(child, 0)))
      } else {
        let key = evaluate(frame.tree.child(child, 0))
        setDictionaryItem(result, key: key, to: evaluate(frame.tree.child(child, 1)))
      }
    }
    return result
  }

  /// An index expression: slices and `None` have a meaning of their own here.
  func evaluateIndex(_ node: NodeID) -> ValueID {
    let tree = frame.tree
    guard tree.kind(node) == .slice else {
      if tree.kind(node) == .tuple {
        var parts: [ValueID] = []
        for child in tree.children(of: node) where !frame.live.isEmpty {
          if tree.kind(child) == .starred {
            parts += unpackStar(evaluate(tree.child(child, 0)))
          } else {
            parts.append(evaluateIndex(child))
          }
        }
        return value(.tuple(parts))
      }
      return evaluate(node)
    }
    let bounds = (0..<3).map { evaluate(tree.child(node, $0)) }
    return value(.slice(bounds[0], bounds[1], bounds[2]))
  }

  private func evaluateBinary(_ node: NodeID) -> ValueID {
    let tree = frame.tree
    let operation = tree[node].operation
    var left = evaluate(tree.child(node, 0))
    var right = evaluate(tree.child(node, 1))
    // `int | None` is a type, everything else with None raises.
    if operation != .bitOr {
      left = usedOperand(left, of: tree.child(node, 0))
      right = usedOperand(values.restrict(right, to: frame.live), of: tree.child(node, 1))
    }
    return frame.live.isEmpty ? .empty : binary(operation, values.restrict(left, to: frame.live), right, at: node)
  }

  private func evaluateUnary(_ node: NodeID) -> ValueID {
    let operand = evaluate(frame.tree.child(node, 0))
    guard !frame.live.isEmpty else { return .empty }
    if frame.tree[node].operation == .not {
      let truth = truth(of: operand)
      return boolean(truth)
    }
    let number = used(operand, of: frame.tree.child(node, 0))
    return frame.live.isEmpty ? .empty : unary(frame.tree[node].operation, number, at: node)
  }

  /// True, false or unknown, lane by lane.
  func boolean(_ truth: Truth, negated: Bool = true) -> ValueID {
    values.value([
      Piece(truth.true_, negated ? shapes.false_ : shapes.true_),
      Piece(truth.false_, negated ? shapes.true_ : shapes.false_),
      Piece(truth.both, shapes.opaque(.bool)),
    ])
  }

  private func evaluateBoolean(_ node: NodeID) -> ValueID {
    let isAnd = frame.tree[node].operation == .and
    let operands = frame.tree.children(of: node)
    var result = ValueID.empty
    var done = LaneMask()
    let locals = frame.locals
    for (index, operand) in operands.enumerated() {
      let part = evaluate(operand)
      if frame.live.isEmpty { break }
      if index == operands.count - 1 {
        result = values.join(result, part)
        break
      }
      let truth = truth(of: part)
      let stops = isAnd ? truth.false_ : truth.true_
      // The lanes whose answer this operand is, or may be.
      result = values.join(result, values.restrict(part, to: stops))
      result = values.join(result, narrowedTruth(part, to: !isAnd, in: truth.both))
      done.formUnion(stops | truth.both)
      frame.live = isAnd ? truth.true_ | truth.both : truth.false_ | truth.both
      if frame.live.isEmpty { break }
      narrow(operand, to: isAnd)
    }
    // Narrowing holds for the later operands only.
    frame.live.formUnion(done)
    frame.locals = restoredLocals(locals)
    return result
  }

  /// Locals before a narrowing, except those that an operand assigned (`:=`).
  private func restoredLocals(_ before: [ValueID]) -> [ValueID] {
    zip(before, frame.locals).map { $0 == .empty ? $1 : $0 }
  }

  private func evaluateConditional(_ node: NodeID) -> ValueID {
    let test = frame.tree.child(node, 0)
    let questions = trainingQuestions
    let truth = truth(of: evaluate(test))
    // `0.0 if not self.training else self.dropout` decides about a number, not about what runs.
    if isAttribute(test) { trainingQuestions = questions }
    var result = ValueID.empty
    let locals = frame.locals
    branch(
      truth,
      then: {
        self.narrow(test, to: true)
        result = values.join(result, evaluate(frame.tree.child(node, 1)))
      },
      otherwise: {
        self.narrow(test, to: false)
        result = values.join(result, evaluate(frame.tree.child(node, 2)))
      })
    frame.locals = restoredLocals(locals)
    return values.restrict(result, to: frame.live)
  }

  /// Whether an expression is `a.b` or `not a.b`.
  private func isAttribute(_ node: NodeID) -> Bool {
    let tree = frame.tree
    return tree.kind(node) == .attribute || (tree.kind(node) == .unary && tree.kind(tree.child(node, 0)) == .attribute)
  }

  private func evaluateLambda(_ node: NodeID) -> ValueID {
    guard let id = graph.function(at: node, in: frame.module.id) else { return unknown(.notModelledSyntax, "lambda") }
    return value(.function(id.rawValue, environment: frame.environment ?? frame.closure))
  }

  private func evaluateYield(_ node: NodeID) -> ValueID {
    let result = evaluate(frame.tree.child(node, 0))
    if frame.tree.kind(node) == .yieldFrom {
      frame.yielded += unpackStar(result)
    } else {
      frame.yielded.append(result)
    }
    if frame.inFixpoint { frame.yieldsInLoop = true }
    return noneValue
  }

  private func evaluateComparison(_ node: NodeID) -> ValueID {
    let tree = frame.tree
    var left = evaluate(tree.child(node, 0))
    var result = ValueID.empty
    for (index, operand) in tree.children(of: node).dropFirst().enumerated() where !frame.live.isEmpty {
      let right = evaluate(tree.child(operand, 0))
      if frame.live.isEmpty { break }
      let part = compare(tree[operand].operation, left, right, at: node)
      result = index == 0 ? part : conjunction(result, part)
      left = right
    }
    return result
  }

  /// `a < b < c`: false where either is, true where both are.
  private func conjunction(_ left: ValueID, _ right: ValueID) -> ValueID {
    let a = truth(of: left)
    let b = truth(of: right)
    let isFalse = a.false_ | b.false_
    let isTrue = a.true_ & b.true_
    return boolean(Truth(true_: isTrue, false_: isFalse, both: frame.live - isFalse - isTrue), negated: false)
  }
}
