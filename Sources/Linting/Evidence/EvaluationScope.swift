package import PythonSyntax
package import SourceText

/// What a name at module level stands for.
package enum EvaluationDefinition {
  case function(any EvaluationScope, NodeID)
  case class_(any EvaluationScope, NodeID)
  /// A variable: the expression last assigned to it.
  case value(any EvaluationScope, NodeID)
  case module(any EvaluationScope)
  /// Something outside the checked tree, by its full dotted name.
  case external(String)
  case undefined
}

/// One module as the evaluator sees it: its tree, and what its names stand for.
package protocol EvaluationScope: AnyObject {
  var tree: SyntaxTree { get }
  func definition(of name: Symbol) -> EvaluationDefinition
}

/// A module by itself: imports lead to names outside.
package final class FileScope: EvaluationScope {
  package let tree: SyntaxTree
  private var definitions: [Symbol: EvaluationDefinition] = [:]
  /// Finds an imported module: the dotted name and the number of leading dots.
  private let loader: (_ module: String, _ level: Int) -> (any EvaluationScope)?

  /// A scope over a parsed file; `loader` follows its imports, none are followed without one.
  package init(
    tree: SyntaxTree, loader: @escaping (_ module: String, _ level: Int) -> (any EvaluationScope)? = { _, _ in nil }
  ) {
    self.tree = tree
    self.loader = loader
    collect(tree.root)
  }

  package func definition(of name: Symbol) -> EvaluationDefinition {
    let found = definitions[name] ?? .undefined
    if case .external(let dotted) = found, dotted.contains(".") { return followed(dotted) }
    return found
  }

  /// An import, written `..module.name` if it is relative: the definition in the module it leads to.
  private func followed(_ dotted: String) -> EvaluationDefinition {
    let level = dotted.prefix { $0 == "." }.count
    let path = dotted.dropFirst(level).split(separator: ".").map(String.init)
    guard let name = path.last else { return .external(dotted) }
    if let scope = loader(path.dropLast().joined(separator: "."), level) {
      let found = scope.definition(of: Symbol(name))
      if case .undefined = found { return .external(dotted) }
      return found
    }
    if let scope = loader(path.joined(separator: "."), level) { return .module(scope) }
    return .external(dotted)
  }

  /// Later definitions win, except in `else` and `except` blocks, which are the fallbacks.
  private func collect(_ root: NodeID) {
    var pending: [(node: NodeID, isFallback: Bool)] = [(root, false)]
    while let (node, isFallback) = pending.popLast() {
      for child in tree.children(of: node).reversed() where !child.isNone {
        switch tree.kind(child) {
        case .functionDefinition: define(tree.symbol(child), .function(self, child), isFallback)
        case .classDefinition: define(tree.symbol(child), .class_(self, child), isFallback)
        case .importFrom, .importModules: defineImports(child, isFallback)
        case .assignment:
          for target in tree.children(of: child).dropFirst() where tree.kind(target) == .name {
            define(tree.symbol(target), .value(self, tree.child(child, 0)), isFallback)
          }
        case .annotatedAssignment where !tree.child(child, 2).isNone:
          define(tree.symbol(tree.child(child, 0)), .value(self, tree.child(child, 2)), isFallback)
        case .elseClause, .exceptClause: pending.append((child, true))
        case .if_, .ifClause, .try_, .block, .with: pending.append((child, isFallback))
        default: break
        }
      }
    }
  }

  /// Statements are visited last to first, so the first definition seen is the one in force.
  private func define(_ name: Symbol, _ definition: EvaluationDefinition, _ isFallback: Bool) {
    if definitions[name] == nil || (fallbacks.contains(name) && !isFallback) {
      definitions[name] = definition
      if isFallback { fallbacks.insert(name) } else { fallbacks.remove(name) }
    }
  }

  private var fallbacks: Set<Symbol> = []

  private func defineImports(_ statement: NodeID, _ isFallback: Bool) {
    let isFrom = tree.kind(statement) == .importFrom
    let dots = String(repeating: ".", count: Int(tree[statement].level))
    let module = isFrom ? tree.symbol(statement).text : ""
    for alias in tree.children(of: statement) where tree.kind(alias) == .importAlias {
      let name = tree.symbol(alias).text
      let short = tree[alias].secondSymbol
      if isFrom {
        define(
          short == .empty ? Symbol(name) : short,
          .external(dots + (module.isEmpty ? name : module + "." + name)), isFallback)
      } else if short == .empty {
        let top = String(name.prefix { $0 != "." })
        define(Symbol(top), .external(top), isFallback)
      } else {
        define(short, .external(name), isFallback)
      }
    }
  }
}
