import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Uses of None as what it is not, which say what a function cannot do without.
extension Interpreter {
  func noteNoneUse(_ name: Symbol) {
    noneUses.insert(name)
    noneUseLog.append(name)
  }

  /// Names of the caller whose None a call used through its parameters.
  func noteNoneUses(of function: FunctionInfo, _ bound: [ValueID], _ arguments: CallArguments) {
    let tree = frame.tree
    let call = arguments.node
    guard frame.function != nil, !call.isNone, tree.kind(call) == .call else { return }
    let given = tree.children(of: call).dropFirst()
    let positional = given.filter { tree.kind($0) != .keywordArgument }
    guard !positional.contains(where: { tree.kind($0) == .starred }) else { return }
    // The object that a method is bound to comes before what is written.
    let receivers = arguments.positional.count - positional.count
    for (index, parameter) in function.parameters.enumerated()
    where noneUses.contains(parameter.name) && values.pieces(bound[index]).contains(where: { $0.shape == shapes.none })
    {
      let named = given.first { tree.kind($0) == .keywordArgument && tree.symbol($0) == parameter.name }
      let place = index - receivers
      let written = named.map { tree.child($0, 0) } ?? (positional.indices.contains(place) ? positional[place] : nil)
      guard let written, tree.kind(written) == .name || isField(written, ofConfigurationIn: tree) else { continue }
      noteNoneUse(tree.symbol(written))
    }
  }

  /// Whether an expression is like `config.vocabulary_map` or `self.config.vocabulary_map`.
  private func isField(_ node: NodeID, ofConfigurationIn tree: SyntaxTree) -> Bool {
    tree.kind(node) == .attribute && tree.symbol(tree.child(node, 0)) == "config"
  }
}
