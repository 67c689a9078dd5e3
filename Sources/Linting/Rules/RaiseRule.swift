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
    } else if name.contains("flash_attn") || name == "scaled_dot_product_attention" || name == "flex_attention" {
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
    // Of each cause, which of the raises tells it, if one of this kind does.
    var told: [RaiseCause: Int?] = [:]
    var telling: [Telling] = []
    let raises = unit.raisedOperations.filter { Self.isAboutDTypes($0, in: unit) }
    for (raised, causes) in unit.joined(ordered(raises, in: unit)) {
      let kind = RaiseKind(raised)
      guard kind != .rotary, !(raised.isOneOfSeveral && kind == .parameter), !unit.isInherited(raised),
        !(raised.isAssumed && unit.hasOnlyUnreachedCallers(raised.node)),
        !unit.isRefused(raised.node, in: raised.lanes)
      else { continue }
      if let known = told[causes[0]] {
        if let known, kind == self.kind { add(raised, to: &telling[known], in: unit) }
        continue
      }
      // What torch would go on with is not known to anybody.
      for cause in causes + [.origin(module: unit.analysis.module.id.rawValue, node: raised.node)] {
        told[cause] = .some(kind == self.kind ? telling.count : nil)
      }
      if kind == self.kind { telling.append(Telling(raised)) }
    }
    return telling.map { finding(for: $0, in: unit, message: message) }
  }

  /// What raises, and what else one finding tells with it.
  private struct Telling {
    let raised: RaisedOperation
    /// The lanes in which it raises under the same condition.
    var lanes: LaneMask
    /// Those and the lanes in which it raises under other conditions.
    var raisingLanes: LaneMask
    /// Where the same cause makes other functions raise.
    var places: [NodeID] = []

    init(_ raised: RaisedOperation) {
      self.raised = raised
      lanes = raised.lanes
      raisingLanes = raised.lanes
    }
  }

  /// Calls that come to one place with tensors of one cause may raise in other lanes each; other functions that write
  /// such tensors have to be mended each on its own.
  private func add(_ other: RaisedOperation, to telling: inout Telling, in unit: AnalyzedUnit) {
    if other.node == telling.raised.node {
      telling.raisingLanes.formUnion(other.lanes)
      if condition(other, unit) == condition(telling.raised, unit) { telling.lanes.formUnion(other.lanes) }
    } else if kind == .scatter,
      unit.functionName(around: other.node) != unit.functionName(around: telling.raised.node)
    {
      telling.places.append(other.node)
    }
  }

  /// What raises whenever it is reached comes first: of one cause, it is the one to tell.
  private func ordered(_ raises: [RaisedOperation], in unit: AnalyzedUnit) -> [RaisedOperation] {
    let conditional = raises.map { condition($0, unit) != nil }
    return [false, true].flatMap { wanted in zip(raises, conditional).filter { $0.1 == wanted }.map(\.0) }
  }

  /// Leaves out what raises for other reasons, and what rests on the guess of an input's dtype by its name.
  static func isAboutDTypes(_ raised: RaisedOperation, in unit: AnalyzedUnit) -> Bool {
    let dtypes = raised.operands.reduce(DTypeSet()) { $0.union($1.dtypes) }
    if dtypes.dtypes.contains(where: \.isFloat8) { return false }
    // Of helpers nobody knows that what they get comes from a model, or that they run under autocast.
    let isGuess = unit.isGuess(raised)
    let isOfAutocast = raised.isAssumed && unit.raises(raised, onlyIn: .autocastBF16)
    if isGuess || isOfAutocast, !unit.modelCode.contains(unit.tree.span(raised.node)) { return false }
    if unit.isOutsideAutocast(raised) { return false }
    // Targets and weights of losses are made by users; the models' own losses are computed in float32.
    if raised.name == "cross_entropy" || raised.name == "nll_loss" { return false }
    if raised.isAboutIntegers || raised.reason.isAboutKinds { return false }
    if raised.isMismatch { return true }
    if RaiseKind(raised) == .attention {
      return raised.floatingOperands.contains { !$0.dtypes.dtypes.allSatisfy(\.isHalfPrecision) }
        && raised.reason.template.text.contains("FlashAttention")
    }
    guard raised.floatingOperands.contains(where: { $0.dtypes.dtypes.contains(where: \.isHalfPrecision) }),
      !raised.raisesInFloat32
    else { return false }
    if isGuess, Self.sizes(raised) != nil || raised.inner != nil { return false }
    let text = raised.reason.template.text
    return Self.messages.contains(where: text.contains)
      || (!isGuess && Self.messagesOfModels.contains(where: text.contains))
  }

  /// What torch says where it has an operation for float32 and not for the dtype that it got.
  private static let messages = ["not implemented for", "Low precision", "float or double"]
  private static let messagesOfModels = [
    "Unsupported dtype", "unsupported ScalarType", "FFT doesn't support", "half, float and double",
    "Half, Float or Double",
  ]

  private func finding(
    for telling: Telling, in unit: AnalyzedUnit,
    message: (RaisedOperation, [RaisedOperation.Operand]) -> Diagnostic.Message
  ) -> Finding {
    let raised = telling.raised
    let trace = FlowTrace(unit: unit, lanes: raised.lanes)
    let operands = raised.isMismatch ? raised.floatingOperands : raised.operands
    let flows = operands.map { operand in
      OperandFlow(
        name: operand.label, dtype: operand.dtypeText,
        place: operand.node.map { unit.checkedFile.place(unit.tree.span($0)) },
        steps: operand.node.map { trace.steps(to: $0, value: operand.value) }
          ?? trace.originSteps(of: operand.value, attribute: nil))
    }
    return Finding(
      message(raised, operands), at: unit.tree.span(raised.node), function: unit.functionName(around: raised.node),
      lanes: unit.names(of: telling.lanes), holdingLanes: unit.names(of: holdingLanes(telling, operands, unit)),
      operands: flows,
      related: inner(raised, unit) + related(flows, operands, raised, unit)
        + telling.places.map { unit.related($0, "the same happens here") },
      notes: ["torch raises: \(raised.reason.message)"],
      workarounds: unit.workarounds(failing: telling.raisingLanes),
      condition: condition(raised, unit), severity: severity(of: raised, unit),
      // Of all the callers of code in another file one is enough, unless what they give is all their own.
      copyKey: unit.gives(raised) ? nil : innerPlace(raised, unit).map { .place(path: $0.path, start: $0.span.start) }
    )
  }

  /// The lanes that come to the operation and do not raise there, as far as the dtypes are known that decide it.
  private func holdingLanes(
    _ telling: Telling, _ operands: [RaisedOperation.Operand], _ unit: AnalyzedUnit
  ) -> LaneMask {
    // A statement has no value; what goes into it has.
    let raised = telling.raised
    let values = ([raised.node] + raised.operands.compactMap(\.node)).map(unit.value)
    let reached = values.reduce(into: LaneMask()) { $0.formUnion(unit.support(of: $1)) }
    let deciding = operands.compactMap(\.node).map(unit.value)
    return unit.lanes(in: reached - telling.raisingLanes) { lane in
      deciding.allSatisfy { (unit.support(of: $0) & lane).isEmpty || unit.dtypes(of: $0, in: lane).isKnown }
    }
  }

  private func severity(of raised: RaisedOperation, _ unit: AnalyzedUnit) -> Severity? {
    if isCertain(raised, unit) { return nil }
    return unit.isGuess(raised) && unit.isDoubtful(raised) ? .info : .warning
  }

  /// Whether torch raises for users whose configuration is the default one, in a call that the file itself makes.
  private func isCertain(_ raised: RaisedOperation, _ unit: AnalyzedUnit) -> Bool {
    if raised.wave.isOfOtherChoices || (raised.isAssumed && condition(raised, unit) != nil) { return false }
    if Self.sizes(raised) != nil { return false }
    return raised.floatingOperands.allSatisfy { operand in
      unit.lanes(in: raised.lanes) { unit.dtypes(of: operand.value, in: $0).dtypes.dtypes.count == 1 } == raised.lanes
    }
  }

  private func condition(_ raised: RaisedOperation, _ unit: AnalyzedUnit) -> String? {
    let values = raised.operands.map(\.value)
    let entered = unit.condition(wave: raised.wave, isAssumed: raised.isAssumed, values: values, lanes: raised.lanes)
    if let entered { return entered }
    if let sizes = Self.sizes(raised) { return sizes }
    return holdsSometimes(raised, unit) ? "in some of the calls that come here, or in some branches before it" : nil
  }

  /// When an operation raises that torch has for 16 bits at some sizes only.
  private static func sizes(_ raised: RaisedOperation) -> String? {
    guard raised.name == "cdist", !raised.isMismatch else { return nil }
    return "unless `p` is 2 and an operand has more than 25 rows, where it multiplies matrices"
  }

  /// Whether the operands, over all calls that come here, may also agree.
  private func holdsSometimes(_ raised: RaisedOperation, _ unit: AnalyzedUnit) -> Bool {
    let sets = raised.floatingOperands.compactMap { operand -> DTypeSet? in
      guard let node = operand.node else { return operand.dtypes }
      let lane = LaneMask(rawValue: 1 << UInt16(raised.lanes.first & 15))
      let (dtypes, isKnown) = unit.dtypes(of: unit.value(of: node), in: lane)
      return isKnown ? dtypes : .unknown
    }
    guard raised.isMismatch, sets.count > 1, sets.contains(where: { $0.dtypes.count > 1 || $0.isUnknown }) else {
      return false
    }
    return sets.contains(.unknown) || sets.dropFirst().reduce(sets[0]) { $0.intersection($1) } != []
  }

  /// Where it raises in code of another file.
  private func innerPlace(_ raised: RaisedOperation, _ unit: AnalyzedUnit) -> Place? {
    guard let inner = raised.inner, !inner.node.isNone else { return nil }
    return unit.place(unit.graph[inner.module].tree.span(inner.node), in: inner.module)
  }

  private func inner(_ raised: RaisedOperation, _ unit: AnalyzedUnit) -> [RelatedPlace] {
    innerPlace(raised, unit).map { [RelatedPlace($0, "here `\(raised.name)` raises")] } ?? []
  }

  /// Where the dtype came from that does not fit: the hops of the operands that are not in the model's dtype.
  private func related(
    _ flows: [OperandFlow], _ operands: [RaisedOperation.Operand], _ raised: RaisedOperation, _ unit: AnalyzedUnit
  ) -> [RelatedPlace] {
    let trace = FlowTrace(unit: unit, lanes: raised.lanes)
    var places: [RelatedPlace] = []
    for (flow, operand) in zip(flows, operands) where !unit.isModelDType(operand.dtypes, in: raised.lanes) {
      // The origin is that of this very call; the hops are those of all calls that come here.
      let others = (operand.node.map(trace.otherOrigins) ?? []) + trace.originsBeside(operand.value)
      let registered = [operand.node.flatMap(trace.registration)].compactMap { $0 }
      for step in trace.originSteps(of: operand.value, attribute: nil) + registered + flow.steps + others
      where !places.contains(where: { $0.path == step.path && $0.line == step.line }) {
        places.append(
          RelatedPlace(file: step.file, path: step.path, line: step.line, message: "`\(flow.name)`: \(step.text)"))
      }
    }
    return places
  }
}

extension AnalyzedUnit {
  /// Whether these are the dtypes that the model itself has in the lanes.
  func isModelDType(_ dtypes: DTypeSet, in mask: LaneMask) -> Bool {
    var model = DTypeSet()
    mask.forEachLane { model.insert(DTypeSet(lanes.lanes[$0].scenario.modelDType)) }
    return !dtypes.isEmpty && model.isSuperset(of: dtypes)
  }

  /// Whether it raises in a class of another file that a generated file has its own copy of, with the names of this
  /// one: that copy is what runs, and is told of there.
  fileprivate func isInherited(_ raised: RaisedOperation) -> Bool {
    raised.inner != nil && GeneratedMap.isSource(analysis.module, in: graph)
  }

  /// What has to hold for an operation on these values to be reached and to raise; nil in the plain forward call.
  func condition(wave: Wave, isAssumed: Bool, values: [ValueID], lanes: LaneMask) -> String? {
    if wave == .second { return "only with other arguments than in the plain forward call" }
    if wave.isOfOtherChoices { return "only with other choices in the configuration than its defaults" }
    guard isAssumed, followModel(values, in: lanes) else { return nil }
    return "assuming that floating arguments have the model's dtype: no caller was found"
  }

  /// Whether the dtypes come of arguments that nobody in sight gives.
  fileprivate func isGuess(_ raised: RaisedOperation) -> Bool {
    raised.isAssumed && followModel(raised.operands.map(\.value), in: raised.lanes)
  }

  /// Whether some of these values follows the model's dtype from lane to lane; what is made in a fixed dtype does not.
  fileprivate func followModel(_ values: [ValueID], in mask: LaneMask) -> Bool {
    values.contains { value in
      lanes.names.indices.filter(mask.contains(lane:)).allSatisfy { lane in
        isModelDType(dtypes(of: value, in: LaneMask(lane: lane)).dtypes, in: LaneMask(lane: lane))
      }
    }
  }
}
