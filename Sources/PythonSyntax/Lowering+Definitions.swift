import SourceText

extension Lowering {
  mutating func decoratedDefinition(_ index: UInt32) {
    guard let definition = raw.field(index, .definition) else { return node(.error, index, raw.named(index)) }
    switch raw.kind(definition) {
    case .functionDefinition: functionDefinition(definition, decorated: index)
    case .classDefinition: classDefinition(definition, decorated: index)
    default: node(.error, index, raw.named(index))
    }
  }

  mutating func functionDefinition(_ index: UInt32, decorated: UInt32?) {
    let name = symbol(raw.field(index, .name))
    noteTypeParameters(index)
    open(.functionDefinition, index, operation: raw.hasChild(index, .tokenAsync) ? .async : .none, symbol: name)
    visit(raw.field(index, .parameters))
    visit(raw.field(index, .returnType))
    visit(raw.field(index, .body))
    visitDecorators(decorated)
    close()
  }

  mutating func classDefinition(_ index: UInt32, decorated: UInt32?) {
    let nameNode = raw.field(index, .name)
    let name = symbol(nameNode)
    noteTypeParameters(index)
    open(.classDefinition, index, symbol: name)
    if let bases = raw.field(index, .superclasses) {
      visit(bases)
    } else {
      visit(nameNode ?? index, as: .emptyArguments)
    }
    visit(raw.field(index, .body))
    visitDecorators(decorated)
    close()
  }

  private mutating func visitDecorators(_ index: UInt32?) {
    guard let index else { return }
    for child in raw.named(index) where raw.kind(child) == .decorator { visit(child) }
  }

  private mutating func noteTypeParameters(_ index: UInt32) {
    if let parameters = raw.field(index, .typeParameters) { typeParameters.append(raw[parameters].span) }
  }

  // MARK: Parameters

  mutating func parameters(_ index: UInt32) {
    let hasPositionalOnly = raw.hasChild(index, .positionalSeparator)
    var mode = hasPositionalOnly ? Mode.positionalOnly : .positionalOrKeyword
    open(.parameters, index)
    for child in raw.named(index) {
      switch raw.kind(child) {
      case .positionalSeparator: mode = .positionalOrKeyword
      case .keywordSeparator: mode = .keywordOnly
      case .error: visit(child)
      default:
        visit(child, as: mode)
        if isVariadic(child) { mode = .keywordOnly }
      }
    }
    close()
  }

  private func isVariadic(_ index: UInt32) -> Bool {
    switch raw.kind(index) {
    case .listSplatPattern: true
    case .typedParameter: raw.named(index).contains { raw.kind($0) == .listSplatPattern }
    default: false
    }
  }

  mutating func parameter(_ index: UInt32, _ kind: Operation) {
    var operation = kind
    var name = raw.field(index, .name)
    switch raw.kind(index) {
    case .identifier: name = index
    case .defaultParameter, .typedDefaultParameter: break
    case .listSplatPattern, .dictionarySplatPattern, .typedParameter:
      name = raw.kind(index) == .typedParameter ? raw.named(index).first { _ in true } : index
      while let splat = name, raw.kind(splat) == .listSplatPattern || raw.kind(splat) == .dictionarySplatPattern {
        operation = raw.kind(splat) == .listSplatPattern ? .variadicPositional : .variadicKeyword
        name = raw.named(splat).first { _ in true }
      }
    default: return node(.notModelled, index, raw.named(index))
    }
    guard let name, raw.kind(name) == .identifier else { return node(.notModelled, index, raw.named(index)) }
    let text = symbol(name)
    open(.parameter, index, operation: operation, symbol: text)
    visit(raw.field(index, .type))
    visit(raw.field(index, .value))
    close()
  }

  // MARK: Imports

  mutating func importStatement(_ index: UInt32, _ kind: RawKind) {
    let isStar = raw.hasChild(index, .wildcardImport)
    var module = emptySymbol
    var level = 0
    if kind == .futureImportStatement {
      module = Symbol("__future__")
    } else if var source = raw.field(index, .moduleName) {
      if raw.kind(source) == .relativeImport {
        if let prefix = raw.child(source, .importPrefix) {
          let span = raw[prefix].span
          level = bytes[Int(span.start)..<Int(span.end)].count { $0 == UInt8(ascii: ".") }
        }
        source = raw.child(source, .dottedName) ?? source
      }
      if raw.kind(source) == .dottedName { module = dottedSymbol(source) }
    }
    open(
      kind == .importStatement ? .importModules : .importFrom, index, operation: isStar ? .star : .none, symbol: module)
    setLevel(level)
    for child in raw.named(index) where raw[child].field == .name || raw.kind(child) == .error {
      visit(child, as: raw.kind(child) == .error ? .plain : .importAlias)
    }
    close()
  }

  mutating func importAlias(_ index: UInt32) {
    let name = raw.kind(index) == .aliasedImport ? raw.field(index, .name) ?? index : index
    let second = raw.kind(index) == .aliasedImport ? symbol(raw.field(index, .alias)) : emptySymbol
    leaf(.importAlias, index, symbol: dottedSymbol(name), second: second)
  }
}
