package import Dataflow
import SourceText

/// Joins of shapes that one lane may have: alike things become one, unlike things become alternatives.
extension ShapeArena {
  func computeJoin(_ left: ShapeID, _ right: ShapeID) -> ShapeID {
    if let unknown = joinUnknown(left, right) { return unknown }
    var list = alternatives(of: left)
    for shape in alternatives(of: right) { add(shape, to: &list) }
    if list.count == 1 { return list[0] }
    if list.count > 4 { forgetStrings(in: &list) }
    let objects = list.count(where: belongsToObject)
    if list.count - objects > 4 || objects > Self.objectLimit { return unknown(.tooManyAlternatives) }
    list.sort { order(of: $0) < order(of: $1) }
    return intern(.alternatives(list))
  }

  /// Of many strings only that they are strings is kept.
  private func forgetStrings(in list: inout [ShapeID]) {
    guard list.count(where: isString) > 1 else { return }
    list.removeAll(where: isString)
    list.append(opaque(.string))
  }

  private func isString(_ shape: ShapeID) -> Bool {
    switch self[shape] {
    case .string, .numbered, .opaque(.string): true
    default: false
    }
  }

  /// Objects of a list of modules stay apart until they are frozen, which makes the alike ones one.
  private static let objectLimit = 32

  /// Whether a shape is an object or what one of several objects gave: there are as many as there are objects.
  private func belongsToObject(_ shape: ShapeID) -> Bool {
    switch self[shape] {
    case .object, .superProxy, .boundMethod, .boundExternal: true
    default: false
    }
  }

  /// Unknown covers everything; of two reasons the one that sorts first stays, whatever the order of the join.
  private func joinUnknown(_ left: ShapeID, _ right: ShapeID) -> ShapeID? {
    switch (self[left], self[right]) {
    case (.unknown(let a), .unknown(let b)):
      let (first, second) = (self[a], self[b])
      if first.kind != second.kind { return first.kind < second.kind ? left : right }
      return first.subject.text <= second.subject.text ? left : right
    case (.unknown, _): return left
    case (_, .unknown): return right
    default: return nil
    }
  }

  private func add(_ shape: ShapeID, to list: inout [ShapeID]) {
    for index in list.indices {
      if let united = united(list[index], shape) {
        list.remove(at: index)
        // What came out may unite with another alternative in turn.
        add(united, to: &list)
        return
      }
    }
    list.append(shape)
  }

  /// The one shape that covers both, nil when they stay alternatives.
  private func united(_ left: ShapeID, _ right: ShapeID) -> ShapeID? {
    if left == right { return left }
    switch (self[left], self[right]) {
    case (.tensor(let a), .tensor(let b)): return intern(.tensor(unite(a, b)))
    case (.tuple(let a), .tuple(let b)) where a.count != b.count: return intern(.sequence(joined(a + b)))
    case (.tuple(let a), .sequence(let b)), (.sequence(let b), .tuple(let a)):
      return intern(.sequence(joined(a + [b])))
    case (.opaque(.string), _) where isString(right), (_, .opaque(.string)) where isString(left):
      return opaque(.string)
    case (.dtype, .dtype), (.tuple, .tuple), (.sequence, .sequence), (.record, .record): return fuse(left, right)
    default: return number(left, right)
    }
  }

  /// Two numbers, bools or strings of different value: the value is forgotten, the type kept.
  private func number(_ left: ShapeID, _ right: ShapeID) -> ShapeID? {
    guard let a = opaqueKind(left), let b = opaqueKind(right) else { return nil }
    if a == b { return opaque(a) }
    switch (a, b) {
    case (.integer, .positiveInteger), (.positiveInteger, .integer): return opaque(.integer)
    case (.integers, .integer), (.integers, .positiveInteger), (.integer, .integers), (.positiveInteger, .integers):
      return opaque(.integers)
    case (.floats, .float), (.float, .floats): return opaque(.floats)
    case (.string, _), (_, .string), (.inert, _), (_, .inert), (.size, _), (_, .size), (.bool, _), (_, .bool):
      return nil
    default: return opaque(.number)
    }
  }

  /// The type of a number, bool or opaque value; nil for strings, which stay apart while they are few.
  func opaqueKind(_ shape: ShapeID) -> OpaqueKind? {
    switch self[shape] {
    case .bool: .bool
    case .integer(let value): value > 0 ? .positiveInteger : .integer
    case .float: .float
    case .opaque(let kind): kind
    default: nil
    }
  }

  package func joined(_ list: [ValueID]) -> ValueID {
    list.reduce(.empty) { values.join($0, $1) }
  }

  /// An order of alternatives that does not depend on the order of the join: by kind, then by id.
  ///
  /// Ids of one kind may differ between runs, but printing sorts by text, so nothing that is seen depends on them.
  private func order(of shape: ShapeID) -> (Int, UInt32) {
    let rank =
      switch self[shape] {
      case .tensor: 0
      case .none: 1
      case .absent: 2
      default: 3
      }
    return (rank, shape.rawValue)
  }
}
