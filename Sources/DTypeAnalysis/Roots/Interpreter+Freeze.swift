import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// What makes two frozen objects the same one.
struct FrozenKey: Hashable {
  var kind: SiteKind
  var content: ContentID
}

/// Freezing: after construction, alike objects of a module tree become one read-only object, so that calls on them
/// share their summaries, within a root and between the roots of a file.
extension Interpreter {
  /// The frozen equal of a value that holds objects.
  func freeze(_ value: ValueID) -> ValueID {
    var freezer = Freezer(interpreter: self)
    return freezer.freeze(value)
  }

  /// The site of frozen objects with this content.
  fileprivate func frozenSite(_ key: FrozenKey, like original: SiteID) -> SiteID {
    if let known = frozenSites[key] { return known }
    let site = store.allocate()
    var copy = info(original)
    copy.isFrozen = true
    copy.isSummary = false
    sites.append(copy)
    store.beginPermanent()
    store.replace(site, with: key.content)
    store.endPermanent()
    frozenSites[key] = site
    return site
  }

  /// Takes back what a root wrote, frozen objects included.
  func endRoot(_ mark: Store.Mark) {
    store.rollback(to: mark)
    for site in overlaid { sites[Int(site.rawValue)].isFrozen = true }
    overlaid.removeAll()
    overlaidMask = SiteMask()
  }
}

private struct Freezer {
  let interpreter: Interpreter
  private var done: [SiteID: SiteID] = [:]
  private var inProgress: Set<SiteID> = []

  init(interpreter: Interpreter) { self.interpreter = interpreter }

  private var shapes: ShapeArena { interpreter.shapes }
  private var values: ValueArena { interpreter.values }

  mutating func freeze(_ value: ValueID) -> ValueID {
    let pieces = values.pieces(value)
    var changed = false
    var frozen: [Piece] = []
    for piece in pieces {
      let shape = freeze(piece.shape)
      if shape != piece.shape { changed = true }
      frozen.append(Piece(piece.mask, shape))
    }
    return changed ? values.value(frozen) : value
  }

  private mutating func freeze(_ shape: ShapeID) -> ShapeID {
    switch shapes[shape] {
    case .object(let site): return shapes.intern(.object(freeze(site)))
    case .tuple(let elements):
      var frozen: [ValueID] = []
      for element in elements { frozen.append(freeze(element)) }
      return shapes.intern(.tuple(frozen))
    case .sequence(let element): return shapes.intern(.sequence(freeze(element)))
    case .boundMethod(let function, let receiver):
      return shapes.intern(.boundMethod(function: function, receiver: freeze(receiver)))
    case .alternatives(let list):
      var frozen: [ShapeID] = []
      for part in list { frozen.append(freeze(part)) }
      return frozen.dropFirst().reduce(frozen[0]) { shapes.join($0, $1) }
    default: return shape
    }
  }

  private mutating func freeze(_ site: SiteID) -> SiteID {
    if let known = done[site] { return known }
    let info = interpreter.info(site)
    if info.isFrozen || info.kind == .environment { return site }
    // A cycle keeps its object as it is: it stays mutable and alone.
    guard inProgress.insert(site).inserted else { return site }
    defer { inProgress.remove(site) }
    var content = interpreter.store.content(of: site)
    for index in content.values.indices { content.values[index] = freeze(content.values[index]) }
    let key = FrozenKey(kind: info.kind, content: interpreter.store.intern(content))
    let frozen = interpreter.frozenSite(key, like: site)
    done[site] = frozen
    return frozen
  }
}
