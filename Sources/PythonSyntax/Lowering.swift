import SourceText

/// Turns the concrete tree into a `SyntaxTree`.
///
/// Works with a stack of tasks of its own, so that no depth of nesting overflows the thread's stack. A *visit* task
/// leaves exactly one node on `results`; a *finish* task takes all nodes that were left since its construct was opened
/// and makes them the children of one new node. So a construct is lowered by `open`, then one `visit` (or `absent`)
/// for each child in the order of `NodeKind`'s contract, then `close`.
struct Lowering {
  /// How a concrete node is to be read where its kind alone does not say.
  enum Mode: UInt8 {
    case plain
    /// A case pattern.
    case pattern
    /// A number in a pattern with a minus in front: the expression, and the pattern around it.
    case negatedPattern, negatedValuePattern
    case complexNumber
    case keyValuePattern
    case sequenceOfCasePatterns
    /// One tuple of several children that are written without parentheses.
    case tupleOfSubscripts, tupleOfIterables, tupleOfSubjects, tupleOfStatement, tupleOfExceptions
    /// The `if` part of an if statement.
    case ifClause
    /// A comparison's operator token: it and the operand after it.
    case comparisonOperand
    case withItem, importAlias, typeName
    /// An empty list after the node, where none is written.
    case emptyParameters, emptyArguments
    /// Parameters by their kind.
    case positionalOnly, positionalOrKeyword, keywordOnly
  }

  struct Pending {
    var kind: NodeKind
    var operation: Operation
    var level: UInt16
    var symbol: Symbol
    var secondSymbol: Symbol
    var span: Span
    var base: UInt32
  }

  private enum Task {
    case visit(Mode, UInt32)
    case absent
    case finish(Pending)
  }

  var raw: RawTree
  let bytes: [UInt8]
  let emptySymbol = Symbol.empty
  var symbols = SymbolCache()
  var typeParameters: [Span] = []
  private var nodes: [Node] = []
  private var children: [NodeID] = []
  private var results: [NodeID] = []
  private var tasks: [Task] = []
  /// Where the tasks of the construct being lowered begin.
  private var mark = 0

  init(raw: RawTree, bytes: [UInt8]) {
    self.raw = raw
    self.bytes = bytes
    nodes.reserveCapacity(raw.nodes.count / 2 + 2)
    children.reserveCapacity(raw.nodes.count / 2 + 2)
    nodes.append(SyntaxTree.absentNode)
  }

  /// Lowers the whole tree.
  mutating func run() -> SyntaxTree {
    mark = 0
    open(.module, 0)
    for child in raw.named(0) { visit(child) }
    close()
    while let task = tasks.popLast() {
      switch task {
      case .visit(let mode, let index):
        mark = tasks.count
        lower(index, mode)
      case .absent: results.append(.none)
      case .finish(let pending): finish(pending)
      }
    }
    return SyntaxTree(nodes: nodes, children: children, root: results.last ?? .none)
  }

  // MARK: Planning a node

  /// Starts a node; its children are the visits up to `close`.
  mutating func open(
    _ kind: NodeKind, _ index: UInt32, operation: Operation = .none, symbol: Symbol? = nil, span: Span? = nil
  ) {
    mark = tasks.count
    tasks.append(
      .finish(
        Pending(
          kind: kind, operation: operation, level: 0, symbol: symbol ?? emptySymbol, secondSymbol: emptySymbol,
          span: span ?? raw[index].span, base: UInt32(results.count))))
  }

  mutating func visit(_ index: UInt32, as mode: Mode = .plain) { tasks.append(.visit(mode, index)) }

  /// A child that may be absent.
  mutating func visit(_ index: UInt32?, as mode: Mode = .plain) {
    tasks.append(index.map { .visit(mode, $0) } ?? .absent)
  }

  mutating func absent() { tasks.append(.absent) }

  /// Puts the planned visits into the order in which the stack gives them back.
  mutating func close() { tasks[(mark + 1)...].reverse() }

  /// Replaces the node being lowered by another one.
  mutating func forward(to index: UInt32, as mode: Mode = .plain) { tasks.append(.visit(mode, index)) }

  /// A node with these concrete nodes as children.
  mutating func node(
    _ kind: NodeKind, _ index: UInt32, _ parts: some Sequence<UInt32>, operation: Operation = .none,
    symbol: Symbol? = nil, as mode: Mode = .plain
  ) {
    open(kind, index, operation: operation, symbol: symbol)
    for part in parts { visit(part, as: mode) }
    close()
  }

  /// A left-associative chain of two-sided nodes: `a | b | c` is `(a | b) | c`.
  mutating func chain(_ kind: NodeKind, _ parts: [UInt32], operation: Operation) {
    guard let first = parts.first else { return results.append(.none) }
    let base = UInt32(results.count)
    for part in parts.dropFirst().reversed() {
      tasks.append(
        .finish(
          Pending(
            kind: kind, operation: operation, level: 0, symbol: emptySymbol, secondSymbol: emptySymbol,
            span: Span(start: raw[first].span.start, end: raw[part].span.end), base: base)))
      visit(part)
    }
    visit(first)
  }

  // MARK: Making nodes

  /// A node without children.
  mutating func leaf(
    _ kind: NodeKind, _ index: UInt32, operation: Operation = .none, symbol: Symbol? = nil, second: Symbol? = nil,
    span: Span? = nil
  ) {
    results.append(
      append(
        Pending(
          kind: kind, operation: operation, level: 0, symbol: symbol ?? emptySymbol,
          secondSymbol: second ?? emptySymbol, span: span ?? raw[index].span, base: 0), children: []))
  }

  /// A node around the one that was just made.
  mutating func wrapLast(_ kind: NodeKind, span: Span, operation: Operation = .none, symbol: Symbol? = nil) {
    guard let last = results.popLast() else { return }
    results.append(
      append(
        Pending(
          kind: kind, operation: operation, level: 0, symbol: symbol ?? emptySymbol, secondSymbol: emptySymbol,
          span: span, base: 0), children: CollectionOfOne(last)))
  }

  /// Leading dots and the like on the construct that was opened last.
  mutating func setLevel(_ level: Int) {
    guard case .finish(var pending) = tasks[mark] else { return }
    pending.level = UInt16(clamping: level)
    tasks[mark] = .finish(pending)
  }

  private mutating func finish(_ pending: Pending) {
    let base = Int(pending.base)
    let node = append(pending, children: results[base...])
    results.removeLast(results.count - base)
    results.append(node)
  }

  private mutating func append(_ pending: Pending, children parts: some Collection<NodeID>) -> NodeID {
    let id = NodeID(UInt32(nodes.count))
    for part in parts where !part.isNone { nodes[Int(part.rawValue)].parent = id }
    nodes.append(
      Node(
        kind: pending.kind, operation: pending.operation, level: pending.level, symbol: pending.symbol,
        secondSymbol: pending.secondSymbol, span: pending.span, firstChild: UInt32(children.count),
        childCount: UInt32(parts.count), parent: .none))
    children.append(contentsOf: parts)
    return id
  }

  // MARK: Text

  mutating func symbol(_ index: UInt32) -> Symbol { symbols.symbol(raw[index].span, in: bytes) }

  mutating func symbol(_ index: UInt32?) -> Symbol { index.map { symbol($0) } ?? emptySymbol }

  /// A dotted name without the blanks that may stand around its dots.
  mutating func dottedSymbol(_ index: UInt32) -> Symbol {
    let span = raw[index].span
    let parts = raw.named(index).filter { raw.kind($0) == .identifier }
    let isCompact = parts.reduce(max(0, parts.count - 1)) { $0 + raw[$1].span.length } == span.length
    if isCompact { return symbol(index) }
    return Symbol(parts.map { symbol($0).text }.joined(separator: "."))
  }
}
