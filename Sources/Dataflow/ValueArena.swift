/// What an expression may be in some lanes; its meaning is the client's (`ShapeDomain`).
public struct ShapeID: Hashable, Sendable {
  public let rawValue: UInt32
  @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// What an expression may be, lane by lane: an interned partition of lanes into shapes.
public struct ValueID: Hashable, Sendable {
  public let rawValue: UInt32
  @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }

  /// Bound in no lane.
  public static let empty = ValueID(0)
}

/// One part of a partition: a shape and the lanes that have it.
public struct Piece: Hashable, Mixable, Sendable {
  public var mask: LaneMask
  public var shape: ShapeID

  @inlinable public init(_ mask: LaneMask, _ shape: ShapeID) {
    self.mask = mask
    self.shape = shape
  }

  @inlinable public func mix(into mixer: inout Mixer) {
    mixer.combine(UInt64(mask.rawValue) << 32 | UInt64(shape.rawValue))
  }
}

/// The disjoint pieces of a value, ordered by their lowest lane.
public struct Pieces: RandomAccessCollection, Mixable, Sendable {
  /// The first piece; with an empty mask where there is none.
  @usableFromInline let first_: Piece
  /// All pieces where there are several, else empty: nearly all values have one.
  @usableFromInline let several: [Piece]
  @usableFromInline let support: LaneMask

  init(_ pieces: [Piece]) {
    first_ = pieces.first ?? Piece([], ShapeID(0))
    several = pieces.count > 1 ? pieces : []
    support = pieces.reduce(into: LaneMask()) { $0.formUnion($1.mask) }
  }

  init(_ piece: Piece) {
    first_ = piece
    several = []
    support = piece.mask
  }

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { several.isEmpty ? (support.isEmpty ? 0 : 1) : several.count }
  @inlinable public subscript(index: Int) -> Piece { several.isEmpty ? first_ : several[index] }

  @inlinable public func mix(into mixer: inout Mixer) {
    if several.isEmpty { first_.mix(into: &mixer) } else { several.mix(into: &mixer) }
  }
}

/// What the arena must know about shapes.
///
/// All of them are pure.
public protocol ShapeDomain: AnyObject {
  /// The least shape that covers both, for lanes that may have either.
  func join(_ left: ShapeID, _ right: ShapeID) -> ShapeID
  /// The same for what was seen at one place one after the other: what a join would blur may stay apart.
  func collect(_ left: ShapeID, _ right: ShapeID) -> ShapeID
  /// One shape for lanes that have `left` and other lanes that have `right`, nil where they stay apart.
  func fuse(_ left: ShapeID, _ right: ShapeID) -> ShapeID?
  /// `shape` without what it says about lanes outside `mask`.
  func restrict(_ shape: ShapeID, to mask: LaneMask) -> ShapeID
}

/// Interned partitions and their lattice operations.
///
/// One per worker, never shared.
public final class ValueArena {
  @usableFromInline var partitions = Interner<Pieces>()
  private var joins = IDMap()
  private var collections = IDMap()
  private var restrictions = IDMap()
  private unowned let domain: any ShapeDomain

  public init(domain: any ShapeDomain) {
    self.domain = domain
    _ = partitions.intern(Pieces([]))
  }

  public var count: Int { partitions.count }

  /// Disjoint pieces, ordered by their lowest lane.
  @inlinable public func pieces(_ value: ValueID) -> Pieces { partitions[value.rawValue] }

  /// The one piece of a value that is alike in all its lanes.
  @inlinable public func single(_ value: ValueID) -> Piece? {
    let index = Int(value.rawValue)
    guard value != .empty, partitions.values[index].several.isEmpty else { return nil }
    return partitions.values[index].first_
  }

  /// The lanes in which the value is bound.
  @inlinable public func support(_ value: ValueID) -> LaneMask { partitions.values[Int(value.rawValue)].support }

  public func value(_ shape: ShapeID, in mask: LaneMask) -> ValueID {
    mask.isEmpty ? .empty : ValueID(partitions.intern(Pieces(Piece(mask, shape))))
  }

  /// A value of pieces with disjoint masks; those whose shapes fuse become one.
  public func value(_ pieces: [Piece]) -> ValueID {
    if pieces.count == 1 { return value(pieces[0].shape, in: pieces[0].mask) }
    var parts: [Piece] = []
    for piece in pieces where !piece.mask.isEmpty {
      if let index = parts.firstIndex(where: { $0.shape == piece.shape }) {
        parts[index].mask.formUnion(piece.mask)
        continue
      }
      var fusedAt: Int?
      for index in parts.indices {
        if let fused = domain.fuse(parts[index].shape, piece.shape) {
          parts[index] = Piece(parts[index].mask | piece.mask, fused)
          fusedAt = index
          break
        }
      }
      if fusedAt == nil { parts.append(piece) }
    }
    parts.sort { $0.mask.first < $1.mask.first }
    return ValueID(partitions.intern(Pieces(parts)))
  }

  @inlinable public func restrict(_ value: ValueID, to mask: LaneMask) -> ValueID {
    mask.isSuperset(of: support(value)) ? value : restricted(value, to: mask)
  }

  @usableFromInline func restricted(_ value: ValueID, to mask: LaneMask) -> ValueID {
    if mask.isDisjoint(with: support(value)) { return .empty }
    if let known = restrictions[value.rawValue, UInt32(mask.rawValue)] { return ValueID(known) }
    var kept: [Piece] = []
    for piece in pieces(value) where !piece.mask.isDisjoint(with: mask) {
      let common = piece.mask & mask
      kept.append(Piece(common, domain.restrict(piece.shape, to: common)))
    }
    let result = self.value(kept)
    restrictions.set(value.rawValue, UInt32(mask.rawValue), to: result.rawValue)
    return result
  }

  /// The least value that covers both: lanes bound in one only keep that one's shape.
  @inlinable public func join(_ left: ValueID, _ right: ValueID) -> ValueID {
    if left == right || right == .empty { return left }
    return left == .empty ? right : joined(left, right)
  }

  @usableFromInline func joined(_ left: ValueID, _ right: ValueID) -> ValueID {
    if let known = joins[left.rawValue, right.rawValue] { return ValueID(known) }
    let result = self.value(joinedPieces(pieces(left), Array(pieces(right)), domain.join))
    joins.set(left.rawValue, right.rawValue, to: result.rawValue)
    return result
  }

  /// A value that covers both, as they were seen at one place.
  public func collect(_ left: ValueID, _ right: ValueID) -> ValueID {
    if left == right || right == .empty { return left }
    if left == .empty { return right }
    if let known = collections[left.rawValue, right.rawValue] { return ValueID(known) }
    let result = self.value(joinedPieces(pieces(left), Array(pieces(right)), domain.collect))
    collections.set(left.rawValue, right.rawValue, to: result.rawValue)
    return result
  }

  private func joinedPieces(
    _ left: Pieces, _ right: [Piece], _ join: (ShapeID, ShapeID) -> ShapeID
  ) -> [Piece] {
    var result: [Piece] = []
    var rightOnly = right
    for piece in left {
      var rest = piece.mask
      for index in rightOnly.indices {
        let common = piece.mask & rightOnly[index].mask
        if common.isEmpty { continue }
        let joined =
          piece.shape == rightOnly[index].shape
          ? domain.restrict(piece.shape, to: common)
          : join(domain.restrict(piece.shape, to: common), domain.restrict(rightOnly[index].shape, to: common))
        result.append(Piece(common, joined))
        rest.subtract(common)
        rightOnly[index].mask.subtract(common)
      }
      if !rest.isEmpty { result.append(Piece(rest, domain.restrict(piece.shape, to: rest))) }
    }
    for piece in rightOnly where !piece.mask.isEmpty {
      result.append(Piece(piece.mask, domain.restrict(piece.shape, to: piece.mask)))
    }
    return result
  }

  /// `new` in the lanes of `mask`, `old` in all others: how a write under a mask changes a binding.
  public func overwrite(_ old: ValueID, with new: ValueID, in mask: LaneMask) -> ValueID {
    if old == .empty { return restrict(new, to: mask) }
    let kept = restrict(old, to: LaneMask(rawValue: ~mask.rawValue))
    return join(kept, restrict(new, to: mask))
  }
}
