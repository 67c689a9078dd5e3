package import Dataflow
import SourceText

/// What was seen at one place, one after the other: `(bfloat16, bfloat16)` and `(float32, float32)` stay two tuples,
/// where a join would say that each element may be either.
extension ShapeArena {
  package func collect(_ left: ShapeID, _ right: ShapeID) -> ShapeID {
    if left == right { return left }
    let joined = join(left, right)
    guard holdsContainer(left), holdsContainer(right) else { return joined }
    if case .unknown = self[joined] { return joined }
    var list = alternatives(of: left)
    for shape in alternatives(of: right) { add(collected: shape, to: &list) }
    if list.count == 1 { return list[0] }
    return list.count > Self.collectedLimit ? joined : intern(.alternatives(list))
  }

  private static let collectedLimit = 4

  private func add(collected shape: ShapeID, to list: inout [ShapeID]) {
    for index in list.indices where list[index] == shape || !losesInJoin(list[index], shape) {
      let united = alternatives(of: join(list[index], shape))
      guard united.count == 1 else { continue }
      list[index] = united[0]
      return
    }
    list.append(shape)
  }

  private func holdsContainer(_ shape: ShapeID) -> Bool {
    alternatives(of: shape).contains { part in
      switch self[part] {
      case .tuple, .sequence, .record: true
      default: false
      }
    }
  }

  /// Whether joining two containers forgets which of their elements' dtypes go together.
  private func losesInJoin(_ left: ShapeID, _ right: ShapeID) -> Bool {
    switch (self[left], self[right]) {
    case (.tuple(let a), .tuple(let b)):
      if a.count == b.count { return differences(a, b) > 1 }
      // Of a list that grows only the length is forgotten.
      return (a + b).contains { !hasSameDTypes($0, (a + b)[0]) }
    case (.sequence(let a), .sequence(let b)): return !hasSameDTypes(a, b)
    case (.record(let kind, let keys, let a), .record(let otherKind, let otherKeys, let b)):
      // One picture has every key that there can be; which of them are None together is not told.
      return kind == otherKind && keys == otherKeys
        && zip(a, b).count { holdsTensor($0) && holdsTensor($1) && !hasSameDTypes($0, $1) } > 1
    default: return false
    }
  }

  private func differences(_ left: [ValueID], _ right: [ValueID]) -> Int {
    zip(left, right).count { !hasSameDTypes($0, $1) }
  }

  func hasSameDTypes(_ left: ValueID, _ right: ValueID) -> Bool {
    if left == right { return true }
    return values.pieces(left).allSatisfy { a in
      values.pieces(right).allSatisfy { b in
        let common = a.mask & b.mask
        return common.isEmpty || hasSameDTypes(a.shape, b.shape, in: common)
      }
    }
  }

  private func hasSameDTypes(_ left: ShapeID, _ right: ShapeID, in mask: LaneMask) -> Bool {
    if left == right { return true }
    switch (self[left], self[right]) {
    case (.tensor(let a), .tensor(let b)):
      return self[a.dtypes].restricted(to: mask) == self[b.dtypes].restricted(to: mask)
    case (.tuple(let a), .tuple(let b)): return a.count == b.count && differences(a, b) == 0
    case (.sequence(let a), .sequence(let b)): return hasSameDTypes(a, b)
    case (.record(let kind, let keys, let a), .record(let otherKind, let otherKeys, let b)):
      return kind == otherKind && keys == otherKeys && differences(a, b) == 0
    case (.alternatives(let a), .alternatives(let b)):
      return a.allSatisfy { part in b.contains { hasSameDTypes(part, $0, in: mask) } }
        && b.allSatisfy { part in a.contains { hasSameDTypes(part, $0, in: mask) } }
    default: return !mayHoldTensor(left) && !mayHoldTensor(right)
    }
  }

  private func holdsTensor(_ value: ValueID) -> Bool {
    values.pieces(value).contains { alternatives(of: $0.shape).contains(where: mayHoldTensor) }
  }

  private func mayHoldTensor(_ shape: ShapeID) -> Bool {
    switch self[shape] {
    case .tensor, .tuple, .sequence, .record, .alternatives, .object, .unknown: true
    default: false
    }
  }
}
