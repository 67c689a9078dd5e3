import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds layers that get what a processor returns without any cast, where nothing shows that one was meant.
///
/// Where something does, `UncastInput` warns of it.
/// See `Rules/pages/MIX113-processor-input-as-is.md`.
package struct ProcessorInputAsIs: Rule {
  package static let id = RuleID("MIX113", slug: "processor-input-as-is")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    guard !unit.graph.models(of: unit.analysis.module).isEmpty else { return [] }
    let calls = unit.nodes(.call).compactMap { call in layerInput(of: call, unit).map { (call, input: $0) } }
    guard !calls.isEmpty else { return [] }
    let told = Set(unit.findings(of: UncastInput()).map(\.span))
    let slice = DataSlice(unit)
    var functions: Set<String> = []
    return calls.compactMap { call, input in
      guard !told.contains(unit.tree.span(call)), let (subject, way) = wayFromModel(to: input, slice, unit) else {
        return nil
      }
      let lanes = unit.halfLanes(input) - unit.lanes.mask(of: .autocastBF16)
      let function = unit.functionName(around: call)
      guard !lanes.isEmpty, functions.insert(function).inserted else { return nil }
      let layer = unit.checkedFile.text(unit.tree.span(unit.tree.child(call, 0)))
      return Finding(
        .asIs(layer, subject), at: unit.tree.span(call), function: function, lanes: unit.names(of: lanes),
        related: way.prefix(4).map { unit.related($0, "passed on here, as it is") },
        notes: ["callers have to cast it: `inputs.to(model.dtype)`"],
        condition: "where `\(subject)` is what a processor returns", copyKey: .text("as processors return it"))
    }
  }

  /// What a layer of torch is called with, if its name is that of something a processor returns.
  private func layerInput(of call: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    let interpreter = unit.analysis.interpreter
    let input = tree.child(call, 1)
    guard tree.kind(tree.child(call, 0)) == .attribute, !input.isNone, tree.kind(input) != .keywordArgument else {
      return nil
    }
    guard let root = unit.tree.rootName(of: input), interpreter.isFromProcessor(root) else { return nil }
    let isLayer = interpreter.values.pieces(unit.value(of: tree.child(call, 0))).contains {
      interpreter.isTorchModule($0.shape)
    }
    return isLayer ? input : nil
  }

  /// The model's input that arrives at a layer uncast, and where it is passed on; nil if somebody casts it.
  private func wayFromModel(
    to input: NodeID, _ slice: DataSlice, _ unit: AnalyzedUnit
  ) -> (subject: String, way: [NodeID])? {
    let tree = unit.tree
    let expressions = slice.expressions(behind: input)
    guard !expressions.contains(where: { isCast($0, unit) || AngleOperand.usesWeights($0, unit) }) else { return nil }
    let names = expressions.filter {
      tree.kind($0) == .name && unit.analysis.interpreter.isFromProcessor(tree.symbol($0))
    }
    guard let given = names.first(where: { isModelInput($0, unit) }) else { return nil }
    let function = unit.analysis.enclosingFunction(of: input)
    return (tree.symbol(given).text, names.filter { unit.analysis.enclosingFunction(of: $0) != function })
  }

  private func isCast(_ node: NodeID, _ unit: AnalyzedUnit) -> Bool {
    guard unit.tree.kind(node) == .call else { return false }
    switch unit.calledName(node) {
    case "type", "type_as", "half", "bfloat16", "float": return true
    case "to": return unit.checkedFile.text(unit.tree.span(node)).contains("dtype")
    default: return false
    }
  }

  /// Whether a name is a parameter of a model's method.
  private func isModelInput(_ name: NodeID, _ unit: AnalyzedUnit) -> Bool {
    guard let id = unit.analysis.enclosingFunction(of: name), let owner = unit.graph[id].definingClass else {
      return false
    }
    return unit.graph.models(of: unit.analysis.module).contains(owner)
      && unit.graph[id].parameters.contains { $0.name == unit.tree.symbol(name) }
  }
}

extension Diagnostic.Message {
  fileprivate static func asIs(_ layer: String, _ subject: String) -> Self {
    "`\(layer)` has 16-bit weights and gets `\(subject)` as processors return it, in float32"
  }
}
