import Dataflow
import PythonSemantics
import SourceText

/// Weight initialisation, as constructing a model runs it.
extension Interpreter {
  /// Calls `_init_weights` with each module of a model before loading and casting, for what it binds.
  ///
  /// It runs in the lanes whose models start in float32; loading fills the weights in the others. What it writes is
  /// taken back: values in place change no dtype.
  func runInitialization(of id: ClassID, on instance: ValueID) {
    let name: Symbol = "_init_weights"
    guard let (owner, binding) = graph.member(name, of: id), facts.isTracked(graph[owner].module),
      let function = graph.function(at: binding.node, in: graph[owner].module)
    else { return }
    let mark = store.mark()
    let outer = (modes, overlaid, summariesBeforeOverlay)
    (overlaid, summariesBeforeOverlay) = ([], nil)
    let raw = freeze(instance)
    for module in modules(in: raw) where initialized.insert(IDPair(function.rawValue, module.rawValue)).inserted {
      frame.live = lanes.mask { $0.scenario.parameterDType == .float32 }
      let arguments = CallArguments([value(.object(module))], node: graph[function].node)
      _ = call(attribute(name, of: values.restrict(raw, to: frame.live), at: graph[function].node), arguments)
    }
    endRoot(mark)
    (modes, overlaid, summariesBeforeOverlay) = outer
    frame.raised = []
    frame.live = lanes.all
  }

  /// A module and those below it, each once, parents first.
  private func modules(in instance: ValueID) -> [SiteID] {
    var found: [SiteID] = []
    var seen: Set<SiteID> = []
    var open = [instance]
    while let value = open.popLast() {
      for piece in values.pieces(value) {
        for case .object(let site) in shapes.alternatives(of: piece.shape).map({ shapes[$0] })
        where isModule(site) && seen.insert(site).inserted {
          found.append(site)
          open += store.content(of: site).values.reversed()
        }
      }
    }
    return found
  }
}
