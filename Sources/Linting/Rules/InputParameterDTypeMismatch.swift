import PythonSemantics
import PythonSyntax
import SourceText

/// Finds layers whose input has another dtype than their weights.
///
/// Linear and convolution layers do not promote: torch raises.
/// See `Rules/pages/MIX101-input-parameter-dtype.md`.
package struct InputParameterDTypeMismatch: Rule {
  package static let id = RuleID("MIX101", slug: "input-parameter-dtype")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    RaiseRule(kind: .parameter).findings(in: unit) { raised, operands in
      .inputUnlikeParameters(unit.layerText(raised), operands)
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func inputUnlikeParameters(_ layer: String, _ operands: [RaisedOperation.Operand]) -> Self {
    guard let input = operands.first, let parameter = operands.first(where: { $0.dtypes != input.dtypes }) else {
      return "\(layer) needs its input and its parameters in one dtype"
    }
    return """
      \(layer) needs its input and its parameters in one dtype, but `\(input.label)` is \(input.dtypeText) \
      and `\(parameter.label)` is \(parameter.dtypeText)
      """
  }
}

extension AnalyzedUnit {
  /// The layer as written, such as `self.query`, where a module is called, and its file if that is another one; the
  /// function's name otherwise.
  fileprivate func layerText(_ raised: RaisedOperation) -> String {
    guard raised.name == "forward" else { return "`\(raised.name)`" }
    guard let inner = raised.inner, !inner.node.isNone else {
      let callee = tree.kind(raised.node) == .call ? shortText(tree.child(raised.node, 0)) : nil
      return "`\(callee ?? raised.name)`"
    }
    let module = graph[inner.module]
    guard module.tree.kind(inner.node) == .call,
      case let callee = module.text(of: module.tree.child(inner.node, 0)), !callee.contains(where: \.isNewline)
    else { return "`\(raised.name)`" }
    return "`\(callee)` in \(Path.name(of: module.file))"
  }
}
