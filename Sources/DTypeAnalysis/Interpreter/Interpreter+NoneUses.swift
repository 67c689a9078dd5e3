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

  /// The value of an expression that is used as what None is not: lanes where a variable is None leave by an exception.
  ///
  /// What comes from elsewhere may be None only by a configuration's default, which users need not have: it stays.
  func used(_ value: ValueID, of expression: NodeID) -> ValueID {
    let nones = noneLanes(value, of: expression)
    if nones.isEmpty { return value }
    noteNoneUse(of: expression)
    return leave(nones, value)
  }

  /// The same of an operand, where it is None because a root is called without it.
  func usedOperand(_ value: ValueID, of expression: NodeID) -> ValueID {
    guard frame.depth == Frame.rootDepth else { return value }
    let nones = noneLanes(value, of: expression)
    let sources = nones.isEmpty ? [] : noneSources(of: expression)
    if sources.isEmpty { return value }
    for source in sources { noteNoneUse(source) }
    return leave(nones, value)
  }

  private func noteNoneUse(of expression: NodeID) {
    noteNoneUse(frame.tree.symbol(expression))
    for source in noneSources(of: expression) { noteNoneUse(source) }
  }

  private func leave(_ nones: LaneMask, _ value: ValueID) -> ValueID {
    frame.raised.formUnion(nones)
    frame.live.subtract(nones)
    return values.restrict(value, to: frame.live)
  }

  private func noneLanes(_ value: ValueID, of expression: NodeID) -> LaneMask {
    guard frame.function != nil, frame.tree.kind(expression) == .name else { return [] }
    var nones = LaneMask()
    for piece in values.pieces(value) where piece.shape == shapes.none { nones.formUnion(piece.mask & frame.live) }
    return nones
  }

  func holdsNone(_ value: ValueID) -> Bool { values.pieces(value).contains { $0.shape == shapes.none } }

  /// The parameters that a variable of the running function is, or is bound to.
  private func noneSources(of expression: NodeID) -> [Symbol] {
    let tree = frame.tree
    guard let function = frame.function, tree.kind(expression) == .name else { return [] }
    let name = tree.symbol(expression)
    let parameters = function.parameters.map(\.name)
    if parameters.contains(name) { return [name] }
    return tree.nodes(in: function.body).compactMap { node in
      guard tree.kind(node) == .assignment, tree.childCount(node) == 2 else { return nil }
      let (source, target) = (tree.child(node, 0), tree.child(node, 1))
      guard tree.kind(target) == .name, tree.symbol(target) == name else { return nil }
      return tree.kind(source) == .name && parameters.contains(tree.symbol(source)) ? tree.symbol(source) : nil
    }
  }

  /// Names of the caller whose None a call used through its parameters.
  func noteNoneUses(of function: FunctionInfo, _ bound: [ValueID], _ arguments: CallArguments) {
    let tree = frame.tree
    for (index, parameter) in function.parameters.enumerated()
    where noneUses.contains(parameter.name) && holdsNone(bound[index]) {
      guard let written = written(index, named: parameter.name, in: arguments),
        tree.kind(written) == .name || isField(written, ofConfigurationIn: tree)
      else { continue }
      noteNoneUse(of: written)
    }
  }

  /// The expression that a call gives for the parameter at a place, or for the one of this name; nil if it does not
  /// show.
  func written(_ parameter: Int, named name: Symbol? = nil, in arguments: CallArguments) -> NodeID? {
    let tree = frame.tree
    let call = arguments.node
    guard frame.function != nil, !call.isNone, tree.kind(call) == .call else { return nil }
    let given = tree.children(of: call).dropFirst()
    let positional = given.filter { ![.keywordArgument, .doubleStarred].contains(tree.kind($0)) }
    guard !positional.contains(where: { tree.kind($0) == .starred }) else { return nil }
    let named = given.first { tree.kind($0) == .keywordArgument && tree.symbol($0) == name }
    // The object that a method is bound to comes before what is written.
    let place = parameter - (arguments.positional.count - positional.count)
    return named.map { tree.child($0, 0) } ?? (positional.indices.contains(place) ? positional[place] : nil)
  }

  /// Whether an expression is like `config.vocabulary_map` or `self.config.vocabulary_map`.
  private func isField(_ node: NodeID, ofConfigurationIn tree: SyntaxTree) -> Bool {
    tree.kind(node) == .attribute && tree.symbol(tree.child(node, 0)) == "config"
  }
}
