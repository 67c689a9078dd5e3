import PythonSyntax
import SourceText

/// Everything about the names of one file that follows from the file alone.
///
/// Terms: a *scope* is the module, a function, a class body or a comprehension. A variable *belongs* to the function
/// whose activation holds it; one that an inner function or class body uses is *captured*, and lives in a cell.
struct ScopeTable: Sendable {
  /// As in `Module.resolutions`.
  var resolutions: [Int32] = []
  var functions: [FunctionRecord] = []
  var classes: [ClassRecord] = []
  /// The place in `functions` or `classes` of each definition and lambda, by node number.
  var definitionIndex: [UInt32: Int32] = [:]
  var bindings: [Symbol: [Binding]] = [:]
  var starImports: [Binding] = []
  var mutations: [Symbol: [Mutation]] = [:]
  var globalWrites: Set<Symbol> = []
  var exports: [Symbol]?

  struct Mutation: Hashable {
    let node: NodeID
    let guards: [Guard]
  }

  static func build(_ tree: SyntaxTree) -> ScopeTable {
    var builder = ScopeBuilder(tree)
    builder.visitAll()
    builder.resolveUses()
    var table = builder.table
    let names = BindingCollector.collect(tree, body: tree.root, expressionBindings: builder.moduleWalruses)
    table.bindings = names.bindings
    table.starImports = names.starImports
    table.mutations = names.mutations
    table.exports = ExportList.names(in: tree, bindings: names.bindings, mutations: names.mutations)
    for index in table.classes.indices {
      table.classes[index].members = BindingCollector.collect(tree, body: table.classes[index].body).bindings
    }
    return table
  }
}
