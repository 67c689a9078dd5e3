import Dataflow
package import PythonSemantics
import SourceText

/// Weight initialisation, as constructing a model runs it.
extension Interpreter {
  /// Calls `_init_weights` with each module of a model before loading and casting, for what it binds.
  ///
  /// Loading runs it too, for what no checkpoint holds, and with torch's own default dtype. What it writes is taken
  /// back: values in place change no dtype.
  func runInitialization(of id: ClassID, on instance: ValueID) {
    let name: Symbol = "_init_weights"
    guard let function = graph.method(name, of: id), facts.isTracked(function.module) else { return }
    let mark = store.mark()
    let outer = (modes, overlaid, overlaidMask)
    (overlaid, overlaidMask) = ([], SiteMask())
    let raw = freeze(instance)
    modes = Modes(lanes: lanes)
    for module in modules(in: raw) where initialized.insert(IDPair(function.id.rawValue, module.site.rawValue)).inserted
    {
      frame.live = module.mask
      let arguments = CallArguments([value(.object(module.site))], node: function.node)
      _ = call(attribute(name, of: values.restrict(raw, to: frame.live), at: function.node), arguments)
    }
    endRoot(mark)
    (modes, overlaid, overlaidMask) = outer
    frame.raised = []
    frame.live = lanes.all
  }

  /// Whether a module of a class, as it was made alone, holds no parameter, itself or below.
  package func hasNoParameters(_ id: ClassID) -> Bool {
    guard let instance = instances[id.rawValue] else { return false }
    return modules(in: instance).allSatisfy { module in
      let fields = store.content(of: module.site).values.flatMap(values.pieces)
      return fields.flatMap { shapes.alternatives(of: $0.shape) }.allSatisfy { shape in
        switch shapes[shape] {
        case .tensor(let tensor): tensor.role != .parameter
        case .unknown: false
        default: true
        }
      }
    }
  }

  /// A module and those below it, each once and with the lanes that have it, parents first.
  private func modules(in instance: ValueID) -> [(site: SiteID, mask: LaneMask)] {
    var found: [(site: SiteID, mask: LaneMask)] = []
    var places: [SiteID: Int] = [:]
    var open = [instance]
    while let value = open.popLast() {
      for piece in values.pieces(value) {
        for case .object(let site) in shapes.alternatives(of: piece.shape).map({ shapes[$0] }) where isModule(site) {
          let place = places[site] ?? found.count
          if place == found.count {
            places[site] = place
            found.append((site, []))
          }
          guard !found[place].mask.isSuperset(of: piece.mask) else { continue }
          found[place].mask.formUnion(piece.mask)
          open += store.content(of: site).values.reversed().map { values.restrict($0, to: piece.mask) }
        }
      }
    }
    return found
  }
}
