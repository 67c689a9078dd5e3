import PythonSyntax
import SourceText

/// Reads `__all__` as far as it is written down: literals, `+=`, `.append`, `.extend`, and sums of those.
enum ExportList {
  static func names(
    in tree: SyntaxTree, bindings: [Symbol: [Binding]], mutations: [Symbol: [ScopeTable.Mutation]]
  ) -> [Symbol]? {
    guard let statements = bindings["__all__"] else { return nil }
    var result: [Symbol] = []
    for node in statements.map(\.node) + (mutations["__all__"] ?? []).map(\.node) { add(node, of: tree, to: &result) }
    return result
  }

  private static func add(_ statement: NodeID, of tree: SyntaxTree, to result: inout [Symbol]) {
    var pending: [NodeID] =
      switch tree.kind(statement) {
      case .assignment, .expressionStatement: [tree.child(statement, 0)]
      case .augmentedAssignment: [tree.child(statement, 1)]
      case .annotatedAssignment: [tree.child(statement, 2)]
      default: []
      }
    while let node = pending.popLast() {
      switch tree.kind(node) {
      case .string: result.append(tree.symbol(node))
      case .list, .tuple, .set, .binary: pending.append(contentsOf: tree.children(of: node).reversed())
      case .call: pending.append(contentsOf: tree.children(of: node).dropFirst().reversed())
      default: break
      }
    }
  }
}
