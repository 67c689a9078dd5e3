import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds rotary kernels that demand equal dtypes and get different ones.
///
/// The models say which functions demand what; the engine notes every call that raises. This rule picks those whose
/// function applies rotary embeddings. See `Rules/pages/ROPE001-rotary-kernel-dtype-mismatch.md`.
package struct RotaryKernelDTypeMismatch: Rule {
  package static let id = RuleID("ROPE001", slug: "rotary-kernel-dtype-mismatch")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    let raises = raises(in: unit)
    var findings: [Finding] = []
    var seen: Set<NodeID> = []
    for raise in raises where seen.insert(raise.node).inserted {
      let same = raises.filter { $0.node == raise.node }
      let lanes = same.reduce(LaneMask()) { $0 | $1.lanes }
      let isAssumed = same.allSatisfy(\.isAssumed)
      if let finding = finding(at: raise, lanes: lanes, isAssumed: isAssumed, in: unit) { findings.append(finding) }
    }
    return findings
  }

  package func fixes(for finding: Finding, in unit: AnalyzedUnit) -> [Fix] {
    let raises = raises(in: unit)
    guard let raise = raises.first(where: { unit.tree.span($0.node) == finding.span }),
      let calls = RotaryCallFixes(around: raise.node, raises: raises, in: unit)
    else { return [] }
    return calls.ranked
  }

  private func raises(in unit: AnalyzedUnit) -> [RaiseFact] {
    unit.analysis.facts.raises.filter {
      $0.module == unit.analysis.module.id && RotaryName.matches($0.operation.text)
    }
  }

  private func finding(at raise: RaiseFact, lanes: LaneMask, isAssumed: Bool, in unit: AnalyzedUnit) -> Finding? {
    guard let site = unit.analysis.facts.sites.first(where: { $0.node == raise.node && $0.module == raise.module })
    else { return nil }
    let places = ArgumentPlaces(call: raise.node, in: unit, operation: raise.operation)
    let operands = site.arguments.compactMap { argument -> OperandFlow? in
      let (dtypes, isKnown) = unit.dtypes(of: argument.value, in: lanes)
      guard isKnown, dtypes.dtypes.contains(where: \.isFloatingPoint) else { return nil }
      let node = places.node(of: argument.name)
      let flow = FlowTrace(unit: unit, lanes: lanes)
      return OperandFlow(
        name: argument.name.text, dtype: dtypes.dtypes.map(\.name).joined(separator: " or "),
        place: node.map { unit.checkedFile.place(unit.tree.span($0)) },
        steps: node.map { flow.steps(to: $0, value: argument.value) } ?? [])
    }
    guard Set(operands.map(\.dtype)).count > 1 else { return nil }
    let reached = site.arguments.reduce(LaneMask()) { $0 | unit.support(of: $1.value) }
    return Finding(
      .kernelNeedsOneDType(name: RotaryName.last(of: raise.operation.text), operands), at: unit.tree.span(raise.node),
      function: unit.functionName(around: raise.node), lanes: unit.names(of: lanes),
      holdingLanes: unit.names(of: reached - lanes), operands: operands,
      notes: ["torch raises: \(raise.reason.message)"], workarounds: unit.workarounds(failing: lanes),
      condition: unit.condition(
        wave: raise.wave, isAssumed: isAssumed, values: site.arguments.map(\.value), lanes: lanes))
  }
}

extension Diagnostic.Message {
  fileprivate static func kernelNeedsOneDType(name: String, _ operands: [OperandFlow]) -> Self {
    var groups: [(dtype: String, names: [String])] = []
    for operand in operands {
      if let index = groups.firstIndex(where: { $0.dtype == operand.dtype }) {
        groups[index].names.append("`\(operand.name)`")
      } else {
        groups.append((operand.dtype, ["`\(operand.name)`"]))
      }
    }
    let parts = groups.map { "\($0.names.joined(separator: ", ")) \($0.names.count > 1 ? "are" : "is") \($0.dtype)" }
    return "rotary kernel `\(name)` needs tensors of one dtype, but \(parts.joined(separator: " and "))"
  }
}
