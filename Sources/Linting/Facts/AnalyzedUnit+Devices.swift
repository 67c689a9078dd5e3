import DTypeAnalysis
import PythonSyntax
import SourceText

extension AnalyzedUnit {
  /// Whether the text says that a tensor lies on the CPU: `x.cpu().double()`, `x.to(host)`, `device="cpu"`; names are
  /// followed to their only assignment.
  func isOnCPU(_ expression: NodeID) -> Bool { isOnCPU(expression, hops: 4) }

  private func isOnCPU(_ node: NodeID, hops: Int) -> Bool {
    switch tree.kind(node) {
    case .name:
      guard hops > 0, let value = onlyValue(of: node) else { return false }
      return isOnCPU(value, hops: hops - 1)
    case .attribute, .subscript_: return isOnCPU(tree.child(node, 0), hops: hops)
    case .call:
      if calledName(node) == "cpu" { return true }
      let namesDevice = tree.children(of: node).dropFirst().contains { argument in
        let isKeyword = tree.kind(argument) == .keywordArgument
        if isKeyword, tree.symbol(argument) != "device" { return false }
        return isCPU(isKeyword ? tree.child(argument, 0) : argument, hops: hops)
      }
      return namesDevice || isOnCPU(tree.child(node, 0), hops: hops)
    default: return false
    }
  }

  /// Whether an expression is the CPU: `"cpu"`, `torch.device("cpu")` or a name for it.
  private func isCPU(_ node: NodeID, hops: Int) -> Bool {
    switch tree.kind(node) {
    case .string: return tree.symbol(node) == "cpu"
    case .name:
      guard hops > 0, let value = onlyValue(of: node) else { return false }
      return isCPU(value, hops: hops - 1)
    case .call: return calledName(node) == "device" && isCPU(tree.child(node, 1), hops: hops)
    default: return false
    }
  }

  /// Whether autocast lowers nothing there: `torch.mm(a, b).numpy()` multiplies on the CPU, or it could not be asked
  /// for its NumPy array.
  func isOutsideAutocast(_ raised: RaisedOperation) -> Bool {
    guard raised.name == "numpy", analysis.interpreter.options.autocastDevice != .cpu,
      raises(raised, onlyIn: .autocastBF16)
    else { return false }
    var node = raised.node
    while true {
      switch tree.kind(node) {
      case .call:
        let callee = tree.child(node, 0)
        if ["cpu", "to"].contains(calledName(node)) { return false }
        guard tree.kind(callee) == .attribute else { return true }
        node = tree.child(callee, 0)
        if isTorch(node) { return true }
      case .attribute, .subscript_: node = tree.child(node, 0)
      case .binary: node = operand(of: node)
      default: return false
      }
    }
  }

  /// The operand of a binary operation that is more than a number.
  private func operand(of node: NodeID) -> NodeID {
    let left = tree.child(node, 0)
    return [.integer, .float].contains(tree.kind(left)) ? tree.child(node, 1) : left
  }
}
