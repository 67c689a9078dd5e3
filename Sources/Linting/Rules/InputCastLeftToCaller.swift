import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds calls that hand float32 from a processor to an encoder which other calls in the file cast it for.
///
/// See `Rules/pages/MIX110-input-cast-left-to-caller.md`.
package struct InputCastLeftToCaller: Rule {
  package static let id = RuleID("MIX110", slug: "input-cast-left-to-caller")
  package static let readsProcessorInputs = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    guard let second = unit.withProcessorInputs else { return [] }
    let raises = second.parameterRaises(besides: unit)
    guard !raises.isEmpty else { return [] }
    // A layer of this file raises for some callers only, or one of another file does below the call.
    let isMixed = second.uncastLayers(raises).contains { $0.isCastByOthers }
    let below = Set(raises.filter { $0.inner != nil }.map(\.node))
    return uncastCalls(second).filter { isMixed || below.contains($0.call.node) }.map { call, sibling in
      Finding(
        .leftToCaller(call.text, call.callee), at: unit.tree.span(call.argument),
        function: unit.functionName(around: call.node), lanes: second.names(of: call.lanes),
        holdingLanes: second.holdingLanes(of: call.node, besides: call.lanes, first: unit),
        related: [unit.related(sibling, "here it is cast for the same call")],
        condition: "where `\(call.subject.text)` is what a processor returns")
    }
  }

  /// A call that does not cast what a call of the same function casts.
  private struct UncastCall {
    var node: NodeID
    var argument: NodeID
    var text: String
    var callee: String
    var subject: Symbol
    var lanes: LaneMask
  }

  private struct Slot: Hashable {
    var function: FunctionID
    var name: Symbol
  }

  /// Each such call with the first of those that cast.
  private func uncastCalls(_ second: AnalyzedUnit) -> [(call: UncastCall, sibling: NodeID)] {
    let lanes = second.lanes.all
    var casts: [Slot: NodeID] = [:]
    var uncast: [(slot: Slot, call: UncastCall)] = []
    for call in second.nodes(.call) {
      guard let function = second.functions(calledBy: call).first else { continue }
      let parameters = second.graph[function].parameters.dropFirst().map(\.name)
      for (name, argument) in ArgumentPlaces(call: call, in: second, parameters: parameters).places {
        let value = second.value(of: argument)
        let (dtypes, isKnown) = second.dtypes(of: value, in: lanes)
        let slot = Slot(function: function, name: name)
        if isKnown, dtypes == DTypeSet(.float32), let subject = second.processorInput(behind: value, in: lanes) {
          uncast.append(
            (
              slot,
              UncastCall(
                node: call, argument: argument, text: second.shortText(argument) ?? subject.text,
                callee: second.checkedFile.text(second.tree.span(second.tree.child(call, 0))), subject: subject,
                lanes: second.support(of: value))
            ))
        } else if !dtypes.contains(.float32), second.isCastProcessorInput(value, in: lanes), casts[slot] == nil {
          casts[slot] = call
        }
      }
    }
    return uncast.compactMap { slot, call in casts[slot].map { (call, $0) } }
  }
}

extension Diagnostic.Message {
  fileprivate static func leftToCaller(_ input: String, _ callee: String) -> Self {
    """
    `\(callee)` gets `\(input)` as processors return it, in float32, where another call casts it to the dtype of the \
    weights
    """
  }
}
