import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds boolean masks that are added to scores as if they were additive ones, and additive ones that are filled as if
/// they were boolean.
///
/// See `Rules/pages/MIX112-boolean-mask-added.md`.
package struct BooleanMaskAdded: Rule {
  package static let id = RuleID("MIX112", slug: "boolean-mask-added")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    let sums = (unit.nodes(.binary) + unit.nodes(.augmentedAssignment)).filter { unit.tree[$0].operation == .add }
    var functions: Set<String> = []
    // What is filled wrongly may be filled once more on its way.
    let fills = unit.nodes(.call).compactMap { fill($0, in: unit) }.filter { functions.insert($0.function).inserted }
    return sums.compactMap { finding(at: $0, in: unit) } + fills
  }

  /// `F.pad(mask, …, value=False)` and `mask.masked_fill(…, False)` where the mask holds large negative numbers.
  private func fill(_ call: NodeID, in unit: AnalyzedUnit) -> Finding? {
    let tree = unit.tree
    guard Self.fills.contains(unit.calledName(call)), let filled = unit.fill(of: call),
      tree.kind(filled) == .falseLiteral
    else { return nil }
    let callee = tree.child(call, 0)
    let isMethod = tree.kind(callee) == .attribute && unit.holdsTensor(tree.child(callee, 0))
    let mask = isMethod ? tree.child(callee, 0) : tree.child(call, 1)
    let lanes = unit.lanes(in: unit.mixedLanes) { unit.floatingDTypes(mask, in: $0) != nil }
    // What is boolean nowhere is no mask.
    guard !lanes.isEmpty, !unit.lanes(in: unit.mixedLanes, where: { isBoolean(mask, in: $0, unit) }).isEmpty else {
      return nil
    }
    let flow = FlowTrace(unit: unit, lanes: lanes).operand(mask)
    let reached = unit.support(of: unit.value(of: call)) & unit.mixedLanes
    return Finding(
      .additiveMaskFilled(flow.name, flow.dtype), at: tree.span(call), function: unit.functionName(around: call),
      lanes: unit.names(of: lanes), holdingLanes: unit.names(of: reached - lanes), operands: [flow],
      related: flow.steps.map(RelatedPlace.init),
      workarounds: unit.workarounds(failing: lanes), copyKey: unit.cloneKey(statement: call))
  }

  /// What fills a mask that is there already.
  private static let fills: Set<String> = ["pad", "masked_fill", "masked_fill_"]

  private func finding(at sum: NodeID, in unit: AnalyzedUnit) -> Finding? {
    let (left, right) = (unit.tree.child(sum, 0), unit.tree.child(sum, 1))
    for (mask, scores) in [(right, left), (left, right)] where isPassedOn(mask, unit) {
      let lanes = unit.lanes(in: unit.mixedLanes) {
        isBoolean(mask, in: $0, unit) && unit.floatingDTypes(scores, in: $0) != nil && isSupported($0, unit)
      }
      // What is an additive mask with another attention implementation is no number that is counted.
      let isAdditive = !unit.lanes(in: unit.mixedLanes) { unit.floatingDTypes(mask, in: $0) != nil }.isEmpty
      guard !lanes.isEmpty, isAdditive else { continue }
      let flow = OperandFlow(
        name: unit.shortText(mask) ?? "mask", dtype: "bool", place: unit.checkedFile.place(unit.tree.span(mask)),
        steps: FlowTrace(unit: unit, lanes: lanes).steps(to: mask, value: unit.value(of: mask)))
      let reached = unit.support(of: unit.value(of: sum)) & unit.mixedLanes
      return Finding(
        .booleanMaskAdded(flow.name, unit.shortText(scores)), at: unit.tree.span(sum),
        function: unit.functionName(around: sum), lanes: unit.names(of: lanes),
        holdingLanes: unit.names(of: reached - lanes), operands: [flow],
        related: flow.steps.map(RelatedPlace.init),
        workarounds: unit.workarounds(failing: lanes), copyKey: unit.cloneKey(statement: sum))
    }
    return nil
  }

  /// Whether an operand comes from elsewhere: who writes a test into a sum means to count.
  private func isPassedOn(_ node: NodeID, _ unit: AnalyzedUnit) -> Bool {
    var node = node
    while unit.tree.kind(node) == .subscript_ { node = unit.tree.child(node, 0) }
    return [.name, .attribute].contains(unit.tree.kind(node))
  }

  /// Whether the models of the file run with the attention implementation of a lane.
  ///
  /// One that does not goes on with another inside those that do. Files without models serve others.
  private func isSupported(_ lane: LaneMask, _ unit: AnalyzedUnit) -> Bool {
    if unit.graph.models(of: unit.analysis.module).isEmpty { return true }
    return unit.lanes.lanes[Int(lane.first)].attention == .sdpa && unit.modelsRun(with: .sdpa) == true
  }

  private func isBoolean(_ node: NodeID, in mask: LaneMask, _ unit: AnalyzedUnit) -> Bool {
    let value = unit.value(of: node)
    let (dtypes, isKnown) = unit.dtypes(of: value, in: mask)
    return isKnown && dtypes == DTypeSet(.bool) && !unit.tensors(of: value, in: mask).isEmpty
  }
}

extension Diagnostic.Message {
  fileprivate static func booleanMaskAdded(_ mask: String, _ scores: String?) -> Self {
    let target = scores.map { "`\($0)`" } ?? "the scores"
    return "`\(mask)` is boolean: added to \(target), it raises what is kept by one and hides nothing"
  }

  fileprivate static func additiveMaskFilled(_ mask: String, _ dtype: String) -> Self {
    "`\(mask)` is \(dtype), where it holds large negative numbers: what is filled with false is kept, not hidden"
  }
}
