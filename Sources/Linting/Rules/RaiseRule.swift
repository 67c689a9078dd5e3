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

  /// The findings of this kind, one for each root cause: what a widened value makes raise further down, in whatever
  /// kind of operation, is not told again.
  func findings(
    in unit: AnalyzedUnit, message: (RaisedOperation, [RaisedOperation.Operand]) -> Diagnostic.Message
  ) -> [Finding] {
    var causes: Set<RaiseCause> = []
    var findings: [Finding] = []
    // A fact for each message and origin: lanes and dtypes differ, the place and the cause do not.
    for raised in unit.raisedOperations() where Self.isAboutDTypes(raised) {
      let kind = RaiseKind(raised)
      guard kind != .rotary, causes.insert(unit.cause(of: raised)).inserted, kind == self.kind else { continue }
      findings.append(finding(for: raised, in: unit, message: message))
    }
    return findings
  }

  /// Leaves out what raises for other reasons, and what rests on the guess of an input's dtype by its name.
  private static func isAboutDTypes(_ raised: RaisedOperation) -> Bool {
    let dtypes = raised.operands.reduce(DTypeSet()) { $0.union($1.dtypes) }
    if dtypes.dtypes.contains(where: \.isFloat8) { return false }
    if raised.isMismatch || RaiseKind(raised) == .attention { return true }
    let text = raised.reason.template.text
    return text.contains("not implemented for") || text.contains("Low precision") || text.contains("float or double")
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
        steps: operand.node.map { trace.steps(to: $0, value: operand.value) } ?? trace.originSteps(of: operand.value))
    }
    let reached = unit.support(of: unit.value(of: raised.node))
    return Finding(
      message(raised, operands), at: unit.tree.span(raised.node), function: unit.functionName(around: raised.node),
      lanes: unit.names(of: raised.lanes), holdingLanes: unit.names(of: reached - raised.lanes), operands: flows,
      related: inner(raised, unit) + related(flows, operands, raised, unit),
      notes: ["torch raises: \(raised.reason.message)"]
        + Workarounds(lanes: unit.lanes, failing: raised.lanes).notes,
      condition: condition(raised), severity: raised.isAssumed || raised.wave == .second ? .warning : nil)
  }

  private func condition(_ raised: RaisedOperation) -> String? {
    if raised.wave == .second { return "only with other arguments than in the plain forward call" }
    return raised.isAssumed ? "assuming that floating arguments have the model's dtype: no caller was found" : nil
  }

  private func inner(_ raised: RaisedOperation, _ unit: AnalyzedUnit) -> [RelatedPlace] {
    guard let inner = raised.inner, !inner.node.isNone else { return [] }
    let place = unit.place(unit.graph[inner.module].tree.span(inner.node), in: inner.module)
    return [RelatedPlace(file: place.file, path: place.path, line: place.line, message: "here `\(raised.name)` raises")]
  }

  /// Where the dtype came from that does not fit: the hops of the operands that are not in the model's dtype.
  private func related(
    _ flows: [OperandFlow], _ operands: [RaisedOperation.Operand], _ raised: RaisedOperation, _ unit: AnalyzedUnit
  ) -> [RelatedPlace] {
    let odd = zip(flows, operands).filter { !unit.isModelDType($0.1.dtypes, in: raised.lanes) }.map(\.0)
    return odd.flatMap { flow in
      flow.steps.map { step in
        RelatedPlace(file: step.file, path: step.path, line: step.line, message: "`\(flow.name)`: \(step.text)")
      }
    }
  }
}

/// Where the dtype was decided that makes an operation raise; operations that share it are one finding.
enum RaiseCause: Hashable {
  case origin(module: UInt32, node: NodeID)
  case place(NodeID)
}

extension AnalyzedUnit {
  /// Whether these are the dtypes that the model itself has in the lanes.
  func isModelDType(_ dtypes: DTypeSet, in mask: LaneMask) -> Bool {
    var model = DTypeSet()
    mask.forEachLane { model.insert(DTypeSet(lanes.lanes[$0].scenario.modelDType)) }
    return !dtypes.isEmpty && model.isSuperset(of: dtypes)
  }

  fileprivate func cause(of raised: RaisedOperation) -> RaiseCause {
    let odd = raised.floatingOperands.first { !isModelDType($0.dtypes, in: raised.lanes) }
    guard let odd, let tensor = tensors(of: odd.value, in: raised.lanes).first(where: { $0.origin != .none }) else {
      return .place(raised.node)
    }
    let origin = analysis.interpreter.origin(tensor.origin)
    return .origin(module: origin.module, node: origin.node)
  }
}
