import SourceText

extension Lowering {
  /// Lowers an expression; false if the kind is none.
  mutating func lowerExpression(_ index: UInt32, _ kind: RawKind) -> Bool {
    switch kind {
    case .integer, .float: number(index, kind)
    case .string, .concatenatedString: string(index)
    case .true_: leaf(.trueLiteral, index)
    case .false_: leaf(.falseLiteral, index)
    case .none: leaf(.noneLiteral, index)
    case .ellipsis: leaf(.ellipsis, index)
    case .tuple, .expressionList, .patternList: node(.tuple, index, raw.named(index))
    case .tuplePattern: tuplePattern(index)
    case .list, .listPattern: node(.list, index, raw.named(index))
    case .set: node(.set, index, raw.named(index))
    case .dictionary: node(.dictionary, index, raw.named(index))
    case .pair: node(.dictionaryPair, index, keyAndValue(index))
    case .attribute, .subscript_, .call, .binaryOperator, .comparisonOperator, .booleanOperator, .conditionalExpression:
      if startsWithStar(index) { hoistStar(index) } else { lowerOperation(index, kind) }
    case .slice: slice(index)
    case .keywordArgument: keywordArgument(index)
    case .listSplat, .listSplatPattern: splat(index)
    case .dictionarySplat, .dictionarySplatPattern: node(.doubleStarred, index, raw.named(index).prefix(1))
    case .unaryOperator, .notOperator: unary(index, kind)
    case .namedExpression: named(index)
    case .lambda: lambda(index)
    case .listComprehension: comprehension(.listComprehension, index)
    case .setComprehension: comprehension(.setComprehension, index)
    case .dictionaryComprehension: comprehension(.dictionaryComprehension, index)
    case .generatorExpression: comprehension(.generatorExpression, index)
    case .forInClause: comprehensionClause(index)
    case .await: node(.await, index, raw.named(index).prefix(1))
    case .yield: yield(index)
    case .parenthesizedExpression: parenthesized(index)
    case .dottedName: dottedName(index)
    default: return false
    }
    return true
  }

  /// Lowers an expression that may start with a misplaced star.
  private mutating func lowerOperation(_ index: UInt32, _ kind: RawKind) {
    switch kind {
    case .attribute: attribute(index)
    case .subscript_: subscriptExpression(index)
    case .call: call(index)
    case .binaryOperator: binary(index)
    case .comparisonOperator: comparison(index)
    case .booleanOperator: boolean(index)
    default: conditional(index)
    }
  }

  /// A starred expression, or what is left of one whose star was hoisted.
  private mutating func splat(_ index: UInt32) {
    if startsWithStar(index) {
      node(.starred, index, raw.named(index).prefix(1))
    } else {
      forwardToInner(index)
    }
  }

  private mutating func number(_ index: UInt32, _ kind: RawKind) {
    let span = raw[index].span
    let text = bytes[Int(span.start)..<Int(span.end)]
    let isImaginary = text.last == UInt8(ascii: "j") || text.last == UInt8(ascii: "J")
    let isHexadecimal = text.starts(with: [48, 120]) || text.starts(with: [48, 88])
    var symbol: Symbol
    if text.contains(UInt8(ascii: "_")) {
      symbol = Symbol(String(decoding: text.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self))
    } else {
      symbol = symbols.symbol(span, in: bytes)
    }
    if !isHexadecimal, let last = text.last, last == UInt8(ascii: "l") || last == UInt8(ascii: "L") {
      // Python 2's long integers.
      symbol = Symbol(String(decoding: text.dropLast(), as: UTF8.self))
    }
    leaf(isImaginary ? .imaginary : kind == .integer ? .integer : .float, index, symbol: symbol)
  }

  private func keyAndValue(_ index: UInt32) -> [UInt32] {
    [raw.field(index, .key), raw.field(index, .value)].compactMap { $0 }
  }

  /// Parentheses leave no node; unpacked in a loop, since they may nest without end.
  private mutating func parenthesized(_ index: UInt32) {
    var inner = index
    while raw.kind(inner) == .parenthesizedExpression {
      guard let next = raw.named(inner).first(where: { raw.kind($0) != .error }) else {
        return node(.error, index, raw.named(inner))
      }
      inner = next
    }
    forward(to: inner)
  }

  /// `for (x) in …` is read as a tuple of one.
  private mutating func tuplePattern(_ index: UInt32) {
    let parts = Array(raw.named(index))
    if parts.count == 1 && !raw.hasChild(index, .tokenComma) {
      forward(to: parts[0])
    } else {
      node(.tuple, index, parts)
    }
  }

  private mutating func attribute(_ index: UInt32) {
    let name = symbol(raw.field(index, .attribute))
    open(.attribute, index, symbol: name)
    visit(raw.field(index, .object))
    close()
  }

  private mutating func subscriptExpression(_ index: UInt32) {
    open(.subscript_, index)
    visit(raw.field(index, .value))
    let parts = raw.named(index).filter { raw[$0].field == .subscript_ }
    if parts.count == 1 && !raw.hasChild(index, .tokenComma) {
      visit(parts[0])
    } else if parts.isEmpty {
      absent()
    } else {
      visit(index, as: .tupleOfSubscripts)
    }
    close()
  }

  private mutating func slice(_ index: UInt32) {
    var parts: [UInt32?] = [nil, nil, nil]
    var place = 0
    for child in raw.children(index) {
      if raw.kind(child) == .tokenColon {
        place += 1
      } else if raw[child].isNamed && place < 3 {
        parts[place] = child
      }
    }
    open(.slice, index)
    for part in parts { visit(part) }
    close()
  }

  private mutating func call(_ index: UInt32) {
    open(.call, index)
    visit(raw.field(index, .function))
    if let arguments = raw.field(index, .arguments) {
      if raw.kind(arguments) == .argumentList {
        for argument in raw.named(arguments) { visit(argument) }
      } else {
        visit(arguments)
      }
    }
    close()
  }

  private mutating func keywordArgument(_ index: UInt32) {
    let name = symbol(raw.field(index, .name))
    open(.keywordArgument, index, symbol: name)
    visit(raw.field(index, .value))
    close()
  }

  private mutating func named(_ index: UInt32) {
    open(.namedExpression, index)
    visit(raw.field(index, .name))
    visit(raw.field(index, .value))
    close()
  }

  private mutating func conditional(_ index: UInt32) {
    let parts = raw.named(index).filter { raw.kind($0) != .error }
    guard parts.count == 3 else { return node(.error, index, parts) }
    node(.conditional, index, [parts[1], parts[0], parts[2]])
  }

  private mutating func lambda(_ index: UInt32) {
    open(.lambda, index)
    if let parameters = raw.field(index, .parameters) {
      visit(parameters)
    } else {
      visit(index + 1, as: .emptyParameters)
    }
    visit(raw.field(index, .body))
    close()
  }

  private mutating func yield(_ index: UInt32) {
    let value = raw.named(index).first { _ in true }
    if raw.hasChild(index, .tokenFrom) {
      open(.yieldFrom, index)
    } else {
      open(.yield, index)
    }
    visit(value)
    close()
  }

  /// `a.b.c` where the grammar has a flat list of names.
  mutating func dottedName(_ index: UInt32) {
    var isFirst = true
    let start = raw[index].span.start
    for part in raw.named(index) where raw.kind(part) == .identifier {
      let name = symbol(part)
      if isFirst {
        leaf(.name, part, symbol: name)
        isFirst = false
      } else {
        wrapLast(.attribute, span: Span(start: start, end: raw[part].span.end), symbol: name)
      }
    }
    if isFirst { leaf(.error, index) }
  }
}
