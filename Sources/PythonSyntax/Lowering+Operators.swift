import SourceText

extension Lowering {
  mutating func unary(_ index: UInt32, _ kind: RawKind) {
    var operation = Operation.not
    if kind == .unaryOperator {
      let token = raw.field(index, .operator_).map { raw.kind($0) }
      operation = token == .tokenSubtract ? .negate : token == .tokenInvert ? .invert : .plus
    }
    open(.unary, index, operation: operation)
    visit(raw.field(index, .argument))
    close()
  }

  mutating func binary(_ index: UInt32) {
    let operation = raw.field(index, .operator_).map { raw.kind($0).operation } ?? .none
    open(.binary, index, operation: operation)
    visit(raw.field(index, .left))
    visit(raw.field(index, .right))
    close()
  }

  /// `a and b and c` nests to the left in the grammar; without parentheses it becomes one flat node.
  mutating func boolean(_ index: UInt32) {
    let operation = raw.field(index, .operator_).map { raw.kind($0).operation } ?? .and
    var operands: [UInt32] = []
    var current = index
    while true {
      if let right = raw.field(current, .right) { operands.append(right) }
      guard let left = raw.field(current, .left) else { break }
      guard raw.kind(left) == .booleanOperator,
        raw.field(left, .operator_).map({ raw.kind($0).operation }) == operation
      else {
        operands.append(left)
        break
      }
      current = left
    }
    node(.boolean, index, operands.reversed(), operation: operation)
  }

  mutating func comparison(_ index: UInt32) {
    open(.comparison, index)
    var isFirst = true
    for child in raw.children(index) {
      if isFirst {
        visit(child)
        isFirst = false
      } else if raw[child].field == .operators && raw.kind(child) != .other {
        visit(child, as: .comparisonOperand)
      }
    }
    close()
  }

  /// `index` is the operator; the operand is what follows it.
  mutating func comparisonOperand(_ index: UInt32) {
    var operand = raw[index].next
    while Int(operand) < raw.nodes.count, !raw[operand].isNamed || isExtra(raw.kind(operand)) {
      operand = raw[operand].next
    }
    guard Int(operand) < raw.nodes.count else { return leaf(.error, index) }
    open(
      .comparisonOperand, index, operation: raw.kind(index).operation,
      span: Span(start: raw[index].span.start, end: raw[operand].span.end))
    visit(operand)
    close()
  }

  private func isExtra(_ kind: RawKind) -> Bool { kind == .comment || kind == .lineContinuation || kind == .error }

  // MARK: Comprehensions

  mutating func comprehension(_ kind: NodeKind, _ index: UInt32) {
    open(kind, index)
    visit(raw.field(index, .body))
    for child in raw.named(index) where raw.kind(child) == .forInClause { visit(child) }
    close()
  }

  /// A `for` of a comprehension with the `if`s up to the next one.
  mutating func comprehensionClause(_ index: UInt32) {
    open(.comprehensionClause, index, operation: raw.hasChild(index, .tokenAsync) ? .async : .none)
    visit(raw.field(index, .left))
    let iterables = raw.named(index).filter { raw[$0].field == .right }
    if iterables.count > 1 {
      visit(index, as: .tupleOfIterables)
    } else {
      visit(iterables.first)
    }
    var sibling = raw[index].next
    while Int(sibling) < raw.nodes.count, raw.kind(sibling) == .ifClause || isExtra(raw.kind(sibling)) {
      if raw.kind(sibling) == .ifClause { visit(sibling) }
      sibling = raw[sibling].next
    }
    close()
  }
}
