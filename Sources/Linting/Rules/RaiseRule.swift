import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// What kind of demand on dtypes an operation did not find met.
enum RaiseKind: Sendable {
  /// A rotary kernel: `ROPE001`'s.
  case rotary
  /// A module's input against its own parameters.
  case parameter
  /// Products of tensors.
  case product
  /// Writing into another tensor.
  case scatter
  /// Attention functions and kernels.
  case attention
  /// Kernels of other libraries.
  case kernel
  /// A dtype for which the operation does not exist.
  case unsupported

  init(_ raised: RaisedOperation) {
    let name = raised.name
    if RotaryName.matches(name) {
      self = .rotary
    } else if name.contains("flash_attn") || name == "scaled_dot_product_attention" {
      self = .attention
    } else if Self.scatters.contains(name.hasSuffix("_") ? String(name.dropLast()) : name) {
      self = raised.isMismatch ? .scatter : .unsupported
    } else if !raised.isMismatch {
      self = .unsupported
    } else if !raised.operation.text.hasPrefix("torch.") && !raised.operation.text.hasPrefix("operator.") {
      self = .kernel
    } else {
      self = Self.products.contains(name) ? .product : .parameter
    }
  }

  private static let scatters: Set<String> = [
    "setitem", "masked_scatter", "index_put", "index_add", "index_copy", "scatter", "scatter_add", "scatter_reduce",
    "slice_scatter", "select_scatter", "put",
  ]
  private static let products: Set<String> = [
    "matmul", "imatmul", "bmm", "mm", "mv", "dot", "addmm", "baddbmm", "addbmm", "addmv", "einsum", "tensordot",
    "cdist", "outer", "lerp",
  ]
}

/// The rules about operations that raise: one kind of demand each.
struct RaiseRule {
  let kind: RaiseKind

  /// The findings of this kind, one for each root cause: what a widened value makes raise further down is not told
  /// again.
  func findings(
    in unit: AnalyzedUnit, message: (RaisedOperation, [RaisedOperation.Operand]) -> Diagnostic.Message
  ) -> [Finding] {
    var findings: [Finding] = []
    var causes: Set<String> = []
    for raised in unit.raisedOperations() where RaiseKind(raised) == kind {
      let finding = finding(for: raised, in: unit, message: message)
      if let cause = finding.related.first, !causes.insert("\(cause.path):\(cause.line)").inserted { continue }
      findings.append(finding)
    }
    return findings
  }

  private func finding(
    for raised: RaisedOperation, in unit: AnalyzedUnit,
    message: (RaisedOperation, [RaisedOperation.Operand]) -> Diagnostic.Message
  ) -> Finding {
    let trace = FlowTrace(unit: unit, lanes: raised.lanes)
    let operands = raised.isMismatch ? raised.floatingOperands : raised.operands
    let flows = operands.map { operand in
      OperandFlow(
        name: operand.label, dtype: operand.dtypeText,
        place: operand.node.map { unit.checkedFile.place(unit.tree.span($0)) },
        steps: operand.node.map { trace.steps(to: $0, value: operand.value) } ?? [])
    }
    let reached = unit.support(of: unit.value(of: raised.node))
    return Finding(
      message(raised, operands), at: unit.tree.span(raised.node), function: unit.functionName(around: raised.node),
      lanes: unit.names(of: raised.lanes), holdingLanes: unit.names(of: reached - raised.lanes), operands: flows,
      related: related(flows, operands, raised, unit),
      notes: ["torch raises: \(raised.reason.message)"]
        + Workarounds(lanes: unit.lanes, failing: raised.lanes).notes,
      condition: condition(raised), severity: raised.isAssumed || raised.wave == .second ? .warning : nil)
  }

  private func condition(_ raised: RaisedOperation) -> String? {
    if raised.wave == .second { return "only with other arguments than in the plain forward call" }
    return raised.isAssumed ? "assuming that floating arguments have the model's dtype: no caller was found" : nil
  }

  /// Where the dtype came from that does not fit: the first hop of the operand that is wider than the model.
  private func related(
    _ flows: [OperandFlow], _ operands: [RaisedOperation.Operand], _ raised: RaisedOperation, _ unit: AnalyzedUnit
  ) -> [RelatedPlace] {
    let odd = zip(flows, operands).filter { !isModelDType($0.1.dtypes, raised, unit) }.map(\.0)
    return odd.flatMap { flow in
      flow.steps.map { step in
        RelatedPlace(file: step.file, path: step.path, line: step.line, message: "`\(flow.name)`: \(step.text)")
      }
    }
  }

  private func isModelDType(_ dtypes: DTypeSet, _ raised: RaisedOperation, _ unit: AnalyzedUnit) -> Bool {
    guard let only = dtypes.dtypes.first, dtypes.dtypes.count == 1, raised.lanes.first < unit.lanes.lanes.count
    else { return false }
    return unit.lanes.lanes[raised.lanes.first].scenario.modelDType == only
  }
}
