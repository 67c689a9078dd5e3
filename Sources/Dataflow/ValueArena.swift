/// What an expression may be in some lanes; its meaning is the client's (`ShapeDomain`).
package struct ShapeID: Hashable, Sendable {
  package let rawValue: UInt32
  @inlinable package init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// What an expression may be, lane by lane: an interned partition of lanes into shapes.
package struct ValueID: Hashable, Sendable {
  package let rawValue: UInt32
  @inlinable package init(_ rawValue: UInt32) { self.rawValue = rawValue }

  /// Bound in no lane.
  package static let empty = ValueID(0)
}

/// One part of a partition: a shape and the lanes that have it.
package struct Piece: Hashable, Sendable {
  package var mask: LaneMask
  package var shape: ShapeID

  @inlinable package init(_ mask: LaneMask, _ shape: ShapeID) {
    self.mask = mask
    self.shape = shape
  }
}

/// What the arena must know about shapes.
///
/// All three are pure.
package protocol ShapeDomain: AnyObject {
  /// The least shape that covers both, for lanes that may have either.
  func join(_ left: ShapeID, _ right: ShapeID) -> ShapeID
  /// One shape for lanes that have `left` and other lanes that have `right`, nil where they stay apart.
  func fuse(_ left: ShapeID, _ right: ShapeID) -> ShapeID?
  /// `shape` without what it says about lanes outside `mask`.
  func restrict(_ shape: ShapeID, to mask: LaneMask) -> ShapeID
}

/// Interned partitions and their lattice operations.
///
/// One per worker, never shared.
package final class ValueArena {
  private var partitions = Interner<[Piece]>()
  private var singles: [Piece: ValueID] = [:]
  private var joins: [IDPair: ValueID] = [:]
  private var restrictions: [IDPair: ValueID] = [:]
  private unowned let domain: any ShapeDomain

  package init(domain: any ShapeDomain) {
    self.domain = domain
    _ = partitions.intern([])
  }

  package var count: Int { partitions.count }

  /// Disjoint pieces, ordered by their lowest lane.
  package func pieces(_ value: ValueID) -> [Piece] { partitions[value.rawValue] }

  /// The one piece of a value that is alike in all its lanes.
  package func single(_ value: ValueID) -> Piece? {
    let pieces = partitions[value.rawValue]
    return pieces.count == 1 ? pieces[0] : nil
  }

  /// The lanes in which the value is bound.
  package func support(_ value: ValueID) -> LaneMask {
    partitions[value.rawValue].reduce(into: LaneMask()) { $0.formUnion($1.mask) }
  }

  package func value(_ shape: ShapeID, in mask: LaneMask) -> ValueID {
    guard !mask.isEmpty else { return .empty }
    let piece = Piece(mask, shape)
    if let known = singles[piece] { return known }
    let result = ValueID(partitions.intern([piece]))
    singles[piece] = result
    return result
  }

  /// A value of pieces with disjoint masks; those whose shapes fuse become one.
  package func value(_ pieces: [Piece]) -> ValueID {
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
    return ValueID(partitions.intern(parts))
  }

  package func restrict(_ value: ValueID, to mask: LaneMask) -> ValueID {
    if value == .empty { return value }
    let pieces = partitions[value.rawValue]
    if pieces.allSatisfy({ mask.isSuperset(of: $0.mask) }) { return value }
    let key = IDPair(value.rawValue, UInt32(mask.rawValue))
    if let known = restrictions[key] { return known }
    var kept: [Piece] = []
    for piece in pieces where !piece.mask.isDisjoint(with: mask) {
      let common = piece.mask & mask
      kept.append(Piece(common, domain.restrict(piece.shape, to: common)))
    }
    let result = self.value(kept)
    restrictions[key] = result
    return result
  }

  /// The least value that covers both: lanes bound in one only keep that one's shape.
  package func join(_ left: ValueID, _ right: ValueID) -> ValueID {
    if left == right || right == .empty { return left }
    if left == .empty { return right }
    let key = IDPair(left.rawValue, right.rawValue)
    if let known = joins[key] { return known }
    let result = self.value(joinedPieces(pieces(left), pieces(right)))
    joins[key] = result
    return result
  }

  private func joinedPieces(_ left: [Piece], _ right: [Piece]) -> [Piece] {
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
          : domain.join(domain.restrict(piece.shape, to: common), domain.restrict(rightOnly[index].shape, to: common))
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
  package func overwrite(_ old: ValueID, with new: ValueID, in mask: LaneMask) -> ValueID {
    if old == .empty { return restrict(new, to: mask) }
    let kept = restrict(old, to: LaneMask(rawValue: ~mask.rawValue))
    return join(kept, restrict(new, to: mask))
  }
}
