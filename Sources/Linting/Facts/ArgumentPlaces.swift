import DTypeAnalysis
import PythonSyntax
import SourceText

/// Which expression of a call gives which parameter of a modelled function.
struct ArgumentPlaces {
  private var nodes: [Symbol: NodeID] = [:]

  init(call: NodeID, in unit: AnalyzedUnit, operation: Symbol) {
    guard unit.tree.kind(call) == .call else { return }
    let library = unit.analysis.interpreter.library
    guard let operator_ = library.operatorID(named: operation) else { return }
    let parameters = library[operator_].parameters
    for (index, argument) in unit.tree.children(of: call).dropFirst().enumerated() {
      switch unit.tree.kind(argument) {
      case .keywordArgument: nodes[unit.tree.symbol(argument)] = unit.tree.child(argument, 0)
      // What follows a star cannot be counted.
      case .starred, .doubleStarred: return
      default: if parameters.indices.contains(index) { nodes[parameters[index].name] = argument }
      }
    }
  }

  /// The expression given for a parameter, nil if none is written in the call.
  func node(of parameter: Symbol) -> NodeID? { nodes[parameter] }
}
