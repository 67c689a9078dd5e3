import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// What `break` and `continue` left behind in the loop around them.
struct LoopState {
  var breakMask = LaneMask()
  var breakLocals: [ValueID] = []
  var continueMask = LaneMask()
  var continueLocals: [ValueID] = []
}

/// One activation of a function, or of a module's or class's body.
final class Frame {
  let function: FunctionInfo?
  let module: Module
  let tree: SyntaxTree
  var context: ContextID
  /// The class whose method this is, for `super()`.
  let definingClass: ClassID?
  /// Variables shared with inner functions live here.
  let environment: SiteID?
  /// The environment of the function around this one.
  let closure: SiteID?
  /// How many frames lie below.
  let depth: Int
  /// The depth of the function that a root calls.
  static let rootDepth = 1

  var locals: [ValueID]
  /// The lanes that run the current statement.
  var live: LaneMask
  /// The lanes that have returned, with what.
  var returned = LaneMask()
  var result = ValueID.empty
  /// The lanes in which an exception left the function.
  var raised = LaneMask()
  var loops: [LoopState] = []
  /// What a generator has yielded so far.
  var yielded: [ValueID] = []
  var yieldsInLoop = false
  /// Inside a loop that is run to a fixpoint here or in a caller: allocations stand for many objects.
  var inFixpoint: Bool
  /// The kind of layers that a loop here is about now.
  var layerKind: LayerKind?
  /// Told to no one yet: the names that a class body or module statement binds instead of locals.
  var bindings: [Symbol: ValueID] = [:]

  init(
    function: FunctionInfo?, module: Module, context: ContextID, definingClass: ClassID?, environment: SiteID?,
    closure: SiteID?, live: LaneMask, caller: Frame?
  ) {
    self.function = function
    self.module = module
    tree = module.tree
    self.context = context
    self.definingClass = definingClass
    self.environment = environment
    self.closure = closure
    self.live = live
    depth = (caller?.depth ?? -1) + 1
    inFixpoint = caller?.inFixpoint ?? false
    locals = Array(repeating: .empty, count: function?.locals.count ?? 0)
  }
}
