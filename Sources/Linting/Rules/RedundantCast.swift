import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// Finds casts to the dtype that an earlier one in the function gave the tensor for good.
///
/// See `Rules/pages/CAST403-redundant-cast.md`.
package struct RedundantCast: Rule {
  package static let id = RuleID("CAST403", slug: "redundant-cast")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.nodes(.call).compactMap { (call: NodeID) -> Finding? in
      guard let operand = unit.onlyCast(by: call), let dtype = spelledDType(of: call, unit),
        isAlways(dtype, operand, unit), let decided = place(deciding: dtype, of: operand, unit)
      else { return nil }
      return Finding(
        .redundant(unit.shortText(operand), dtype), at: unit.tree.span(call), function: unit.functionName(around: call),
        lanes: unit.names(of: unit.support(of: unit.value(of: operand)) & unit.mixedLanes),
        related: [unit.related(decided, "its dtype is decided here")])
    }
  }

  /// The dtype that a cast or a creation spells; that of another tensor is an assurance that callers may need.
  private func spelledDType(of call: NodeID, _ unit: AnalyzedUnit) -> DType? {
    unit.writtenCast(call).flatMap { $0.isDefault ? nil : $0.dtype }
  }

  /// Whether an expression has a dtype in every lane that reaches it, among them all ways of giving a model its dtype.
  private func isAlways(_ dtype: DType, _ operand: NodeID, _ unit: AnalyzedUnit) -> Bool {
    let value = unit.value(of: operand)
    let reached = unit.support(of: value)
    return Scenario.allCases.allSatisfy { !(unit.lanes.mask(of: $0) & reached).isEmpty }
      && unit.lanes(in: reached) { lane in
        let (dtypes, isKnown) = unit.dtypes(of: value, in: lane)
        return isKnown && dtypes.single == dtype
      } == reached
  }

  /// A longer way, or one around a loop, leads nowhere.
  private static let longest = 12

  /// The call in the function that spells the dtype of an expression, whatever callers give.
  private func place(
    deciding dtype: DType, of expression: NodeID, _ unit: AnalyzedUnit, _ steps: Int = longest
  ) -> NodeID? {
    let tree = unit.tree
    guard steps > 0 else { return nil }
    func first(of nodes: some Sequence<NodeID>) -> NodeID? {
      nodes.lazy.compactMap { place(deciding: dtype, of: $0, unit, steps - 1) }.first
    }
    switch tree.kind(expression) {
    case .name: return unit.dominatingValue(of: expression).flatMap { first(of: [$0]) }
    case .subscript_, .unary: return first(of: [tree.child(expression, 0)])
    case .binary: return first(of: tree.children(of: expression))
    case .call:
      if let spelled = spelledDType(of: expression, unit) { return spelled == dtype ? expression : nil }
      // A layer has a dtype of its own.
      guard unit.functions(calledBy: expression).isEmpty else { return nil }
      let callee = tree.child(expression, 0)
      let receiver = tree.kind(callee) == .attribute ? [tree.child(callee, 0)] : []
      return first(of: receiver + tree.children(of: expression).dropFirst())
    default: return nil
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func redundant(_ operand: String?, _ dtype: DType) -> Self {
    "\(operand.map { "`\($0)`" } ?? "what is cast here") is \(dtype.name) already"
  }
}
