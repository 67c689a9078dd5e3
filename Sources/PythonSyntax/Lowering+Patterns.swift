import SourceText

extension Lowering {
  mutating func matchStatement(_ index: UInt32) {
    open(.match, index)
    let subjects = raw.named(index).filter { raw[$0].field == .subject }
    if subjects.count == 1 && !raw.hasChild(index, .tokenComma) {
      visit(subjects[0])
    } else {
      visit(index, as: .tupleOfSubjects)
    }
    if let body = raw.field(index, .body) {
      for child in raw.named(body) where raw.kind(child) == .caseClause || raw.kind(child) == .error { visit(child) }
    }
    close()
  }

  mutating func caseClause(_ index: UInt32) {
    open(.caseClause, index)
    let patterns = raw.named(index).filter { raw.kind($0) == .casePattern }
    if patterns.count == 1 && !raw.hasChild(index, .tokenComma) {
      visit(patterns[0], as: .pattern)
    } else {
      visit(index, as: .sequenceOfCasePatterns)
    }
    visit(raw.field(index, .guard_))
    visit(raw.field(index, .consequence))
    close()
  }

  mutating func lowerPattern(_ index: UInt32, _ mode: Mode) {
    switch mode {
    case .sequenceOfCasePatterns:
      let parts = raw.named(index).filter { raw.kind($0) == .casePattern }
      node(.patternSequence, index, parts, as: .pattern)
    case .keyValuePattern:
      open(.dictionaryPair, index)
      visit(index)
      visit(value(ofKey: index), as: .pattern)
      close()
    case .negatedPattern:
      open(.unary, index, operation: .negate)
      visit(index)
      close()
    case .negatedValuePattern:
      open(.patternValue, index)
      visit(index, as: .negatedPattern)
      close()
    default: pattern(index)
    }
  }

  private mutating func pattern(_ index: UInt32) {
    switch raw.kind(index) {
    case .casePattern: innerPattern(index)
    case .tokenUnderscore: leaf(.patternWildcard, index)
    case .dottedName: namePattern(index)
    case .unionPattern:
      open(.patternAlternatives, index)
      visitPatterns(index)
      close()
    case .asPattern:
      let parts = Array(raw.named(index))
      open(.patternAs, index, symbol: symbol(parts.last))
      visit(parts.first, as: .pattern)
      close()
    case .listPattern: node(.patternSequence, index, raw.named(index), as: .pattern)
    case .tuplePattern:
      let parts = Array(raw.named(index))
      if parts.count == 1 && !raw.hasChild(index, .tokenComma)
        && raw.named(parts[0]).allSatisfy({
          raw.kind($0) != .splatPattern
        })
      {
        forward(to: parts[0], as: .pattern)
      } else {
        node(.patternSequence, index, parts, as: .pattern)
      }
    case .dictPattern: mappingPattern(index)
    case .keywordPattern: keywordPattern(index)
    case .splatPattern:
      leaf(.patternStar, index, symbol: symbol(raw.named(index).first { raw.kind($0) == .identifier }))
    case .classPattern: classPattern(index)
    case .complexPattern:
      open(.patternValue, index)
      visit(index, as: .complexNumber)
      close()
    default:
      open(.patternValue, index)
      visit(index)
      close()
    }
  }

  /// A `case_pattern` wraps one pattern, or a minus and a number.
  private mutating func innerPattern(_ index: UInt32) {
    var isNegative = false
    for child in raw.children(index) {
      if raw.kind(child) == .tokenSubtract {
        isNegative = true
      } else if isNegative {
        open(.patternValue, index)
        visit(child, as: .negatedPattern)
        return close()
      } else if raw[child].isNamed || raw.kind(child) == .tokenUnderscore {
        return forward(to: child, as: .pattern)
      }
    }
    node(.error, index, raw.named(index))
  }

  /// The patterns of a union, in which a minus and its number stand side by side.
  private mutating func visitPatterns(_ index: UInt32) {
    var isNegative = false
    for child in raw.children(index) {
      if raw.kind(child) == .tokenSubtract {
        isNegative = true
      } else if raw[child].isNamed || raw.kind(child) == .tokenUnderscore {
        visit(child, as: isNegative ? .negatedValuePattern : .pattern)
        isNegative = false
      }
    }
  }

  private mutating func namePattern(_ index: UInt32) {
    let parts = Array(raw.named(index))
    if parts.count == 1 {
      let name = symbol(parts[0])
      if name.text == "_" { leaf(.patternWildcard, index) } else { leaf(.patternCapture, index, symbol: name) }
    } else {
      dottedName(index)
      wrapLast(.patternValue, span: raw[index].span)
    }
  }

  private mutating func mappingPattern(_ index: UInt32) {
    open(.patternMapping, index)
    for child in raw.named(index) {
      if raw[child].field == .key {
        visit(child, as: .keyValuePattern)
      } else if raw[child].field != .value {
        visit(child, as: .pattern)
      }
    }
    close()
  }

  /// The value that follows a key of a mapping pattern.
  private func value(ofKey index: UInt32) -> UInt32? {
    var sibling = raw[index].next
    while Int(sibling) < raw.nodes.count, raw[sibling].field != .key {
      if raw[sibling].field == .value { return sibling }
      sibling = raw[sibling].next
    }
    return nil
  }

  private mutating func keywordPattern(_ index: UInt32) {
    let parts = raw.children(index).filter { raw[$0].isNamed || raw.kind($0) == .tokenUnderscore }
    open(.keywordArgument, index, symbol: symbol(parts.first))
    let isNegative = raw.hasChild(index, .tokenSubtract)
    visit(parts.count > 1 ? parts[1] : nil, as: isNegative ? .negatedValuePattern : .pattern)
    close()
  }

  private mutating func classPattern(_ index: UInt32) {
    let parts = Array(raw.named(index))
    open(.patternClass, index)
    visit(parts.first)
    for part in parts.dropFirst() { visit(part, as: .pattern) }
    close()
  }
}
