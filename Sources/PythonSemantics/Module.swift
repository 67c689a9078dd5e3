package import PythonSyntax
package import SourceText

/// One loaded source file as a Python module.
package final class Module {
  package let id: ModuleID
  /// The dotted name: `transformers.models.llama.modeling_llama`; a package's is that of its folder.
  package let name: Symbol
  /// The path relative to the package root, as in the output formats.
  package let file: String
  package let path: String
  package let isPackage: Bool
  /// Added by `ModuleGraph.addModule`: a description of a module that is not in the tree.
  package let isStub: Bool
  package let bytes: [UInt8]
  package let lines: LineIndex
  package let tree: SyntaxTree
  package let problems: [SyntaxProblem]
  /// The comments, in source order.
  package let comments: [Span]
  /// Why the file could not be read; the module is then empty.
  package let fileProblem: FileProblem?

  /// The module-scope bindings of each name, in source order.
  package let bindings: [Symbol: [Binding]]
  /// The `from x import *` statements of the module scope, in source order.
  package let starImports: [Binding]
  /// Per name, the module-level statements that change what it holds without rebinding it.
  ///
  /// These are `NAME[…] = v`, `NAME.attr = v`, `NAME.method(…)`, `NAME += v`, `del NAME[…]`, and the outermost loop,
  /// `with` or `match` around such a statement. Those whose conditions are decided false are left out.
  package internal(set) var mutations: [Symbol: [NodeID]] = [:]
  /// The functions of the module scope that a decorator of this module gets, which may put them into a registry, each
  /// with the name that its decorator begins with (`R` of `@R.register("key")`), in source order.
  package internal(set) var registrants: [(decorator: Symbol, function: FunctionID)] = []
  /// The names that functions declare `global` in order to bind them.
  package let globalWrites: Set<Symbol>
  /// The names in `__all__`, as far as they are written down; nil without one.
  package let exports: [Symbol]?

  /// All functions, nested ones and lambdas too, in source order.
  package let functionsInOrder: [FunctionID]
  /// All classes, nested ones too, in source order.
  package let classesInOrder: [ClassID]

  /// What each node that names a variable stands for, by node number.
  ///
  /// Such nodes are `name` nodes and those that bind: parameters, definitions, import aliases, `except … as`, captures
  /// of patterns. The value is
  /// - 0 or more: a place in `FunctionInfo.locals` of the function around the node,
  /// - -1: a global, a builtin, or a name of a class body or of a comprehension outside functions,
  /// - -2: not such a node,
  /// - -3 or less: the variable number -(value + 3) of that function's `cells` followed by its `freeVariables`.
  ///
  /// A parameter belongs to its function; a decorator, default or annotation to the scope around it.
  package let resolutions: [Int32]

  /// The names that the file reads anywhere.
  package private(set) lazy var namesRead = Set(tree.nodes.lazy.filter { $0.kind == .name }.map(\.symbol))

  let source: LoadedSource

  init(
    id: ModuleID, name: Symbol, file: String, isPackage: Bool, isStub: Bool, source: LoadedSource,
    firstFunction: UInt32, firstClass: UInt32
  ) {
    self.id = id
    self.name = name
    self.file = file
    self.isPackage = isPackage
    self.isStub = isStub
    self.source = source
    path = source.path
    bytes = source.bytes
    lines = source.lines
    tree = source.tree
    problems = source.problems
    comments = source.comments
    fileProblem = source.fileProblem
    let scopes = source.scopes
    bindings = scopes.bindings
    starImports = scopes.starImports
    globalWrites = scopes.globalWrites
    exports = scopes.exports
    resolutions = scopes.resolutions
    functionsInOrder = scopes.functions.indices.map { FunctionID(firstFunction + UInt32($0)) }
    classesInOrder = scopes.classes.indices.map { ClassID(firstClass + UInt32($0)) }
  }
}
