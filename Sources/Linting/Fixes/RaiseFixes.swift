import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// Mends an operation that demands equal dtypes: the operand that does not fit is cast to the dtype of one that does.
struct RaiseFixes {
  private let unit: AnalyzedUnit

  init(_ unit: AnalyzedUnit) { self.unit = unit }

  func candidates(for finding: Finding) -> [LocalFixes.Candidate] {
    let raises = unit.raisedOperations.filter { unit.tree.span($0.node) == finding.span && $0.isMismatch }
    guard let raised = raises.first else { return [] }
    let operands = raised.floatingOperands.filter { $0.node != nil }
    if operands.count < 2 { return layerInput(raised).map { [$0] } ?? [] }
    // What is written into takes no other dtype; else the model's dtype is what the rest expects.
    let isWrite = RaiseKind(raised) == .scatter
    let models =
      isWrite
      ? Array(operands.prefix(1))
      : operands.filter { unit.isModelDType($0.dtypes, in: raised.lanes) }
        + operands.filter { !unit.isModelDType($0.dtypes, in: raised.lanes) }
    var seen: Set<DTypeSet> = []
    return models.filter { $0.node.map(unit.isReadable) == true && seen.insert($0.dtypes).inserted }.compactMap {
      casting(operands, to: $0)
    }
  }

  private func casting(
    _ operands: [RaisedOperation.Operand], to model: RaisedOperation.Operand
  ) -> LocalFixes.Candidate? {
    guard let target = model.node else { return nil }
    let text = unit.checkedFile.text(unit.tree.span(target))
    let odd = operands.filter { $0.dtypes != model.dtypes }
    let casts = odd.compactMap { operand in operand.node.map { LocalFixes.Cast(node: $0) } }
    guard !casts.isEmpty else { return nil }
    let names = odd.map { "`\($0.label)`" }.joined(separator: " and ")
    return LocalFixes.Candidate(
      title: "cast \(names) to the dtype of `\(text)`",
      edits: casts.map { unit.appending(".to(\(text).dtype)", to: $0.node) }, casts: casts)
  }

  /// `self.layer(x)`: the input takes on the dtype of the layer's weight.
  private func layerInput(_ raised: RaisedOperation) -> LocalFixes.Candidate? {
    let tree = unit.tree
    guard RaiseKind(raised) == .parameter, tree.kind(raised.node) == .call, tree.childCount(raised.node) == 2 else {
      return nil
    }
    let (layer, input) = (tree.child(raised.node, 0), tree.child(raised.node, 1))
    guard unit.isReadable(layer), tree.kind(layer) == .attribute,
      ![.starred, .doubleStarred, .keywordArgument].contains(tree.kind(input))
    else { return nil }
    let name = unit.checkedFile.text(tree.span(layer))
    return LocalFixes.Candidate(
      title: "cast `\(unit.shortText(input) ?? "the input")` to the dtype of `\(name).weight`",
      edits: [unit.appending(".to(\(name).weight.dtype)", to: input)],
      casts: [LocalFixes.Cast(node: input)])
  }
}
