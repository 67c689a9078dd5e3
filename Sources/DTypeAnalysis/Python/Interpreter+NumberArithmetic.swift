import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Operators of Python's own values: numbers, strings, tuples, lists, dicts and sets.
extension Interpreter {
  /// The result of an operator on numbers, strings or tuples; nil when an operand is something else.
  func numberBinary(_ operation: Operation, _ left: Shape, _ right: Shape) -> ShapeID? {
    if let flags = boolBinary(operation, left, right) { return flags }
    if let a = PythonNumber(left), let b = PythonNumber(right) {
      return PythonNumber.result(operation, a, b).map { shapes.intern($0.shape) }
        ?? shapes.unknown(.badArguments, Symbol("\(operation) of numbers"))
    }
    if let text = stringBinary(operation, left, right) { return text }
    return tupleBinary(operation, left, right)
  }

  /// `-x`, `+x`, `~x` of a number; nil for anything else.
  func numberUnary(_ operation: Operation, _ operand: Shape) -> ShapeID? {
    guard let number = PythonNumber(operand) else { return nil }
    return number.unary(operation).map { shapes.intern($0.shape) }
      ?? shapes.unknown(.badArguments, Symbol("\(operation) of a number"))
  }

  /// `&`, `|` and `^` of two bools give a bool.
  private func boolBinary(_ operation: Operation, _ left: Shape, _ right: Shape) -> ShapeID? {
    guard [.bitAnd, .bitOr, .bitXor].contains(operation), isBool(left), isBool(right) else {
      return nil
    }
    guard case .bool(let a) = left, case .bool(let b) = right else { return shapes.opaque(.bool) }
    switch operation {
    case .bitAnd: return shapes.bool(a && b)
    case .bitOr: return shapes.bool(a || b)
    default: return shapes.bool(a != b)
    }
  }

  private func isBool(_ shape: Shape) -> Bool {
    switch shape {
    case .bool, .opaque(.bool): true
    default: false
    }
  }

  private func isString(_ shape: Shape) -> Bool {
    switch shape {
    case .string, .numbered, .opaque(.string): true
    default: false
    }
  }

  private func stringBinary(_ operation: Operation, _ left: Shape, _ right: Shape) -> ShapeID? {
    switch operation {
    case .add where isString(left) && isString(right):
      guard let a = writtenText(of: shapes.intern(left)), let b = writtenText(of: shapes.intern(right)) else {
        return shapes.opaque(.string)
      }
      return string(a.text + b.text, isNumbered: a.isNumbered || b.isNumbered)
    case .modulo where isString(left): return shapes.opaque(.string)
    case .multiply where isString(left) || isString(right):
      let (text, count) = isString(left) ? (left, right) : (right, left)
      guard PythonNumber(count)?.isInteger == true else { return nil }
      guard case .string(let symbol) = text, case .integer(let times) = count,
        times <= Bounds.elements
      else {
        return shapes.opaque(.string)
      }
      return shapes.string(Symbol(String(repeating: symbol.text, count: max(times, 0))))
    default: return nil
    }
  }

  // MARK: Tuples

  private func tupleBinary(_ operation: Operation, _ left: Shape, _ right: Shape) -> ShapeID? {
    switch operation {
    case .add: return concatenation(left, right)
    case .multiply:
      if isTupleLike(left), let count = PythonNumber(right), count.isInteger {
        return repetition(left, count)
      }
      if isTupleLike(right), let count = PythonNumber(left), count.isInteger {
        return repetition(right, count)
      }
      return nil
    default: return nil
    }
  }

  private func isTupleLike(_ shape: Shape) -> Bool {
    switch shape {
    case .tuple, .sequence, .opaque(.size): true
    default: false
    }
  }

  private func concatenation(_ left: Shape, _ right: Shape) -> ShapeID? {
    guard isTupleLike(left), isTupleLike(right) else { return nil }
    switch (left, right) {
    case (.tuple(let a), .tuple(let b)) where a.count + b.count <= Bounds.elements:
      return shapes.intern(.tuple(a + b))
    case (.opaque(.size), .opaque(.size)): return shapes.opaque(.size)
    default:
      return shapes.intern(
        .sequence(values.join(elementOfTupleLike(left), elementOfTupleLike(right))))
    }
  }

  private func elementOfTupleLike(_ shape: Shape) -> ValueID {
    switch shape {
    case .tuple(let elements): shapes.joined(elements)
    case .sequence(let element): element
    default: opaque(.positiveInteger)
    }
  }

  private func repetition(_ elements: Shape, _ count: PythonNumber) -> ShapeID? {
    if case .tuple(let list) = elements, case .integer(let times) = count {
      // A negative count leaves nothing, and so does a count of an empty tuple.
      let (length, overflow) = list.count.multipliedReportingOverflow(by: max(times, 0))
      if !overflow, length <= Bounds.elements {
        return shapes.intern(.tuple((0..<max(times, 0)).flatMap { _ in list }))
      }
    }
    if case .tuple(let list) = elements, list.isEmpty { return shapes.intern(elements) }
    return shapes.intern(.sequence(elementOfTupleLike(elements)))
  }

  // MARK: Lists, dicts and sets

  /// `list + list`, `list * n`, `dict | dict` and the operators of sets, as new objects made at `node`;
  /// nil when the operands are something else.
  func containerBinary(_ operation: Operation, _ left: ShapeID, _ right: ShapeID, at node: NodeID)
    -> ValueID?
  {
    let (first, second) = (object(left)?.kind, object(right)?.kind)
    let tuples = (object(left).flatMap { plainTuple($0.site) }, object(right).flatMap { plainTuple($0.site) })
    if tuples != (nil, nil) {
      return binary(operation, tuples.0 ?? value(left), tuples.1 ?? value(right), at: node)
    }
    switch operation {
    case .add where first == .list && second == .list:
      return concatenatedList([value(left), value(right)], at: node)
    case .multiply where first == .list && PythonNumber(shapes[right])?.isInteger == true:
      return repeatedList(left, shapes[right], at: node)
    case .multiply where second == .list && PythonNumber(shapes[left])?.isInteger == true:
      return repeatedList(right, shapes[left], at: node)
    case .bitOr where first == .dictionary && second == .dictionary:
      let result = newDictionary(at: node)
      updateDictionary(result, from: value(left))
      updateDictionary(result, from: value(right))
      return result
    case .bitOr where isSetLike(left) && isSetLike(right), .bitXor where isSetLike(left) && isSetLike(right):
      return newSet(at: node, from: [value(left), value(right)], isOpen: operation == .bitXor)
    case .bitAnd where isSetLike(left) && isSetLike(right), .subtract where isSetLike(left) && isSetLike(right):
      return newSet(at: node, from: [value(left)], isOpen: true)
    default: return nil
    }
  }

  /// Sets, and the views of a dict's keys and items, which are tuples here.
  private func isSetLike(_ shape: ShapeID) -> Bool { object(shape)?.kind == .set || isTupleLike(shapes[shape]) }

  /// One list of all elements of several iterables.
  func concatenatedList(_ parts: [ValueID], at node: NodeID) -> ValueID {
    listValue(concatenation(parts), at: node)
  }

  /// The walk of several iterables one after the other.
  func concatenation(_ parts: [ValueID]) -> Iteration {
    var all: [ValueID] = []
    var isOpen = false
    for part in parts {
      switch iteration(over: part) {
      case .elements(let elements): all += elements
      case .repeated(let element):
        isOpen = true
        all.append(element)
      }
    }
    return isOpen || all.count > Bounds.elements ? .repeated(shapes.joined(all)) : .elements(all)
  }

  private func repeatedList(_ list: ShapeID, _ count: Shape, at node: NodeID) -> ValueID {
    switch iteration(over: value(list)) {
    case .elements(let elements):
      if case .integer(let times) = count, times >= 0, times <= Bounds.elements,
        elements.count * times <= Bounds.elements
      {
        return newList((0..<times).flatMap { _ in elements }, at: node)
      }
      return newRepeatedList(shapes.joined(elements), at: node)
    case .repeated(let element): return newRepeatedList(element, at: node)
    }
  }

  /// A set of the distinct elements of several iterables; `isOpen` when not all of them need be in it.
  func newSet(at node: NodeID, from parts: [ValueID], isOpen: Bool) -> ValueID {
    let all = concatenation(parts)
    guard case .elements(let elements) = all, !isOpen || elements.isEmpty else {
      let site = newObject(.set, at: node)
      writeField(site, ListKey.each, anyElement(all))
      return value(.object(site))
    }
    return newSet(elements, at: node)
  }
}
