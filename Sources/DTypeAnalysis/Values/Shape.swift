package import Dataflow
package import SourceText

/// Whether a tensor belongs to a module; casts of a module reach parameters and buffers only.
package enum TensorRole: UInt8, Sendable {
  case plain, parameter, buffer
  /// A buffer that is in no checkpoint: loading leaves it as it was made.
  case unsavedBuffer

  package var isBuffer: Bool { self == .buffer || self == .unsavedBuffer }

  /// Whether a cast of the module, or loading it from a checkpoint, reaches the tensor.
  func isCast(isLoading: Bool) -> Bool { self != .plain && !(isLoading && self == .unsavedBuffer) }
}

/// A tensor as the analysis knows it: no shape, but all that decides dtypes.
package struct TensorShape: Hashable, Sendable {
  /// The possible dtypes per lane (a `DTypeSet` each).
  package var dtypes: VectorID
  /// Per lane, the narrowest floating dtypes the data passed through.
  package var narrowest: VectorID
  package var rank: RankClass
  package var role: TensorRole
  /// Where the dtype was decided; 0 unless origins are tracked.
  package var origin: OriginID

  package init(
    dtypes: VectorID, narrowest: VectorID, rank: RankClass, role: TensorRole = .plain, origin: OriginID = .none
  ) {
    self.dtypes = dtypes
    self.narrowest = narrowest
    self.rank = rank
    self.role = role
    self.origin = origin
  }
}

/// An interned `LaneVector`.
package struct VectorID: Hashable, Sendable {
  package let rawValue: UInt32
  package init(_ rawValue: UInt32) { self.rawValue = rawValue }
  package static let empty = VectorID(0)
}

/// A Python value of a known type and unknown content.
package enum OpaqueKind: UInt8, Sendable {
  /// An integer of unknown sign.
  case integer
  /// A size: an integer that is at least one.
  case positiveInteger
  case float
  case bool
  /// An int or a float.
  case number
  case string
  /// `torch.Size`, a tuple of sizes.
  case size
  /// Numbers in lists nested to a depth that is not known, as `Tensor.tolist` gives them; each acts as a number too.
  case integers, floats
  /// Something with no bearing on dtypes: a device, a generator, a logger, a context manager.
  case inert
}

/// How a function in a class body answers attribute access.
package enum DescriptorKind: UInt8, Sendable {
  case property, staticMethod, classMethod
}

/// What a value is in some lanes.
///
/// Tuples are immutable and stored by value, everything mutable is a `SiteID`.
package enum Shape: Hashable, Sendable {
  /// A name or key that may be missing.
  case absent
  case none
  case bool(Bool)
  case integer(Int)
  case float(bits: UInt64)
  case string(Symbol)
  /// A string that is known but for the numbers in it, for which `{}` stands: `block_{}`.
  case numbered(Symbol)
  case opaque(OpaqueKind)
  /// A `torch.dtype` object: its alternatives per lane.
  case dtype(VectorID)
  case tensor(TensorShape)
  case tuple([ValueID])
  /// A tuple or iterator of unknown length whose elements are alike.
  case sequence(ValueID)
  case slice(ValueID, ValueID, ValueID)
  case object(SiteID)
  /// A function of the checked code with the site of its captured variables.
  case function(UInt32, environment: SiteID?)
  case boundMethod(function: ShapeID, receiver: ShapeID)
  case descriptor(DescriptorKind, ShapeID)
  case superProxy(afterClass: UInt32, receiver: ShapeID)
  case class_(UInt32)
  case module(UInt32)
  /// A modelled operation of torch or another library.
  case operation(OperatorID)
  case boundOperation(OperatorID, receiver: ShapeID)
  /// A name outside the checked tree, by its full dotted name.
  case external(Symbol)
  /// An attribute of a value outside the checked tree that the engine interprets itself (`Module.to`, `list.append`).
  case boundExternal(Symbol, receiver: ShapeID)
  case builtin(Symbol)
  /// An immutable picture of a dict, list or object, taken when it was bound; occurs in facts only.
  case record(RecordKind, keys: [Symbol], values: [ValueID])
  /// Two to four shapes that one lane may have.
  case alternatives([ShapeID])
  case unknown(ReasonID)
}

package enum RecordKind: UInt8, Sendable {
  case dictionary, list, object
}

/// An interned `UnknownReason`.
package struct ReasonID: Hashable, Sendable {
  package let rawValue: UInt32
  package init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// An interned `Origin`; 0 stands for "not tracked".
package struct OriginID: Hashable, Sendable {
  package let rawValue: UInt32
  package init(_ rawValue: UInt32) { self.rawValue = rawValue }
  package static let none = OriginID(0)

  /// Of the origins of two values that one lane may have, the one that was met first.
  static func earlier(_ left: OriginID, _ right: OriginID) -> OriginID {
    if left == .none { return right }
    return right == .none || left.rawValue < right.rawValue ? left : right
  }
}
