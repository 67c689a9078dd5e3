import SourceText

extension Lowering {
  /// Lowers one concrete node: leaves one node on the stack, now or when its tasks are done.
  mutating func lower(_ index: UInt32, _ mode: Mode) {
    switch mode {
    case .plain: lower(index)
    case .pattern, .negatedPattern, .negatedValuePattern, .keyValuePattern, .sequenceOfCasePatterns:
      lowerPattern(index, mode)
    case .complexNumber: node(.notModelled, index, raw.named(index))
    case .importAlias: importAlias(index)
    case .typeName:
      let start = raw[index].span.start
      leaf(.name, index, symbol: Symbol("type"), span: Span(start: start, end: start + 4))
    case .tupleOfSubscripts: tuple(index, of: raw.named(index).filter { raw[$0].field == .subscript_ })
    case .tupleOfIterables: tuple(index, of: raw.named(index).filter { raw[$0].field == .right })
    case .tupleOfSubjects: tuple(index, of: raw.named(index).filter { raw[$0].field == .subject })
    case .tupleOfStatement: tuple(index, of: Array(raw.named(index)))
    case .tupleOfExceptions:
      tuple(index, of: raw.named(index).filter { raw[$0].field == .value || raw[$0].field == .alias })
    case .ifClause: ifClause(index)
    case .comparisonOperand: comparisonOperand(index)
    case .withItem: withItem(index)
    case .emptyParameters: leaf(.parameters, index, span: emptySpan(after: index))
    case .emptyArguments: leaf(.argumentList, index, span: emptySpan(after: index))
    case .positionalOnly: parameter(index, .positionalOnly)
    case .positionalOrKeyword: parameter(index, .positionalOrKeyword)
    case .keywordOnly: parameter(index, .keywordOnly)
    }
  }

  private func emptySpan(after index: UInt32) -> Span {
    let end = raw[index].span.end
    return Span(start: end, end: end)
  }

  /// One tuple of children that are written without parentheses.
  private mutating func tuple(_ index: UInt32, of parts: [UInt32]) {
    var span = raw[index].span
    if let first = parts.first, let last = parts.last {
      span = Span(start: raw[first].span.start, end: raw[last].span.end)
    }
    open(.tuple, index, span: span)
    for part in parts { visit(part) }
    close()
  }

  private mutating func lower(_ index: UInt32) {
    let node = raw[index]
    if node.isMissing { return leaf(.error, index) }
    switch node.kind {
    case .identifier: leaf(.name, index, symbol: symbol(index))
    case .error: self.node(.error, index, raw.named(index))
    default:
      if !lowerExpression(index, node.kind) && !lowerStatement(index, node.kind) { lowerOther(index, node.kind) }
    }
  }

  /// What stands in expression position only by a quirk of the grammar, and what has no model.
  private mutating func lowerOther(_ index: UInt32, _ kind: RawKind) {
    switch kind {
    case .type, .decorator, .parenthesizedListSplat, .asPatternTarget, .withItem, .chevron, .ifClause:
      forwardToInner(index)
    case .genericType: genericType(index)
    case .unionType: chain(.binary, unionParts(index), operation: .bitOr)
    case .memberType:
      let parts = Array(raw.named(index))
      node(.attribute, index, parts.prefix(1), symbol: symbol(parts.last))
    case .constrainedType:
      // `dict[K : V]`: a slice that the grammar takes for a bound.
      open(.slice, index)
      for part in raw.named(index).prefix(2) { visit(part) }
      absent()
      close()
    case .splatType: node(raw.hasChild(index, .tokenPower) ? .doubleStarred : .starred, index, raw.named(index))
    case .parameters, .lambdaParameters: parameters(index)
    case .argumentList: node(.argumentList, index, raw.named(index))
    case .casePattern, .unionPattern, .dictPattern, .keywordPattern, .splatPattern, .classPattern, .complexPattern:
      lowerPattern(index, .pattern)
    case .caseClause: caseClause(index)
    case .elifClause: ifClause(index)
    case .typeCall:
      open(.call, index)
      visit(index, as: .typeName)
      for argument in raw.named(index) { visit(argument) }
      close()
    case .elseClause: node(.elseClause, index, [raw.field(index, .body) ?? index + 1])
    default: node(.notModelled, index, raw.named(index))
    }
  }

  /// Replaces a node that only wraps another one.
  mutating func forwardToInner(_ index: UInt32) {
    let inner = raw.named(index).first { raw.kind($0) != .error }
    if let inner { forward(to: inner) } else { node(.error, index, raw.named(index)) }
  }

  /// The members of a union type, which nests to the right in the grammar.
  private func unionParts(_ index: UInt32) -> [UInt32] {
    var parts: [UInt32] = []
    var open = [index]
    while let current = open.popLast() {
      switch raw.kind(current) {
      case .unionType: open += raw.named(current).reversed()
      case .type where raw.hasChild(current, .unionType) || isUnion(current + 1): open.append(current + 1)
      case .binaryOperator where isUnion(current): open += raw.named(current).reversed()
      default: parts.append(current)
      }
    }
    return parts
  }

  private func isUnion(_ index: UInt32) -> Bool {
    raw.kind(index) == .binaryOperator && raw.field(index, .operator_).map { raw.kind($0) } == .tokenBitOr
  }

  /// Puts a star where it belongs.
  ///
  /// In `[*x.size()[1:]]` the grammar may bind the star to `x` alone. An expression that starts with a star is such a
  /// case: the star is taken off everything that starts with it, and one starred node goes around the whole.
  mutating func hoistStar(_ index: UInt32) {
    let span = raw[index].span
    var current = index
    while !isSplat(current), raw[current].next > current + 1, raw[current + 1].span.start == span.start { current += 1 }
    guard isSplat(current), let operand = raw.named(current).first(where: { _ in true }) else {
      return node(.error, index, raw.named(index))
    }
    for place in index...current { raw.setStart(place, raw[operand].span.start) }
    open(.starred, index, span: span)
    visit(index)
    close()
  }

  func isSplat(_ index: UInt32) -> Bool {
    raw.kind(index) == .listSplat || raw.kind(index) == .listSplatPattern
  }

  func startsWithStar(_ index: UInt32) -> Bool {
    let start = Int(raw[index].span.start)
    return start < bytes.count && bytes[start] == UInt8(ascii: "*")
  }

  private mutating func genericType(_ index: UInt32) {
    let parts = Array(raw.named(index))
    guard let value = parts.first, let list = parts.last, raw.kind(list) == .typeParameter else {
      return node(.notModelled, index, parts)
    }
    open(.subscript_, index)
    visit(value)
    let arguments = Array(raw.named(list))
    if arguments.count == 1 && !raw.hasChild(list, .tokenComma) {
      visit(arguments[0])
    } else {
      visit(list, as: .tupleOfStatement)
    }
    close()
  }
}
