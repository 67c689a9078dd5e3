import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Comparisons of Python's own values, and membership in containers.
extension Interpreter {
  /// The answer of a comparison on constants; nil when it is open, or when an operand decides it itself (a tensor).
  func numberCompare(_ operation: Operation, _ left: Shape, _ right: Shape) -> Bool? {
    switch operation {
    case .in_: return contains(shapes.intern(right), shapes.intern(left))
    case .notIn: return contains(shapes.intern(right), shapes.intern(left)).map { !$0 }
    case .is_: return isIdentical(left, right)
    case .isNot: return isIdentical(left, right).map { !$0 }
    case .equal: return isEqual(left, right)
    case .notEqual: return isEqual(left, right).map { !$0 }
    default: break
    }
    if let a = PythonNumber(left), let b = PythonNumber(right) {
      return PythonNumber.comparison(operation, a, b)
    }
    if case .string(let a) = left, case .string(let b) = right {
      return stringOrder(operation, a.text, b.text)
    }
    return nil
  }

  /// Python orders strings by code point.
  private func stringOrder(_ operation: Operation, _ left: String, _ right: String) -> Bool? {
    let isLess = left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
    switch operation {
    case .less: return isLess
    case .lessOrEqual: return isLess || left == right
    case .greater: return !isLess && left != right
    case .greaterOrEqual: return !isLess
    default: return nil
    }
  }

  /// `left is right`.
  private func isIdentical(_ left: Shape, _ right: Shape) -> Bool? {
    switch (left, right) {
    case (.none, .none): return true
    case (.none, let other), (let other, .none): return isPossiblyNone(other) ? nil : false
    case (.bool(let a), .bool(let b)): return a == b
    case (.object(let a), .object(let b)):
      // Of an object that stands for many, one need not be the other.
      return a != b ? false : info(a).isSummary ? nil : true
    case (.tensor, _), (_, .tensor), (.dtype, .dtype): return nil
    default: return isEqual(left, right)
    }
  }

  private func isPossiblyNone(_ shape: Shape) -> Bool {
    switch shape {
    case .unknown, .alternatives, .absent, .opaque(.inert): true
    default: false
    }
  }

  /// `left == right`, for values whose equality is not decided by code.
  private func isEqual(_ left: Shape, _ right: Shape) -> Bool? {
    if let a = PythonNumber(left), let b = PythonNumber(right) {
      return PythonNumber.comparison(.equal, a, b)
    }
    switch (left, right) {
    case (.none, .none): return true
    case (.string(let a), .string(let b)): return a == b
    case (.tuple(let a), .tuple(let b)): return isEqual(a, b)
    case (.class_(let a), .class_(let b)): return a == b
    case (.module(let a), .module(let b)): return a == b
    case (.builtin(let a), .builtin(let b)): return a == b
    case (.function(let a, let x), .function(let b, let y)): return a == b && x == y
    case (.external(let a), .external(let b)): return isSame(a, b)
    case (.external(let name), .class_), (.class_, .external(let name)):
      return library.module(named: name) == nil ? nil : false
    case (.operation(let a), .operation(let b)): return a == b ? true : nil
    default:
      return family(left).flatMap { a in family(right).flatMap { b in a == b ? nil : false } }
    }
  }

  /// Two outside names may be aliases of one thing, but modelled layers go by one name each.
  private func isSame(_ left: Symbol, _ right: Symbol) -> Bool? {
    if left == right { return true }
    return library.module(named: left) == nil || library.module(named: right) == nil ? nil : false
  }

  private func isEqual(_ left: [ValueID], _ right: [ValueID]) -> Bool? {
    guard left.count == right.count else { return false }
    var isOpen = false
    for (a, b) in zip(left, right) {
      guard let first = uniform(a), let second = uniform(b), let answer = isEqual(first, second)
      else {
        isOpen = true
        continue
      }
      if !answer { return false }
    }
    return isOpen ? nil : true
  }

  /// Values of different families are never equal.
  private enum Family {
    case none, number, string, tuple, list, dictionary, set, dtype, callable, module
  }

  private func family(_ shape: Shape) -> Family? {
    switch shape {
    case .none: return Family.none
    case .bool, .integer, .float: return .number
    case .string, .numbered, .opaque(.string): return .string
    case .opaque(.integer), .opaque(.positiveInteger), .opaque(.float), .opaque(.bool),
      .opaque(.number):
      return .number
    case .tuple, .sequence, .opaque(.size): return .tuple
    case .dtype: return .dtype
    case .class_, .function, .builtin, .boundMethod: return .callable
    case .module: return .module
    case .external(let name): return library.module(named: name) == nil ? nil : .callable
    case .object(let site):
      switch info(site).kind {
      case .list: return .list
      case .dictionary: return .dictionary
      case .set: return .set
      default: return nil
      }
    default: return nil
    }
  }

  // MARK: Membership

  /// `element in container` on constants; nil when it is open.
  func contains(_ container: ShapeID, _ element: ShapeID) -> Bool? {
    if case .string(let text) = shapes[container] {
      guard case .string(let part) = shapes[element] else { return nil }
      return part == .empty || text.text.hasText(part.text)
    }
    let truth = membershipTruth(element, in: container) {
      left, right in
      guard let a = self.uniform(left), let b = self.uniform(right), let answer = self.isEqual(a, b)
      else {
        return Truth(both: self.frame.live)
      }
      return answer ? Truth(true_: self.frame.live) : Truth(false_: self.frame.live)
    }
    guard let truth, truth.both.isEmpty else { return nil }
    return truth.false_.isEmpty ? true : truth.true_.isEmpty ? false : nil
  }

  /// `element in container` in every live lane, a bool per lane; asks `__contains__` of the checked code.
  func membership(_ element: ValueID, in container: ValueID, at node: NodeID) -> ValueID {
    mapPieces(of: container) { shape in
      self.mapPieces(of: self.values.restrict(element, to: self.frame.live)) { item in
        if let answer = self.userMembership(item, in: shape, at: node) { return answer }
        if case .string = self.shapes[shape] {
          return self.boolean(self.contains(shape, item))
        }
        let truth = self.membershipTruth(item, in: shape) { left, right in
          self.truth(of: self.compare(.equal, left, right, at: node))
        }
        return self.booleanValue(truth ?? Truth(both: self.frame.live))
      }
    }
  }

  private func userMembership(_ item: ShapeID, in container: ShapeID, at node: NodeID) -> ValueID? {
    guard case .object(let site) = shapes[container],
      case .instance(.checked(let id)) = info(site).kind,
      let method = method("__contains__", of: id, receiver: container)
    else { return nil }
    return booleanValue(truth(of: callShape(method, CallArguments([value(item)], node: node))))
  }

  /// The lanes in which `item` is in the container; nil for what is no container of known kind.
  private func membershipTruth(
    _ item: ShapeID, in container: ShapeID, equal: (ValueID, ValueID) -> Truth
  ) -> Truth? {
    switch shapes[container] {
    case .tuple(let elements): return membershipTruth(item, elements, isOpen: false, equal)
    case .sequence(let element): return membershipTruth(item, [element], isOpen: true, equal)
    case .object(let site):
      switch info(site).kind {
      case .list, .set:
        noteRead(of: site)
        let content = store.content(of: site)
        return membershipTruth(item, content.values, isOpen: content[ListKey.each] != nil, equal)
      case .dictionary: return keyTruth(item, in: site)
      case .instance(.checked(let id)) where isModelOutput(id): return fieldTruth(item, in: site)
      case .instance(.checked(let id)) where isDictionaryClass(id): return keyTruth(item, in: site)
      case .instance(.checked(let id)) where graph.member("__iter__", of: id) != nil:
        let keys = iteration(over: value(container))
        if case .elements(let elements) = keys { return membershipTruth(item, elements, isOpen: false, equal) }
        return membershipTruth(item, [anyElement(keys)], isOpen: true, equal)
      default:
        guard containerName(of: info(site).kind)?.text.hasSuffix("Dict") == true, case .string = shapes[item] else {
          return nil
        }
        let open = readField(site, ListKey.each).map(values.support) ?? []
        return presence(of: ModuleKey.name(item.rawValue), in: site, isOpen: open)
      }
    default: return nil
    }
  }

  private func membershipTruth(
    _ item: ShapeID, _ elements: [ValueID], isOpen: Bool, _ equal: (ValueID, ValueID) -> Truth
  ) -> Truth {
    let entry = frame.live
    var result = Truth(false_: entry)
    for element in elements {
      frame.live = values.support(element) & entry & (result.false_ | result.both)
      if frame.live.isEmpty { continue }
      let truth = equal(value(item), values.restrict(element, to: frame.live))
      // One of an unknown number of elements may be missing.
      let sure = isOpen ? [] : truth.true_
      let open = isOpen ? truth.true_ | truth.both : truth.both
      result.true_.formUnion(sure)
      result.both = (result.both | open) - sure
      result.false_.subtract(sure | open)
    }
    frame.live = entry
    return result
  }

  func keyTruth(_ item: ShapeID, in site: SiteID) -> Truth {
    let key = dictionaryKey(item)
    guard key != DictionaryKey.any else {
      return !store.content(of: site).keys.contains(where: { FieldKey.isItem($0) || $0 == DictionaryKey.any })
        ? Truth(false_: frame.live) : Truth(both: frame.live)
    }
    return presence(
      of: key, in: site, isOpen: readField(site, DictionaryKey.any).map(values.support) ?? [])
  }

  private func fieldTruth(_ item: ShapeID, in site: SiteID) -> Truth? {
    guard case .string(let name) = shapes[item] else { return nil }
    var truth = presence(of: name.fieldKey, in: site, isOpen: [])
    guard case .instance(.checked) = info(site).kind, let field = readField(site, name.fieldKey) else {
      return truth
    }
    // A field of a `ModelOutput` that is None is not in it.
    for piece in values.pieces(field) {
      let answer = isNone(piece.shape)
      let hasNone = shapes.alternatives(of: piece.shape).contains { isNone($0) != false }
      if answer == true {
        truth.true_.subtract(piece.mask)
        truth.false_.formUnion(piece.mask)
      } else if hasNone {
        truth.true_.subtract(piece.mask)
        truth.both.formUnion(piece.mask)
      }
    }
    return truth
  }

  /// The lanes in which an object holds a key; in the lanes of `isOpen` a missing key may still be there.
  private func presence(of key: UInt32, in site: SiteID, isOpen: LaneMask) -> Truth {
    let there = readField(site, key).map(values.support) ?? []
    let missing = frame.live - there
    return Truth(true_: there & frame.live, false_: missing - isOpen, both: missing & isOpen)
  }
}
