import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds activations that are cast to the dtype of a linear layer's weight, which is no floating one where the layer
/// is quantized, in a package whose other models ask for that first, or behind a guard that knows of int8 alone.
///
/// See `Rules/pages/MIX114-quantized-weight-dtype.md`.
package struct QuantizedWeightDType: Rule {
  package static let id = RuleID("MIX114", slug: "quantized-weight-dtype")
  package static let isAboutModels = true

  package init() {}

  private static let leastCareful = 4

  package func findings(in unit: AnalyzedUnit) -> [Finding] { unguarded(unit) + halfGuarded(unit) }

  private func unguarded(_ unit: AnalyzedUnit) -> [Finding] {
    var functions: Set<String> = []
    let casts = unit.nodes(.call).compactMap { (call: NodeID) -> (call: NodeID, weight: NodeID)? in
      guard let weight = weightOfTarget(call, unit), isQuantizable(unit.tree.child(weight, 0), unit),
        !unit.isGuarded(call, by: WeightGuardIndex.questions + ["isinstance"])
      else { return nil }
      return (call, weight)
    }
    guard !casts.isEmpty, let careful = careful(unit), let first = careful.first else { return [] }
    return casts.compactMap { (call, weight) -> Finding? in
      let function = unit.functionName(around: call)
      let lanes = unit.support(of: unit.value(of: call)) & unit.mixedLanes
      let (dtypes, _) = unit.dtypes(of: unit.value(of: unit.tree.child(unit.tree.child(call, 0), 0)), in: lanes)
      guard !lanes.isEmpty, dtypes.dtypes.allSatisfy(\.isFloatingPoint), functions.insert(function).inserted else {
        return nil
      }
      return Finding(
        .castToWeight(unit.checkedFile.text(unit.tree.span(weight)), careful.count), at: unit.tree.span(call),
        function: function, lanes: unit.names(of: lanes),
        related: [
          RelatedPlace(
            file: first.file, path: unit.displayed(first.path), line: first.line,
            message: "`\(first.name)` asks for the weight's dtype first")
        ], condition: "where the layer is quantized", copyKey: .text("dtype of a weight"))
    }
  }

  /// Guards against eight-bit weights that let four-bit ones through, which are kept in uint8.
  private func halfGuarded(_ unit: AnalyzedUnit) -> [Finding] {
    let tree = unit.tree
    return unit.nodes(.ifClause).compactMap { (clause: NodeID) -> Finding? in
      let condition = tree.child(clause, 0)
      let text = unit.checkedFile.text(tree.span(condition))
      // Where the dtypes agree, as they do without quantization, no lane gets beyond the condition.
      guard text.hasText(".int8"), !WeightGuardIndex.whole.contains(where: { text.hasText($0) }),
        let weight = tree.nodes(in: condition).first(where: { isWeight($0, unit) }),
        case let layer = tree.child(weight, 0), tree.kind(layer) == .attribute, isQuantizable(layer, unit),
        // What some models pin to float32 is guarded for those who undo that.
        unit.graph.weightGuards?.isPinned(tree.symbol(layer).text) == false,
        let cast = tree.nodes(in: clause).first(where: { weightOfTarget($0, unit) != nil })
      else { return nil }
      let lanes = unit.halfLanes(weight)
      return lanes.isEmpty
        ? nil
        : Finding(
          .castBehindHalfGuard(unit.checkedFile.text(tree.span(weight))), at: tree.span(cast),
          function: unit.functionName(around: cast), lanes: unit.names(of: lanes),
          related: [unit.related(condition, "int8 is ruled out here, and uint8 is not")],
          condition: "where the layer is quantized to four bits", copyKey: .text("guard against int8 alone"))
    }
  }

  private func isWeight(_ node: NodeID, _ unit: AnalyzedUnit) -> Bool {
    unit.tree.kind(node) == .attribute && unit.tree.symbol(node) == "weight"
  }

  /// The classes of the package that ask for a weight's dtype before they cast to it, if there are some.
  private func careful(_ unit: AnalyzedUnit) -> [ModelClassIndex.Entry]? {
    unit.graph.weightGuards.flatMap { $0.classes.count < Self.leastCareful ? nil : $0.classes }
  }

  /// `self.proj.weight` of `x.to(self.proj.weight.dtype)`, also through a name.
  private func weightOfTarget(_ call: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    guard ["to", "type"].contains(unit.calledName(call)), tree.kind(tree.child(call, 0)) == .attribute,
      let target = unit.argument(0, "dtype", of: call).flatMap(unit.onlyValue)
    else { return nil }
    guard tree.kind(target) == .attribute, tree.symbol(target) == "dtype" else { return nil }
    let weight = tree.child(target, 0)
    return isWeight(weight, unit) ? weight : nil
  }

  /// Whether an expression is a linear layer, which is what quantization replaces, but for the last one.
  private func isQuantizable(_ layer: NodeID, _ unit: AnalyzedUnit) -> Bool {
    let interpreter = unit.analysis.interpreter
    if unit.tree.kind(layer) == .attribute, unit.tree.symbol(layer) == "lm_head" { return false }
    return interpreter.values.pieces(unit.value(of: layer)).contains { piece in
      interpreter.shapes.alternatives(of: piece.shape).contains { interpreter.torchModule($0) == "torch.nn.Linear" }
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func castToWeight(_ weight: String, _ careful: Int) -> Self {
    """
    an activation is cast to the dtype of `\(weight)`, which may be an integer one; \(careful) \
    other classes ask for that first
    """
  }

  fileprivate static func castBehindHalfGuard(_ weight: String) -> Self {
    "an activation is cast to the dtype of `\(weight)` unless that is int8; four-bit weights are uint8"
  }
}
