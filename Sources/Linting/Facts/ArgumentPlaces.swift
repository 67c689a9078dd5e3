import DTypeAnalysis
import PythonSyntax
import SourceText

/// Which expression of a call gives which parameter of a function.
struct ArgumentPlaces {
  /// In the order of the call.
  private(set) var places: [(name: Symbol, node: NodeID)] = []

  /// A call of a modelled function.
  init(call: NodeID, in unit: AnalyzedUnit, operation: Symbol) {
    let library = unit.analysis.interpreter.library
    let parameters = library.operatorID(named: operation).map { library[$0].parameters.map(\.name) }
    self.init(call: call, in: unit, parameters: parameters)
  }

  /// - Parameter parameters: their names in order, without `self`; nil if the function is not known.
  init(call: NodeID, in unit: AnalyzedUnit, parameters: [Symbol]?) {
    guard let parameters, unit.tree.kind(call) == .call else { return }
    for (index, argument) in unit.tree.children(of: call).dropFirst().enumerated() {
      switch unit.tree.kind(argument) {
      case .keywordArgument: places.append((unit.tree.symbol(argument), unit.tree.child(argument, 0)))
      // What follows a star cannot be counted.
      case .starred, .doubleStarred: return
      default: if parameters.indices.contains(index) { places.append((parameters[index], argument)) }
      }
    }
  }

  /// The expression given for a parameter, nil if none is written in the call.
  func node(of parameter: Symbol) -> NodeID? { places.last { $0.name == parameter }?.node }
}
