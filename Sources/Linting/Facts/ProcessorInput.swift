import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// Layers that float32 from a processor makes raise: seen in the second look and not in the first.
struct UncastLayer {
  let raised: RaisedOperation
  /// What goes into the layer, as written.
  let input: NodeID
  /// The layer as written, such as `self.patch_embedding`.
  let layer: NodeID
  /// The model's input that arrives here.
  let subject: Symbol
  /// Whether some of the calls that come here bring the layer's dtype.
  let isCastByOthers: Bool
}

extension AnalyzedUnit {
  /// What raises for a layer's parameters once processors give the models float32, in the order met.
  ///
  /// `self` is the second look, `first` the unit as it is.
  func parameterRaises(besides first: AnalyzedUnit) -> [RaisedOperation] {
    let known = Set(first.raisedOperations.map(\.node))
    return joined(raisedOperations.filter { !known.contains($0.node) && RaiseKind($0) == .parameter }).map(\.raised)
  }

  /// The calls of layers of this file among such raises.
  func uncastLayers(_ raises: [RaisedOperation]) -> [UncastLayer] {
    var seen: Set<NodeID> = []
    return raises.compactMap { raised in
      guard raised.inner == nil, let layer = uncastLayer(raised), seen.insert(raised.node).inserted else { return nil }
      return layer
    }
  }

  /// The lanes in which a call does not raise: others of the second look, and those that it leaves out because float32
  /// is what a layer takes there, or what autocast casts.
  func holdingLanes(of call: NodeID, besides failing: LaneMask, first: AnalyzedUnit) -> [String] {
    let failing = names(of: failing)
    return first.names(of: first.support(of: first.value(of: call))).filter { !failing.contains($0) }
  }

  private func uncastLayer(_ raised: RaisedOperation) -> UncastLayer? {
    guard raised.isMismatch, tree.kind(raised.node) == .call, tree.childCount(raised.node) > 1,
      let operand = raised.floatingOperands.first, operand.dtypes == DTypeSet(.float32), let input = operand.node,
      let subject = processorInput(behind: operand.value, in: raised.lanes)
    else { return nil }
    let layer = tree.child(raised.node, 0)
    guard tree.kind(layer) == .attribute, tree.kind(tree.child(layer, 0)) == .name else { return nil }
    let (dtypes, isKnown) = dtypes(of: value(of: input), in: raised.lanes)
    return UncastLayer(
      raised: raised, input: input, layer: layer, subject: subject,
      isCastByOthers: !isKnown || dtypes.dtypes.contains(where: \.isHalfPrecision))
  }

  /// The input from a processor that a float32 tensor still is, if it is one.
  func processorInput(behind value: ValueID, in mask: LaneMask) -> Symbol? {
    let interpreter = analysis.interpreter
    for tensor in tensors(of: value, in: mask) where tensor.origin != .none {
      let origin = interpreter.origin(tensor.origin)
      if origin.kind == .input, interpreter.isFromProcessor(origin.subject) { return origin.subject }
    }
    return nil
  }

  /// Whether a tensor is an input from a processor that the code has cast.
  func isCastProcessorInput(_ value: ValueID, in mask: LaneMask) -> Bool {
    let interpreter = analysis.interpreter
    return tensors(of: value, in: mask).contains { tensor in
      guard tensor.origin != .none else { return false }
      let origin = interpreter.origin(tensor.origin)
      guard origin.kind == .cast, origin.parent != .none else { return false }
      let parent = interpreter.origin(origin.parent)
      return parent.kind == .input && interpreter.isFromProcessor(parent.subject)
    }
  }
}
