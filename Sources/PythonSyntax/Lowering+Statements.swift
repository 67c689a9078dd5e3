import SourceText

extension Lowering {
  /// Lowers a statement; false if the kind is none.
  mutating func lowerStatement(_ index: UInt32, _ kind: RawKind) -> Bool {
    switch kind {
    case .module, .block: node(.block, index, raw.named(index))
    case .expressionStatement: expressionStatement(index)
    case .assignment: assignment(index)
    case .augmentedAssignment: augmentedAssignment(index)
    case .returnStatement:
      open(.return_, index)
      visit(raw.named(index).first { _ in true })
      close()
    case .raiseStatement: raise(index)
    case .passStatement: leaf(.pass, index)
    case .breakStatement: leaf(.break_, index)
    case .continueStatement: leaf(.continue_, index)
    case .globalStatement: node(.global, index, raw.named(index))
    case .nonlocalStatement: node(.nonlocal, index, raw.named(index))
    case .deleteStatement: delete(index)
    case .assertStatement: assert(index)
    case .ifStatement: ifStatement(index)
    case .whileStatement: whileStatement(index)
    case .forStatement: forStatement(index)
    case .withStatement: withStatement(index)
    case .tryStatement: tryStatement(index)
    case .exceptClause, .exceptGroupClause: exceptClause(index)
    case .finallyClause: node(.finallyClause, index, raw.named(index).filter { raw.kind($0) == .block })
    case .matchStatement: matchStatement(index)
    case .functionDefinition: functionDefinition(index, decorated: nil)
    case .classDefinition: classDefinition(index, decorated: nil)
    case .decoratedDefinition: decoratedDefinition(index)
    case .importStatement, .importFromStatement, .futureImportStatement: importStatement(index, kind)
    case .typeAliasStatement: typeAlias(index)
    default: return false
    }
    return true
  }

  private mutating func expressionStatement(_ index: UInt32) {
    let parts = Array(raw.named(index))
    if parts.count == 1 && !raw.hasChild(index, .tokenComma) {
      let kind = raw.kind(parts[0])
      if kind == .assignment || kind == .augmentedAssignment { return forward(to: parts[0]) }
      return node(.expressionStatement, index, parts)
    }
    open(.expressionStatement, index)
    visit(index, as: .tupleOfStatement)
    close()
  }

  private mutating func assignment(_ index: UInt32) {
    if let annotation = raw.field(index, .type) {
      open(.annotatedAssignment, index)
      visit(raw.field(index, .left))
      visit(annotation)
      visit(raw.field(index, .right))
      return close()
    }
    var targets: [UInt32] = []
    var value: UInt32? = index
    while let current = value, raw.kind(current) == .assignment, raw.field(current, .type) == nil {
      if let target = raw.field(current, .left) { targets.append(target) }
      value = raw.field(current, .right)
    }
    open(.assignment, index)
    visit(value)
    for target in targets { visit(target) }
    close()
  }

  private mutating func augmentedAssignment(_ index: UInt32) {
    let operation = raw.field(index, .operator_).map { raw.kind($0).operation } ?? .none
    open(.augmentedAssignment, index, operation: operation)
    visit(raw.field(index, .left))
    visit(raw.field(index, .right))
    close()
  }

  /// `type X = …`, or an assignment to something of `type(x)`, where the grammar takes `type` for the keyword.
  private mutating func typeAlias(_ index: UInt32) {
    guard let target = raw.field(index, .left), bytes[Int(raw[target].span.start)] == UInt8(ascii: "(") else {
      open(.typeAlias, index)
      visit(raw.field(index, .left))
      visit(raw.field(index, .right))
      return close()
    }
    let start = raw[target].span.start
    var current = target
    while raw.kind(current) != .parenthesizedExpression && raw.kind(current) != .tuple,
      raw[current].next > current + 1, raw[current + 1].span.start == start
    {
      current += 1
    }
    for place in target...current { raw.setStart(place, raw[index].span.start) }
    raw.setKind(current, .typeCall)
    open(.assignment, index)
    visit(raw.field(index, .right))
    visit(target)
    close()
  }

  private mutating func raise(_ index: UInt32) {
    open(.raise, index)
    visit(raw.named(index).first { raw[$0].field != .cause && raw.kind($0) != .error })
    visit(raw.field(index, .cause))
    close()
  }

  private mutating func delete(_ index: UInt32) {
    let parts = Array(raw.named(index))
    if parts.count == 1 && raw.kind(parts[0]) == .expressionList {
      node(.delete, index, raw.named(parts[0]))
    } else {
      node(.delete, index, parts)
    }
  }

  private mutating func assert(_ index: UInt32) {
    let parts = Array(raw.named(index))
    open(.assert, index)
    visit(parts.first)
    visit(parts.count > 1 ? parts[1] : nil)
    close()
  }

  // MARK: Branches and loops

  private mutating func ifStatement(_ index: UInt32) {
    open(.if_, index)
    visit(index, as: .ifClause)
    for child in raw.named(index) {
      switch raw.kind(child) {
      case .elifClause, .elseClause, .error: visit(child)
      default: break
      }
    }
    close()
  }

  mutating func ifClause(_ index: UInt32) {
    let body = raw.field(index, .consequence)
    let start = raw[index].span.start
    open(.ifClause, index, span: Span(start: start, end: body.map { raw[$0].span.end } ?? raw[index].span.end))
    visit(raw.field(index, .condition))
    visit(body)
    close()
  }

  private mutating func whileStatement(_ index: UInt32) {
    open(.while_, index)
    visit(raw.field(index, .condition))
    visit(raw.field(index, .body))
    visit(raw.child(index, .elseClause))
    close()
  }

  private mutating func forStatement(_ index: UInt32) {
    open(.for_, index, operation: raw.hasChild(index, .tokenAsync) ? .async : .none)
    visit(raw.field(index, .left))
    visit(raw.field(index, .right))
    visit(raw.field(index, .body))
    visit(raw.child(index, .elseClause))
    close()
  }

  // MARK: with

  private mutating func withStatement(_ index: UInt32) {
    open(.with, index, operation: raw.hasChild(index, .tokenAsync) ? .async : .none)
    visit(raw.field(index, .body))
    if let clause = raw.child(index, .withClause) {
      for item in raw.named(clause) where raw.kind(item) == .withItem {
        for part in withItemParts(item) { visit(part, as: .withItem) }
      }
    }
    close()
  }

  /// `with (a as b, c as d,):` may be read as one item holding a tuple: it is several items all the same.
  private func withItemParts(_ index: UInt32) -> [UInt32] {
    guard let value = raw.field(index, .value), raw.kind(value) == .tuple else { return [index] }
    let parts = Array(raw.named(value))
    return parts.contains { raw.kind($0) == .asPattern } ? parts : [index]
  }

  mutating func withItem(_ index: UInt32) {
    var value = raw.kind(index) == .withItem ? raw.field(index, .value) ?? index : index
    while raw.kind(value) == .parenthesizedExpression, let inner = raw.named(value).first(where: { _ in true }) {
      if raw.kind(inner) != .asPattern && raw.kind(inner) != .parenthesizedExpression { break }
      value = inner
    }
    open(.withItem, index)
    if raw.kind(value) == .asPattern {
      visit(raw.named(value).first { _ in true })
      visit(raw.field(value, .alias))
    } else {
      visit(value == index ? raw.named(index).first { _ in true } ?? value : value)
      absent()
    }
    close()
  }

  // MARK: try

  private mutating func tryStatement(_ index: UInt32) {
    open(.try_, index)
    visit(raw.field(index, .body))
    visit(raw.child(index, .elseClause))
    visit(raw.child(index, .finallyClause))
    for child in raw.named(index) where raw.kind(child) == .exceptClause || raw.kind(child) == .exceptGroupClause {
      visit(child)
    }
    close()
  }

  private mutating func exceptClause(_ index: UInt32) {
    let block = raw.child(index, .block)
    var type = raw.named(index).first { $0 != block && raw.kind($0) != .error }
    var name = emptySymbol
    var operation = raw.kind(index) == .exceptGroupClause ? Operation.star : .none
    var mode = Mode.plain
    if let found = type {
      // The grammar reads `except* E` as a starred expression.
      var inner = found
      if raw.kind(inner) == .listSplat, let part = raw.named(inner).first(where: { _ in true }) {
        operation = .star
        inner = part
      }
      if raw.kind(inner) == .asPattern {
        name = symbol(raw.field(inner, .alias))
        inner = raw.named(inner).first { _ in true } ?? inner
        if raw.kind(inner) == .listSplat, let part = raw.named(inner).first(where: { _ in true }) {
          operation = .star
          inner = part
        }
      }
      type = inner
      if raw.hasChild(index, .tokenComma) {
        // `except A, B:` catches both since Python 3.14.
        (type, mode) = (index, .tupleOfExceptions)
      }
    }
    open(.exceptClause, index, operation: operation, symbol: name)
    visit(type, as: mode)
    visit(block)
    close()
  }
}
