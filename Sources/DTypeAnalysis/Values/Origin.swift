package import Dataflow
import PythonSemantics
package import PythonSyntax
package import SourceText

/// Where a tensor's dtype was decided, and from what.
package struct Origin: Hashable, Mixable, Sendable {
  package enum Kind: UInt8, Sendable {
    /// Made by a factory call, a module's `__init__` or a stub.
    case created
    /// A parameter or buffer cast with its module (`model.to(dtype)`).
    case moduleCast
    /// What keeps a parameter in float32 (`_keep_in_fp32_modules`) while its model is loaded in 16 bits.
    case kept
    /// A cast of the checked code.
    case cast
    /// An operation on tensors of other dtypes.
    case operation
    /// An input of the root.
    case input
  }

  package var kind: Kind
  package var module: UInt32
  package var node: NodeID
  /// The operation, input or module that decided it.
  package var subject: Symbol
  package var parent: OriginID

  package func mix(into mixer: inout Mixer) {
    mixer.combine(UInt64(module) << 32 | UInt64(node.rawValue))
    mixer.combine(UInt64(kind.rawValue) << 32 | UInt64(subject.id))
    mixer.combine(parent.rawValue)
  }
}

/// Interned origins; a chain never visits one place twice, so that loops end.
struct OriginTable {
  private var table = Interner<Origin>()

  init() {
    _ = table.intern(Origin(kind: .created, module: .max, node: .none, subject: .empty, parent: .none))
  }

  subscript(id: OriginID) -> Origin { table[id.rawValue] }

  mutating func intern(_ origin: Origin) -> OriginID {
    var step = origin.parent
    var length = 0
    while step != .none {
      let known = table[step.rawValue]
      if known.module == origin.module, known.node == origin.node { return step }
      length += 1
      if length > 24 { return origin.parent }
      step = known.parent
    }
    return OriginID(table.intern(origin))
  }
}

/// Origins are made only while they are tracked; they never influence a dtype.
extension Interpreter {
  package func origin(_ id: OriginID) -> Origin { origins[id] }

  /// - Parameter module: that of the node, if it is not the one that runs.
  func origin(
    at node: NodeID, in module: ModuleID? = nil, _ kind: Origin.Kind, subject: Symbol = .empty,
    parent: OriginID = .none
  ) -> OriginID {
    guard options.tracksOrigins else { return .none }
    let module = (module ?? frame.module.id).rawValue
    return origins.intern(Origin(kind: kind, module: module, node: node, subject: subject, parent: parent))
  }

  func castOrigin(_ tensor: TensorShape, at node: NodeID) -> OriginID {
    origin(at: node, .cast, parent: tensor.origin)
  }

  /// - Parameter keeper: the origin of what keeps the tensor in float32, where the cast is none of a whole module's.
  func moduleCastOrigin(_ tensor: TensorShape, keeper: OriginID) -> OriginID {
    guard options.tracksOrigins else { return .none }
    let made = origins[tensor.origin]
    return origins.intern(
      Origin(
        kind: keeper == .none ? .moduleCast : .created, module: made.module, node: made.node, subject: made.subject,
        parent: keeper))
  }

  /// An operation that keeps its first operand's dtype keeps its origin; others decide a new one here.
  func origin(of model: OperatorModel, _ operands: [TensorShape], _ result: LaneVector) -> OriginID {
    guard options.tracksOrigins else { return .none }
    if let same = operands.first(where: { shapes[$0.dtypes] == result }) { return same.origin }
    return origin(at: currentCall, .operation, subject: model.name, parent: operands.first?.origin ?? .none)
  }

  /// The origins of the tensors among some arguments, in order; empty unless origins are tracked.
  func origins(of arguments: CallArguments) -> [OriginID] {
    guard options.tracksOrigins else { return [] }
    return (arguments.positional + arguments.keywords.map(\.value)).flatMap { value in
      values.pieces(value).compactMap { piece -> OriginID? in
        if case .tensor(let tensor) = shapes[piece.shape] { tensor.origin } else { nil }
      }
    }
  }
}
