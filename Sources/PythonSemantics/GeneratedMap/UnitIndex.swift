import PythonSyntax
import SourceText

/// The functions, methods and class bodies of one file with the statements they spell.
struct UnitIndex {
  struct Statement {
    var line: Int
    var lastLine: Int
    var node: NodeID
    /// Its text without blanks and trailing commas; of a compound statement only the header.
    var key: String
  }

  struct Unit {
    /// `A.m`, `f`, `A` for a class body, and the empty name for the module.
    var name: String
    var node: NodeID
    var lines: ClosedRange<Int>
    /// In source order; the definition's own header first.
    var statements: [Statement]
  }

  private(set) var units: [Unit] = []
  private var byName: [String: Int] = [:]

  init(_ module: Module) {
    let tree = module.tree
    add(module, name: "", node: tree.root)
    for statement in Self.definitions(in: tree.root, tree) {
      add(module, name: tree.symbol(statement).text, node: statement)
      guard tree.kind(statement) == .classDefinition else { continue }
      for member in Self.definitions(in: tree.child(statement, 1), tree) {
        add(module, name: tree.symbol(statement).text + "." + tree.symbol(member).text, node: member)
      }
    }
  }

  /// The unit with a name; of several definitions the last, which is the one that Python keeps.
  func unit(named name: String) -> Unit? { byName[name].map { units[$0] } }

  /// The innermost unit that holds a line.
  func unit(at line: Int) -> Unit? {
    units.filter { $0.lines.contains(line) }.min { $0.lines.count < $1.lines.count }
  }

  /// The definitions directly in a body, also under conditions.
  private static func definitions(in body: NodeID, _ tree: SyntaxTree) -> [NodeID] {
    var result: [NodeID] = []
    var open = Array(tree.children(of: body).reversed())
    while let node = open.popLast() {
      switch tree.kind(node) {
      case .functionDefinition, .classDefinition: result.append(node)
      case .if_, .ifClause, .elseClause, .try_, .exceptClause, .block, .with: open += tree.children(of: node).reversed()
      default: break
      }
    }
    return result
  }

  private mutating func add(_ module: Module, name: String, node: NodeID) {
    let tree = module.tree
    let isFunction = tree.kind(node) == .functionDefinition
    let span = tree.span(node)
    let lines = module.lines.line(at: span.start)...module.lines.line(at: max(span.start, span.end))
    var statements: [Statement] = []
    // Decorators belong to what they decorate.
    let decorators = isFunction ? 3 : 2
    var first = lines.lowerBound
    if tree.kind(node) != .module {
      for decorator in tree.children(of: node).dropFirst(decorators) {
        first = min(first, module.lines.line(at: tree.span(decorator).start))
        statements.append(Self.statement(decorator, tree.span(decorator), module))
      }
    }
    var open = [node]
    while let current = open.popLast() {
      if let span = Self.header(of: current, tree, isUnit: current == node) {
        statements.append(Self.statement(current, span, module))
      }
      // Definitions inside a function belong to it; those of a class or module are units of their own.
      if current != node && !isFunction && Self.isDefinition(tree.kind(current)) { continue }
      for child in tree.children(of: current).reversed() where Self.mayHoldStatements(tree.kind(child)) {
        open.append(child)
      }
    }
    byName[name] = units.count
    units.append(Unit(name: name, node: node, lines: first...max(first, lines.upperBound), statements: statements))
  }

  private static func statement(_ node: NodeID, _ span: Span, _ module: Module) -> Statement {
    // A header goes on to its block, whose first line is not its own.
    var end = span.end
    while end > span.start, module.bytes[Int(end) - 1] <= 32 { end -= 1 }
    return Statement(
      line: module.lines.line(at: span.start), lastLine: module.lines.line(at: end), node: node,
      key: key(module.bytes[Int(span.start)..<Int(end)]))
  }

  private static func isDefinition(_ kind: NodeKind) -> Bool { kind == .functionDefinition || kind == .classDefinition }

  private static func mayHoldStatements(_ kind: NodeKind) -> Bool {
    switch kind {
    case .block, .ifClause, .elseClause, .exceptClause, .finallyClause, .caseClause: true
    default: isStatement(kind)
    }
  }

  private static func isStatement(_ kind: NodeKind) -> Bool {
    switch kind {
    case .expressionStatement, .assignment, .annotatedAssignment, .augmentedAssignment, .return_, .raise, .pass,
      .break_,
      .continue_, .global, .nonlocal, .delete, .assert, .if_, .while_, .for_, .with, .try_, .match,
      .functionDefinition, .classDefinition, .importModules, .importFrom, .typeAlias:
      true
    default: false
    }
  }

  /// The text that stands for a statement: all of a simple one, a compound one up to its block.
  private static func header(of node: NodeID, _ tree: SyntaxTree, isUnit: Bool) -> Span? {
    let kind = tree.kind(node)
    let isClause = kind == .ifClause || kind == .exceptClause || kind == .caseClause
    guard isClause || isStatement(kind), kind != .if_, kind != .try_ else { return nil }
    if isDefinition(kind) && !isUnit && tree.kind(tree.parent(node)) == .module { return nil }
    let span = tree.span(node)
    let block = tree.children(of: node).first { tree.kind($0) == .block }
    return Span(start: span.start, end: block.map { tree.span($0).start } ?? span.end)
  }

  /// Text without blanks, comments' line ends and the commas that a formatter adds.
  private static func key(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var inComment = false
    var quote: UInt8 = 0
    for byte in bytes {
      if byte == 10 || byte == 13 { inComment = false }
      if inComment { continue }
      if quote == 0 && byte == UInt8(ascii: "#") {
        inComment = true
        continue
      }
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = quote == 0 ? byte : quote == byte ? 0 : quote
      }
      if byte <= 32 { continue }
      let closes = byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
      if closes, result.last == UInt8(ascii: ",") { result.removeLast() }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}
