import PythonSyntax
import SourceText

/// Walks a tree once, with an explicit stack, and notes every scope, binding and use of a name.
struct ScopeBuilder {
  enum ScopeKind: UInt8 {
    case module, function, class_, comprehension
  }

  struct Scope {
    var kind: ScopeKind
    /// -1 for the module.
    var parent: Int32
    /// The place in `table.functions` of the function whose code this is; a class body counts as its function's.
    var function: Int32
    /// The function that the variables bound here belong to, -1 for those of a module or class.
    var owner: Int32
    /// The place in `table.classes` of the innermost class around, -1 if there is none.
    var lexicalClass: Int32
  }

  struct Variable {
    var symbol: Symbol
    var owner: Int32
    var isGlobal = false
    var isNonlocal = false
    var isCaptured = false
    var isParameter = false
    var slot: Int32 = -1
  }

  struct Use {
    var node: NodeID
    var scope: Int32
  }

  enum Mode: UInt8 { case load, store }

  struct Work {
    var node: NodeID
    var scope: Int32
    var mode: Mode
  }

  let tree: SyntaxTree
  var table = ScopeTable()
  var scopes: [Scope] = []
  /// The dotted path of each scope, with a dot at its end unless empty.
  var prefixes: [String] = [""]
  var variables: [Variable] = []
  /// The variable of a (scope, name) pair.
  var variableIndex: [UInt64: Int32] = [:]
  var uses: [Use] = []
  var stack: [Work] = []
  /// `name := value` outside functions: the name node.
  var moduleWalruses: [NodeID] = []

  init(_ tree: SyntaxTree) {
    self.tree = tree
    scopes.append(Scope(kind: .module, parent: -1, function: -1, owner: -1, lexicalClass: -1))
    uses.reserveCapacity(tree.nodes.count / 3)
  }

  mutating func visitAll() {
    pushChildren(of: tree.root, scope: 0)
    while let work = stack.popLast() { visit(work) }
  }

  // MARK: Pushing

  mutating func push(_ node: NodeID, scope: Int32, _ mode: Mode = .load) {
    if !node.isNone { stack.append(Work(node: node, scope: scope, mode: mode)) }
  }

  /// Pushes children so that they are visited in order.
  mutating func pushChildren(of node: NodeID, from first: Int = 0, scope: Int32, _ mode: Mode = .load) {
    for child in tree.children(of: node).dropFirst(first).reversed() where !child.isNone {
      stack.append(Work(node: child, scope: scope, mode: mode))
    }
  }

  // MARK: Names

  static func key(_ scope: Int32, _ symbol: Symbol) -> UInt64 {
    UInt64(UInt32(bitPattern: scope)) << 32 | UInt64(symbol.id)
  }

  @discardableResult
  mutating func declare(_ symbol: Symbol, scope: Int32) -> Int32 {
    let key = Self.key(scope, symbol)
    if let known = variableIndex[key] { return known }
    let index = Int32(variables.count)
    variables.append(Variable(symbol: symbol, owner: scopes[Int(scope)].owner))
    variableIndex[key] = index
    return index
  }

  /// Binds a name at a node: the variable belongs to `scope`, unless that says `global` or `nonlocal`.
  mutating func bind(_ symbol: Symbol, at node: NodeID, scope: Int32) {
    // A module's own variables need no table: what no function binds is global.
    if scope != 0 { declare(symbol, scope: scope) }
    uses.append(Use(node: node, scope: scope))
  }

  /// The scope that `:=` binds in.
  func scopeOutsideComprehensions(_ scope: Int32) -> Int32 {
    var scope = scope
    while scopes[Int(scope)].kind == .comprehension { scope = scopes[Int(scope)].parent }
    return scope
  }
}
