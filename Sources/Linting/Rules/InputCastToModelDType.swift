import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds inputs that are cast to `self.dtype` for a layer, where the siblings cast to the dtype of the layer's weight.
///
/// See `Rules/pages/MIX111-input-cast-to-model-dtype.md`.
package struct InputCastToModelDType: Rule {
  package static let id = RuleID("MIX111", slug: "input-cast-to-model-dtype")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.nodes(.call).compactMap { (call: NodeID) -> Finding? in
      let tree = unit.tree
      guard let layer = layer(called: call, unit), let input = castInput(of: call, unit),
        let siblings = unit.graph.layerInputs?.castingSiblings(
          layer: tree.symbol(layer).text, inputs: [input], in: unit.checkedFile.file)
      else { return nil }
      let lanes = unit.support(of: unit.value(of: call)) & unit.mixedLanes
      guard !lanes.isEmpty else { return nil }
      let name = unit.checkedFile.text(tree.span(layer))
      return Finding(
        .modelDType(input, name), at: tree.span(call), function: unit.functionName(around: call),
        lanes: unit.names(of: lanes),
        related: [
          RelatedPlace(
            file: siblings.first.file, path: unit.displayed(siblings.first.path), line: siblings.first.line,
            message: "a sibling casts `\(siblings.first.input)` for `self.\(siblings.first.layer)` here")
        ], condition: "where the model's first parameter has another dtype than this layer")
    }
  }

  /// `self.layer` of a call of a layer of torch.
  private func layer(called call: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    let callee = tree.child(call, 0)
    guard tree.kind(callee) == .attribute, isSelf(tree.child(callee, 0), tree) else { return nil }
    let interpreter = unit.analysis.interpreter
    let isLayer = interpreter.values.pieces(unit.value(of: callee)).contains { interpreter.isTorchModule($0.shape) }
    return isLayer ? callee : nil
  }

  /// The name that a call is given cast to `self.dtype`.
  private func castInput(of call: NodeID, _ unit: AnalyzedUnit) -> String? {
    let tree = unit.tree
    guard tree.childCount(call) == 2 else { return nil }
    var node = tree.child(call, 1)
    var isCast = false
    while tree.kind(node) == .call, unit.calledName(node) == "to", tree.kind(tree.child(node, 0)) == .attribute {
      isCast = isCast || tree.children(of: node).dropFirst().contains { isModelDType($0, tree) }
      node = tree.child(tree.child(node, 0), 0)
    }
    return isCast && tree.kind(node) == .name ? tree.symbol(node).text : nil
  }

  private func isModelDType(_ argument: NodeID, _ tree: SyntaxTree) -> Bool {
    let node = tree.kind(argument) == .keywordArgument ? tree.child(argument, 0) : argument
    return tree.kind(node) == .attribute && tree.symbol(node) == "dtype" && isSelf(tree.child(node, 0), tree)
  }

  private func isSelf(_ node: NodeID, _ tree: SyntaxTree) -> Bool {
    tree.kind(node) == .name && tree.symbol(node) == "self"
  }
}

extension Diagnostic.Message {
  fileprivate static func modelDType(_ input: String, _ layer: String) -> Self {
    "`\(input)` is cast to `self.dtype`, which is that of the model's first parameter, and not to that of `\(layer)`"
  }
}
