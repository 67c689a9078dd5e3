import PythonSyntax
import SourceText

/// Where names are read.
extension AnalyzedUnit {
  /// The places below `root` that read a name, functions inside included.
  func reads(of name: Symbol, in root: NodeID) -> [NodeID] {
    var found: [NodeID] = []
    var pending = [root]
    while let node = pending.popLast() {
      if tree.kind(node) == .name, tree.symbol(node) == name, !isTarget(node) { found.append(node) }
      pending += tree.children(of: node).filter { !$0.isNone }
    }
    return found
  }

  private func isTarget(_ name: NodeID) -> Bool {
    var node = name
    while [.tuple, .list, .starred].contains(tree.kind(tree.parent(node))) { node = tree.parent(node) }
    let parent = tree.parent(node)
    switch tree.kind(parent) {
    case .assignment: return tree.child(parent, 0) != node
    case .for_: return tree.child(parent, 0) == node
    default: return false
    }
  }
}
