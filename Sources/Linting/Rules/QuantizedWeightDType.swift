import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// Finds activations that are cast to the dtype of a linear layer's weight, which is no floating one where the layer
/// is quantized.
///
/// See `Rules/pages/MIX114-quantized-weight-dtype.md`.
package struct QuantizedWeightDType: Rule {
  package static let id = RuleID("MIX114", slug: "quantized-weight-dtype")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    var functions: Set<String> = []
    return unit.nodes(.call).compactMap { (call: NodeID) -> Finding? in
      guard let weight = weightOfTarget(call, unit), isLinear(unit.tree.child(weight, 0), unit),
        !unit.isGuarded(call, by: ["is_floating_point", "int8", "isinstance"])
      else { return nil }
      let function = unit.functionName(around: call)
      let lanes = unit.support(of: unit.value(of: call)) & unit.mixedLanes
      let (dtypes, _) = unit.dtypes(of: unit.value(of: unit.tree.child(unit.tree.child(call, 0), 0)), in: lanes)
      guard !lanes.isEmpty, dtypes.dtypes.allSatisfy(\.isFloatingPoint), functions.insert(function).inserted else {
        return nil
      }
      return Finding(
        .castToWeight(unit.checkedFile.text(unit.tree.span(weight))), at: unit.tree.span(call), function: function,
        lanes: unit.names(of: lanes), condition: "where the layer is quantized", copyKey: .text("dtype of a weight"))
    }
  }

  /// `self.proj.weight` of `x.to(self.proj.weight.dtype)`, also through a name.
  private func weightOfTarget(_ call: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    guard ["to", "type"].contains(unit.calledName(call)), tree.kind(tree.child(call, 0)) == .attribute,
      let target = unit.argument(0, "dtype", of: call).flatMap(unit.onlyValue)
    else { return nil }
    guard tree.kind(target) == .attribute, tree.symbol(target) == "dtype" else { return nil }
    let weight = tree.child(target, 0)
    return tree.kind(weight) == .attribute && tree.symbol(weight) == "weight" ? weight : nil
  }

  /// Whether an expression is a linear layer: that is what quantization replaces.
  private func isLinear(_ layer: NodeID, _ unit: AnalyzedUnit) -> Bool {
    let interpreter = unit.analysis.interpreter
    return interpreter.values.pieces(unit.value(of: layer)).contains {
      interpreter.torchModule($0.shape) == "torch.nn.Linear"
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func castToWeight(_ weight: String) -> Self {
    "an activation is cast to the dtype of `\(weight)`, which may be an integer one"
  }
}
