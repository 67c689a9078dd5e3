import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// What the code itself says against a raise that rests on a guess, or on autocast.
extension AnalyzedUnit {
  /// Whether the code that raises on guessed dtypes speaks against the guess.
  ///
  /// Code that widens what it gets knows that its weights are float32, as those of norms are that whoever casts the
  /// model keeps in float32. Code that casts to the dtype that it makes its weights in breaks only if it is cast as a
  /// whole, as quantized layers are not. A module without parameters, such as one that makes spectrograms, has no dtype
  /// that its input could follow.
  func isDoubtful(_ raised: RaisedOperation) -> Bool {
    if raised.operation.text.lowercased().contains("norm"), castsOperand(of: raised, to: .float32) { return true }
    if (raised.lanes - lanes.mask(of: .castBF16)).isEmpty, castsOperand(of: raised, to: nil) { return true }
    if unpacksWeights(around: raised.node) { return true }
    return classAround(raised.node).map(analysis.interpreter.hasNoParameters) ?? false
  }

  /// Whether an operand is cast to a dtype that is spelled there; nil stands for any.
  private func castsOperand(of raised: RaisedOperation, to dtype: DType?) -> Bool {
    if let inner = raised.inner, !inner.node.isNone { return widensArgument(of: inner.node, in: graph[inner.module]) }
    return raised.operands.compactMap(\.node).compactMap(onlyValue).compactMap(writtenCast).contains {
      $0.isCast && (dtype == nil || $0.dtype == dtype)
    }
  }

  /// Whether an argument is cast to float32, in another file.
  private func widensArgument(of call: NodeID, in module: Module) -> Bool {
    module.tree.children(of: call).dropFirst().contains { argument in
      let text = module.text(of: argument)
      return text.hasSuffix(".float()") || text.contains("(torch.float32)") || text.contains("(dtype=torch.float32)")
    }
  }

  /// Whether autocast lowers nothing there: `torch.mm(a, b).numpy()` multiplies on the CPU, or it could not be asked
  /// for its NumPy array.
  func isOutsideAutocast(_ raised: RaisedOperation) -> Bool {
    guard raised.name == "numpy", analysis.interpreter.options.autocastDevice != .cpu,
      (raised.lanes - lanes.mask(of: .autocastBF16)).isEmpty
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
