import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds layers that get what a processor returns in float32, where the code around shows that it was to be cast.
///
/// That inputs are float32 holds for every model; only evidence that the package means to handle it makes a finding.
/// See `Rules/pages/MIX109-uncast-input.md`.
package struct UncastInput: Rule {
  package static let id = RuleID("MIX109", slug: "uncast-input")
  package static let readsProcessorInputs = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    guard let second = unit.withProcessorInputs else { return [] }
    let layers = second.uncastLayers(second.parameterRaises(besides: unit))
    let isToldAtCall = layers.contains(where: \.isCastByOthers) && !unit.findings(of: InputCastLeftToCaller()).isEmpty
    return layers.compactMap { found in
      guard let evidence = evidence(for: found, second, unit, isToldAtCall: isToldAtCall) else { return nil }
      let layer = unit.checkedFile.text(unit.tree.span(found.layer))
      let input = unit.shortText(found.input) ?? found.subject.text
      return Finding(
        .uncast(layer, input, found.subject.text, evidence.words), at: unit.tree.span(found.raised.node),
        function: unit.functionName(around: found.raised.node), lanes: second.names(of: found.raised.lanes),
        holdingLanes: second.holdingLanes(of: found.raised.node, besides: found.raised.lanes, first: unit),
        related: [evidence.place] + passed(found, second), notes: ["torch raises: \(found.raised.reason.message)"],
        condition: "where `\(found.subject.text)` is what a processor returns", copyKey: evidence.copyKey)
    }
  }

  /// Where the input was given to the function with the layer, and can be cast as well.
  private func passed(_ found: UncastLayer, _ second: AnalyzedUnit) -> [RelatedPlace] {
    let trace = FlowTrace(unit: second, lanes: found.raised.lanes)
    guard let name = second.tree.rootName(of: found.input), let value = found.raised.floatingOperands.first?.value,
      let call = trace.call(passing: name, to: found.input, value: value)
    else { return [] }
    return [second.related(call, "here it is passed on")]
  }

  private struct Evidence {
    var words: String
    var place: RelatedPlace
    /// What the models have in common that do not follow the same siblings.
    var copyKey: CopyKey?
  }

  private func evidence(
    for found: UncastLayer, _ second: AnalyzedUnit, _ unit: AnalyzedUnit, isToldAtCall: Bool
  ) -> Evidence? {
    guard found.isCastByOthers else {
      return siblings(of: found, unit) ?? otherInput(than: found, second) ?? ownDType(of: found, second)
    }
    if isToldAtCall { return nil }
    // Without a cast in the file, the 16 bits of the other calls are what other layers made.
    return otherCall(than: found, second) ?? siblings(of: found, unit)
  }

  // MARK: Siblings

  /// The other models that give the same input to a layer of the same class and alike name.
  private func siblings(of found: UncastLayer, _ unit: AnalyzedUnit) -> Evidence? {
    let written = unit.tree.rootName(of: found.input)?.text ?? ""
    let layer = unit.tree.symbol(found.layer).text
    let siblings = unit.graph.layerInputs?.castingSiblings(
      layer: layer, inputs: [written, found.subject.text], in: unit.checkedFile.file)
    guard let siblings else { return nil }
    let first = siblings.first
    return Evidence(
      words: "\(siblings.castCount) of \(siblings.count) other models cast it at this place",
      place: RelatedPlace(
        file: first.file, path: unit.displayed(first.path), line: first.line,
        message: "here `\(first.input)` is cast for `self.\(first.layer)`"),
      copyKey: .text("\(siblings.first.input) of siblings"))
  }

  // MARK: The same function

  /// Where the function that calls the layer reads the dtype of its weight, to cast something else to it.
  private func ownDType(of found: UncastLayer, _ second: AnalyzedUnit) -> Evidence? {
    let file = second.checkedFile
    let wanted = "\(file.text(second.tree.span(found.layer))).weight.dtype"
    guard let function = second.analysis.enclosingFunction(of: found.raised.node),
      let read = second.tree.nodes(in: second.graph[function].body).first(where: {
        second.tree.kind($0) == .attribute && second.tree.symbol($0) == "dtype"
          && file.text(second.tree.span($0)) == wanted
      })
    else { return nil }
    return Evidence(
      words: "what it is joined with is cast to the dtype of these weights",
      place: second.related(read, "here `\(wanted)` is read"))
  }

  // MARK: Other calls

  /// Where a model of the file casts the input before it calls the one that is run on its own here.
  private func otherCall(than found: UncastLayer, _ second: AnalyzedUnit) -> Evidence? {
    let casts = LayerInputIndex.casts(in: second.checkedFile.bytes)
    guard let cast = casts.first(where: { $0.name == found.subject.text }) else { return nil }
    return Evidence(words: "another call in this file casts it", place: place(of: cast, second))
  }

  // MARK: Other inputs

  /// Another input from a processor, which the same file does cast.
  private func otherInput(than found: UncastLayer, _ second: AnalyzedUnit) -> Evidence? {
    let interpreter = second.analysis.interpreter
    let casts = LayerInputIndex.casts(in: second.checkedFile.bytes)
    guard !casts.contains(where: { $0.name == found.subject.text }),
      let cast = casts.first(where: { interpreter.isFromProcessor(Symbol($0.name)) })
    else { return nil }
    return Evidence(words: "`\(cast.name)` is cast in this file", place: place(of: cast, second))
  }

  private func place(of cast: LayerInputIndex.Cast, _ second: AnalyzedUnit) -> RelatedPlace {
    RelatedPlace(
      file: second.checkedFile.file, path: second.checkedFile.path, line: cast.line,
      message: "here `\(cast.name)` is cast")
  }
}

extension Diagnostic.Message {
  fileprivate static func uncast(_ layer: String, _ input: String, _ subject: String, _ evidence: String) -> Self {
    let source = input == subject ? "" : " from `\(subject)`"
    return """
      `\(layer)` has 16-bit weights and gets `\(input)`\(source) as processors return it, in float32; \(evidence)
      """
  }
}
