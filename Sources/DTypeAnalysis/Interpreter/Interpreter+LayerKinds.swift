import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Which of the kinds that a model's layers are of; models list them by text: `config.layer_types[layer_idx]`.
typealias LayerKind = UInt8

/// The kinds of layers of one model, kept apart: a list of unknown length is made of one layer of each kind, and a loop
/// over it has a turn for each.
///
/// Without that a layer is of all kinds at once: it calls its attention of one kind as it would call that of another.
extension Interpreter {
  /// The kind that the code is about now: of the layer that a loop of this function handles, or that is being made.
  private var layerKind: LayerKind? { frame.layerKind ?? modes.layerKind }

  /// A text out of a list by an index that is not known: the one of the layers' kind.
  ///
  /// The order is that of the texts, so that two lists go by kind together.
  func textOfKind(_ texts: ValueID) -> ValueID {
    values.value(
      values.pieces(texts).map { piece in
        let list = shapes.alternatives(of: piece.shape)
        let named = list.compactMap { shape in text(shape).map { (name: $0, shape: shape) } }
        guard list.count > 1, named.count == list.count else { return piece }
        textChoices = max(textChoices, list.count)
        guard let kind = layerKind else { return piece }
        return Piece(piece.mask, named.sorted { $0.name < $1.name }[Int(kind) % list.count].shape)
      })
  }

  private func text(_ shape: ShapeID) -> String? {
    if case .string(let text) = shapes[shape] { text.text } else { nil }
  }

  /// Runs what makes the elements of an open list, and once more for each kind of layers if they differ by kind.
  ///
  /// - Parameter make: makes the elements, and returns them.
  func inKinds(at node: NodeID, _ make: () -> [ValueID]) -> [ValueID] {
    let choices = textChoices
    textChoices = 0
    defer { textChoices = max(choices, textChoices) }
    let context = frame.context
    let made = make()
    guard layerKind == nil, textChoices > 1, made.contains(where: { hasMixedParts($0) }) else { return made }
    var ofKinds: [ValueID] = []
    for kind in 0..<LayerKind(textChoices) where !frame.live.isEmpty {
      modes.layerKind = kind
      frame.context = contexts.context(context, place: place(of: node), serial: UInt32(kind) + 1)
      ofKinds += make()
    }
    modes.layerKind = nil
    frame.context = context
    return ofKinds
  }

  /// Whether a module, or one down to `depth` levels inside it, may have one part or another, or none: it was made for
  /// several kinds at once.
  private func hasMixedParts(_ module: ValueID, depth: Int = 2) -> Bool {
    values.pieces(module).contains { piece in
      guard case .object(let site) = shapes[piece.shape], isModule(site) else { return false }
      return store.content(of: site).values.contains { part in
        values.pieces(part).contains { isMixed($0.shape) } || depth > 0 && hasMixedParts(part, depth: depth - 1)
      }
    }
  }

  private func isMixed(_ part: ShapeID) -> Bool {
    let list = shapes.alternatives(of: part)
    let kinds = Set(list.compactMap { moduleSite($0).map { info($0).kind } })
    return list.count > 1 && !kinds.isEmpty && (kinds.count > 1 || list.contains { moduleSite($0) == nil })
  }

  private func moduleSite(_ shape: ShapeID) -> SiteID? {
    if case .object(let site) = shapes[shape], isModule(site) { site } else { nil }
  }

  // MARK: Loops

  /// What an open loop takes in the turn of each kind of layers; one turn where its elements are of no kind.
  func turns(of element: ValueID) -> [(element: ValueID, kind: LayerKind?)] {
    let kinds = Set(layerKinds(in: element)).sorted()
    guard kinds.count > 1 else { return [(element, nil)] }
    return kinds.map { (part(of: element, ofKind: $0), $0) }
  }

  private func layerKinds(in value: ValueID) -> [LayerKind] {
    values.pieces(value).flatMap { piece -> [LayerKind] in
      if case .tuple(let elements) = shapes[piece.shape] { return elements.flatMap(layerKinds) }
      let list = shapes.alternatives(of: piece.shape)
      return list.count > 1 ? list.compactMap { moduleSite($0).flatMap { info($0).layerKind } } : []
    }
  }

  private func part(of element: ValueID, ofKind kind: LayerKind) -> ValueID {
    values.value(
      values.pieces(element).map { piece in
        if case .tuple(let elements) = shapes[piece.shape] {
          return Piece(piece.mask, shapes.intern(.tuple(elements.map { part(of: $0, ofKind: kind) })))
        }
        let list = shapes.alternatives(of: piece.shape)
        let own = list.filter { shape in moduleSite(shape).flatMap { info($0).layerKind } ?? kind == kind }
        guard own.count < list.count, let first = own.first else { return piece }
        return Piece(piece.mask, own.dropFirst().reduce(first) { shapes.join($0, $1) })
      })
  }

  /// Runs the body of a loop for each kind of layers from the same state, and joins what they leave.
  func inTurn(_ turns: ArraySlice<(element: ValueID, kind: LayerKind?)>, _ body: (ValueID) -> Void) {
    guard let turn = turns.first else { return }
    func run() {
      let outer = frame.layerKind
      frame.layerKind = turn.kind ?? outer
      body(values.restrict(turn.element, to: frame.live))
      frame.layerKind = outer
    }
    if turns.count == 1 { return run() }
    // Every kind has its turn in one run of the model, so that what raises in one raises.
    branch(Truth(both: frame.live), isOpen: false, then: run) { inTurn(turns.dropFirst(), body) }
  }
}
