package import Dataflow
package import SourceText

/// Interned shapes and the values built of them: the vocabulary of one worker.
package final class ShapeArena: ShapeDomain {
  private var shapes = Interner<Shape>()
  private var vectors = Interner<LaneVector>()
  private var reasons = Interner<UnknownReason>()
  private var reasonCounts: [Int] = []
  private var arena: ValueArena?
  private var joins = IDMap()

  /// The partitions over these shapes.
  package var values: ValueArena {
    if let arena { return arena }
    let made = ValueArena(domain: self)
    arena = made
    return made
  }

  package let absent: ShapeID
  package let none: ShapeID
  package let true_: ShapeID
  package let false_: ShapeID

  package init() {
    _ = vectors.intern(LaneVector())
    absent = ShapeID(shapes.intern(.absent))
    none = ShapeID(shapes.intern(.none))
    true_ = ShapeID(shapes.intern(.bool(true)))
    false_ = ShapeID(shapes.intern(.bool(false)))
  }

  package subscript(id: ShapeID) -> Shape { shapes[id.rawValue] }
  package subscript(id: VectorID) -> LaneVector { vectors[id.rawValue] }
  package subscript(id: ReasonID) -> UnknownReason { reasons[id.rawValue] }

  package var shapeCount: Int { shapes.count }
  package var vectorCount: Int { vectors.count }

  package func intern(_ shape: Shape) -> ShapeID { ShapeID(shapes.intern(shape)) }

  package func intern(_ vector: LaneVector) -> VectorID { VectorID(vectors.intern(vector)) }

  package func unknown(_ kind: UnknownReason.Kind, _ subject: Symbol = .empty) -> ShapeID {
    let id = reasons.intern(UnknownReason(kind, subject))
    while reasonCounts.count <= Int(id) { reasonCounts.append(0) }
    reasonCounts[Int(id)] += 1
    return intern(.unknown(ReasonID(id)))
  }

  package func integer(_ value: Int) -> ShapeID { intern(.integer(value)) }
  package func string(_ value: Symbol) -> ShapeID { intern(.string(value)) }
  package func float(_ value: Double) -> ShapeID { intern(.float(bits: value.bitPattern)) }
  package func bool(_ value: Bool) -> ShapeID { value ? true_ : false_ }
  package func opaque(_ kind: OpaqueKind) -> ShapeID { intern(.opaque(kind)) }

  /// The alternatives of a shape, one for a shape that is none.
  package func alternatives(of shape: ShapeID) -> [ShapeID] {
    if case .alternatives(let list) = self[shape] { return list }
    return [shape]
  }

  // MARK: ShapeDomain

  package func restrict(_ shape: ShapeID, to mask: LaneMask) -> ShapeID {
    switch self[shape] {
    case .tensor(var tensor):
      tensor.dtypes = restrict(tensor.dtypes, to: mask)
      tensor.narrowest = restrict(tensor.narrowest, to: mask)
      return intern(.tensor(tensor))
    case .dtype(let vector): return intern(.dtype(restrict(vector, to: mask)))
    case .tuple(let elements): return intern(.tuple(elements.map { values.restrict($0, to: mask) }))
    case .sequence(let element): return intern(.sequence(values.restrict(element, to: mask)))
    case .slice(let lower, let upper, let step):
      return intern(
        .slice(values.restrict(lower, to: mask), values.restrict(upper, to: mask), values.restrict(step, to: mask)))
    case .record(let kind, let keys, let fields):
      return intern(.record(kind, keys: keys, values: fields.map { values.restrict($0, to: mask) }))
    case .boundMethod(let function, let receiver):
      return intern(.boundMethod(function: function, receiver: restrict(receiver, to: mask)))
    case .boundOperation(let operation, let receiver):
      return intern(.boundOperation(operation, receiver: restrict(receiver, to: mask)))
    case .boundExternal(let name, let receiver):
      return intern(.boundExternal(name, receiver: restrict(receiver, to: mask)))
    case .alternatives(let list): return intern(.alternatives(list.map { restrict($0, to: mask) }))
    default: return shape
    }
  }

  private func restrict(_ vector: VectorID, to mask: LaneMask) -> VectorID {
    intern(self[vector].restricted(to: mask))
  }

  package func fuse(_ left: ShapeID, _ right: ShapeID) -> ShapeID? {
    if left == right { return left }
    switch (self[left], self[right]) {
    case (.tensor(let a), .tensor(let b)) where a.rank == b.rank && a.role == b.role && a.origin == b.origin:
      return intern(.tensor(unite(a, b)))
    case (.dtype(let a), .dtype(let b)): return intern(.dtype(intern(self[a].union(self[b]))))
    case (.tuple(let a), .tuple(let b)) where a.count == b.count:
      return intern(.tuple(zip(a, b).map { values.join($0, $1) }))
    case (.sequence(let a), .sequence(let b)): return intern(.sequence(values.join(a, b)))
    case (.record(let kindA, let keysA, let a), .record(let kindB, let keysB, let b))
    where kindA == kindB && keysA == keysB:
      return intern(.record(kindA, keys: keysA, values: zip(a, b).map { values.join($0, $1) }))
    default: return nil
    }
  }

  func unite(_ a: TensorShape, _ b: TensorShape) -> TensorShape {
    TensorShape(
      dtypes: intern(self[a.dtypes].union(self[b.dtypes])),
      narrowest: intern(self[a.narrowest].union(self[b.narrowest])),
      rank: a.rank.joined(with: b.rank),
      role: a.role == b.role ? a.role : .plain,
      origin: OriginID.earlier(a.origin, b.origin))
  }

  package func join(_ left: ShapeID, _ right: ShapeID) -> ShapeID {
    if left == right { return left }
    if let known = joins[left.rawValue, right.rawValue] { return ShapeID(known) }
    let result = computeJoin(left, right)
    joins.set(left.rawValue, right.rawValue, to: result.rawValue)
    return result
  }
}
