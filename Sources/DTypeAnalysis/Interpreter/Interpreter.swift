package import Dataflow
package import PythonSemantics
import PythonSyntax
import SourceText

/// The abstract machine: interprets Python over partitions of lanes and records what it sees.
///
/// One per unit, so that nothing of one file's analysis can reach another's. Its extensions hold one syntax family or
/// library each; the state they share is here.
package final class Interpreter {
  package let graph: ModuleGraph
  package let library: OperatorLibrary
  package let lanes: LaneTable
  package let shapes: ShapeArena
  package let values: ValueArena
  package let store: Store
  package let options: AnalysisOptions
  /// The file that is analysed.
  let unit: Module

  var contexts = ContextTree()
  var sites: [SiteInfo] = []
  /// The sites by their keys; frozen ones are not in it.
  var siteIndex = IDIndex()
  var frame: Frame
  var facts = FactTable()
  var globals = ValueTable()
  var globalsInProgress: Set<IDPair> = []
  var functionValues: [UInt32: ShapeID] = [:]
  /// The regions that functions under `@torch.autocast(…)` run in.
  var autocastRegions: [UInt32: SiteID] = [:]
  var classAttributes = ValueTable()
  var classAttributesInProgress: Set<IDPair> = []
  /// Classes whose decorators have run, the one whose decorator runs now, and what decorators put into them.
  var decoratedClasses: Set<ClassID> = []
  var classInDecoration: ClassID?
  var decoratedMembers = ValueTable()
  var decoratedNames: Set<Symbol> = []
  var operationCache = OperationTable()
  var summaries = SummaryTable()
  var reads = ReadLog()
  /// The rounds of open loops that run now, innermost last, and how many there were.
  var rounds: [Int] = []
  var roundCount = 0
  /// How many objects were allocated, and how many of them before the root that runs now.
  var allocations = 0
  var allocationsBeforeRoot = 0

  /// Autocast and default dtype as they are now.
  var modes: Modes
  var modesInterner = Interner<Modes>()
  var visits = 0
  var visitLimit: Int
  var statistics = AnalysisStatistics()
  var visited = VisitedPlaces()
  /// Nested calls of each function, to stop recursion.
  var activeCalls = IDMap()
  var wave: Wave = .first
  /// How often code asked whether it trains, which the second wave leaves open, and went one way or the other.
  var trainingQuestions = 0
  /// The lanes in which the other side of an open test goes on, and how often code asked for them.
  var openLanes = LaneMask()
  var openQuestions = 0
  /// The most texts that one of those taken out of lists by an unknown index may be.
  var textChoices = 0
  /// The modules that nested calls of one function go down by at this moment.
  var walkedModules: [SiteID] = []
  /// Expressions nested in each other at this moment, over all frames.
  var expressionDepth = 0
  let stubs: StubTable
  /// What the registries of transformers hold, as far as they were asked for.
  var registries: [Symbol: [Symbol: Symbol]] = [:]
  var tensorMembers: [Symbol: Symbol] = [:]
  /// Frozen objects written since the root began; they are frozen again at its end.
  var overlaid: [SiteID] = []
  var overlaidMask = SiteMask()
  /// The frozen objects read since the innermost summary in the making began.
  var frozenReads = SiteMask()
  var origins = OriginTable()
  /// The call being evaluated, for origins of operations.
  var currentCall = NodeID.none
  /// The call being made whose callee may be one of several objects.
  var callOfSeveral = NodeID.none
  var externals: [Symbol: ShapeID] = [:]
  var rotaryNames: [Symbol: Bool] = [:]
  var frozenSites: [FrozenKey: SiteID] = [:]
  var configurations: [UInt32: ValueID] = [:]
  /// What configurations hold instead of their defaults, in the wave that varies them.
  var variation: ConfigurationVariation?
  /// Frozen instances of the classes that were roots.
  var instances: [UInt32: ValueID] = [:]
  /// Classes that something in the file makes, and functions that were entered.
  var constructed: Set<ClassID> = []
  /// Which `_init_weights` has run on which module.
  var initialized: Set<IDPair> = []
  /// The variables that the current root used as something else than the None they were, which ended lanes.
  var noneUses: Set<Symbol> = []
  /// The same in their order, for the summaries of calls that met them.
  var noneUseLog: [Symbol] = []
  /// The models whose plain call ended early, for they use more than it gives, and what they used.
  var unfinished: [ClassID: Set<Symbol>] = [:]
  var layerFlows: [FunctionID: LayerFlow] = [:]
  /// The configuration classes that models were made with inside other models.
  var madeWith: [ClassID: Set<ClassID>] = [:]
  /// How the models of the unit are loaded.
  var unitLoading = ModelLoading()
  var entered: Set<FunctionID> = []
  /// What runs now rests on assumed inputs: no caller was found.
  var isAssumed = false
  /// What runs now is a model of which others of the unit are made: these know better what it gets.
  var isPart = false
  /// How much of that was unknown, and left to them.
  var leftToOthers = 0
  var inputRules = InputRules()

  package init(
    graph: ModuleGraph, library: OperatorLibrary, lanes: LaneTable = .standard, options: AnalysisOptions,
    stubs: StubTable = StubTable(), module: Module
  ) {
    self.graph = graph
    self.library = library
    self.lanes = lanes
    unit = module
    self.options = options
    shapes = ShapeArena()
    values = shapes.values
    store = Store(arena: values)
    modes = Modes(lanes: lanes)
    visitLimit = options.visitsPerRoot
    self.stubs = stubs.except(module: module.name)
    visited.isCounting = options.countsPlaces
    frame = Frame(
      function: nil, module: module, context: .root, definingClass: nil, environment: nil, closure: nil,
      live: lanes.all, caller: nil)
  }

  /// The lanes that run now.
  var live: LaneMask {
    get { frame.live }
    set { frame.live = newValue }
  }

  /// A value that is `shape` in every live lane.
  func value(_ shape: ShapeID) -> ValueID { values.value(shape, in: frame.live) }

  func value(_ shape: Shape) -> ValueID { values.value(shapes.intern(shape), in: frame.live) }

  func unknown(_ kind: UnknownReason.Kind, _ subject: Symbol = .empty) -> ValueID {
    value(shapes.unknown(kind, subject))
  }

  var noneValue: ValueID { value(shapes.none) }

  /// Applies `transform` to each piece with only its lanes live and unites what comes out.
  func mapPieces(of value: ValueID, _ transform: (ShapeID) -> ValueID) -> ValueID {
    let entry = frame.live
    if let piece = values.single(value), piece.mask.isSuperset(of: entry) {
      return mapAlternatives(piece.shape, transform)
    }
    var result = ValueID.empty
    var after = LaneMask()
    for piece in values.pieces(value) {
      let mask = piece.mask & entry
      if mask.isEmpty { continue }
      frame.live = mask
      let part = mapAlternatives(shapes.restrict(piece.shape, to: mask), transform)
      result = values.join(result, values.restrict(part, to: frame.live))
      after.formUnion(frame.live)
    }
    frame.live = after
    return result
  }

  private func mapAlternatives(_ shape: ShapeID, _ transform: (ShapeID) -> ValueID) -> ValueID {
    guard case .alternatives(let list) = shapes[shape] else { return transform(shape) }
    let entry = frame.live
    var result = ValueID.empty
    var after = LaneMask()
    var misfit = ValueID.empty
    var fits = false
    for (index, alternative) in list.enumerated() {
      if case .absent = shapes[alternative] { continue }
      frame.live = entry
      let part = withOpen(index < list.count - 1 ? entry : after) { transform(alternative) }
      guard !isMisfit(part) else {
        misfit = values.join(misfit, part)
        continue
      }
      fits = true
      result = values.join(result, part)
      after.formUnion(frame.live)
    }
    // Of what may be here, that is here which fits what is done with it; if nothing does, that is what is told.
    frame.live = fits || misfit == .empty ? after : entry
    return fits ? result : misfit
  }

  /// Whether arguments or an index did not fit, so that Python would raise.
  private func isMisfit(_ value: ValueID) -> Bool {
    let pieces = values.pieces(value)
    return !pieces.isEmpty
      && pieces.allSatisfy { piece in
        if case .unknown(let reason) = shapes[piece.shape] { shapes[reason].kind == .badArguments } else { false }
      }
  }

  /// The shape of a value that has one shape in all live lanes.
  func uniform(_ value: ValueID) -> Shape? {
    if let piece = values.single(value) { return shapes[piece.shape] }
    let restricted = values.restrict(value, to: frame.live)
    return values.single(restricted).map { shapes[$0.shape] }
  }

  func constantString(_ value: ValueID) -> Symbol? {
    if case .string(let text)? = uniform(value) { return text }
    return nil
  }

  func constantInteger(_ value: ValueID) -> Int? {
    switch uniform(value) {
    case .integer(let number)?: number
    case .bool(let flag)?: flag ? 1 : 0
    default: nil
    }
  }
}

/// Bounds and choices of an analysis.
package struct AnalysisOptions: Sendable {
  package var autocastDevice: AutocastDevice = .cuda
  package var visitsPerRoot = 200_000
  package var callDepth = 64
  package var contextsPerFunction = 16
  package var unrollLimit = 8
  /// Whether tensors remember where their dtype was decided; costs sharing, so only for files with findings.
  package var tracksOrigins = false
  /// What dtype the models of a pass get from outside.
  package var inputs: InputDTypes = .model
  /// Whether statistics tell how many different places were visited.
  package var countsPlaces = false

  package init() {}
}

/// The dtypes of what models are called with.
package enum InputDTypes: Sendable {
  /// Floating inputs have the model's dtype.
  case model
  /// What processors and feature extractors make is float32, as they hand it out; a pass with lanes of its own.
  case processor
}

/// The canonical call of a root, or what it did not reach; the order is that in which they run and in which they count.
package enum Wave: UInt8, CaseIterable, Sendable {
  case first
  /// The canonical call of a model with another configuration than the default.
  case varied
  case second
  /// The canonical call of a module that nothing in its file makes, and what one of a part leaves unknown: it says
  /// nothing where models have spoken.
  case fallback
  /// The canonical call of a model whose flags are all turned round: it says nothing where others have spoken, for the
  /// flags may not go together.
  case flagged

  var index: Int { Int(rawValue) }

  /// Whether models have another configuration than the default.
  package var isOfOtherChoices: Bool { self == .varied || self == .flagged }
}
