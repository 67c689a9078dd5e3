import Dataflow
import PythonSemantics
import SourceText

/// Models that functions make: what these are made of, no constructor's defaults say.
extension Interpreter {
  /// Calls the factories of a file that each choose most of what no other one does, and the modules that they return.
  func runFactories(of module: Module, limit: Int = Bounds.factories) {
    if graph.definesModel(module) { return }
    let factories = graph.factories(of: module)
    var open = factories.map(\.choices)
    for _ in 0..<limit {
      guard let gain = open.lazy.map(\.count).max(), gain > 0, let place = open.firstIndex(where: { $0.count == gain })
      else { return }
      let choices = open[place]
      open[place] = []
      guard run(factories[place]) else { continue }
      for index in open.indices { open[index].subtract(choices) }
    }
  }

  /// Whether the factory returned a module that can be called.
  private func run(_ factory: Factory) -> Bool {
    let function = graph[factory.function]
    var isCalled = false
    inRoot(named: function.qualifiedName) {
      let loading = ModelLoading.cast
      modes = constructionModes(loading)
      let made = callShape(functionValue(function.id), CallArguments(node: function.node))
      guard let (site, id, forward) = layer(in: made) else { return }
      let instance = loaded(value(.object(site)), site, of: id, loading, isModel: false)
      runNeeded(forward, on: instance, isModel: false)
      isCalled = true
    }
    return isCalled
  }

  /// The one module that a value may be.
  private func layer(in made: ValueID) -> (SiteID, ClassID, FunctionInfo)? {
    var found: (SiteID, ClassID, FunctionInfo)?
    for shape in values.pieces(made).flatMap({ shapes.alternatives(of: $0.shape) }) {
      guard case .object(let site) = shapes[shape], case .instance(.checked(let id)) = info(site).kind,
        let forward = graph.method("forward", of: id)
      else { continue }
      if let found, found.0 != site { return nil }
      found = (site, id, forward)
    }
    return found
  }
}

extension Bounds {
  static let factories = 16
  /// Of a file that only calls what is looked at.
  static let factoriesOfCaller = 2
}
