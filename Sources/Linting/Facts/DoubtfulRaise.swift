import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// What the code itself says against a raise that rests on a guess.
extension AnalyzedUnit {
  /// Whether the code that raises on guessed dtypes speaks against the guess.
  ///
  /// Code that widens what it gets knows that its weights are float32, as those of norms are that whoever casts the
  /// model keeps in float32. Code that casts to the dtype that it makes its weights in breaks only if it is cast as a
  /// whole, as quantized layers are not. A module without parameters, such as one that makes spectrograms, has no dtype
  /// that its input could follow.
  func isDoubtful(_ raised: RaisedOperation) -> Bool {
    if raised.operation.text.lowercased().contains("norm"), castsOperand(of: raised, to: .float32) { return true }
    if raises(raised, onlyIn: .castBF16), castsOperand(of: raised, to: nil) { return true }
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

  /// Whether an operation raises in the lanes of one scenario and in no other.
  func raises(_ raised: RaisedOperation, onlyIn scenario: Scenario) -> Bool {
    (raised.lanes - lanes.mask(of: scenario)).isEmpty
  }
}
