import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Builtins that make one value of several: `sum`, `min`, `max`, `any`, `all`, and those of single numbers.
extension Interpreter {
  func callReduction(_ function: PythonBuiltin, _ arguments: CallArguments) -> ValueID {
    guard let first = arguments.positional.first else {
      return unknown(.badArguments, Symbol(function.rawValue))
    }
    switch function {
    case .sum: return sum(first, start: arguments.argument(1, "start"), at: arguments.node)
    case .min, .max: return extremum(function, arguments)
    case .any, .all: return quantified(first, isAll: function == .all)
    case .abs: return mapPieces(of: first) { absolute($0, arguments) }
    case .round: return mapPieces(of: first) { rounded($0, arguments) }
    case .pow:
      guard arguments.positional.count >= 2 else { return unknown(.badArguments, "pow") }
      if arguments.positional.count == 3 { return opaque(.integer) }
      return binary(.power, first, arguments.positional[1], at: arguments.node)
    default:
      guard arguments.positional.count == 2 else { return unknown(.badArguments, "divmod") }
      let quotient = binary(.floorDivide, first, arguments.positional[1], at: arguments.node)
      return value(
        .tuple([quotient, binary(.modulo, first, arguments.positional[1], at: arguments.node)]))
    }
  }

  // MARK: Sum

  private func sum(_ iterable: ValueID, start: ValueID?, at node: NodeID) -> ValueID {
    folded(.add, iterable, start: start ?? value(shapes.integer(0)), at: node)
  }

  /// `start op a op b op …` over an iterable; of an unknown number of elements, one and two are tried.
  func folded(_ operation: Operation, _ iterable: ValueID, start: ValueID, at node: NodeID)
    -> ValueID
  {
    switch iteration(over: iterable) {
    case .elements(let elements):
      var total = values.restrict(start, to: frame.live)
      for element in elements where !frame.live.isEmpty {
        let entry = frame.live
        let inside = entry & values.support(element)
        if inside.isEmpty { continue }
        frame.live = inside
        let next = binary(
          operation, values.restrict(total, to: inside), values.restrict(element, to: inside),
          at: node)
        total = values.overwrite(total, with: values.restrict(next, to: frame.live), in: inside)
        frame.live.formUnion(entry - inside)
      }
      return values.restrict(total, to: frame.live)
    case .repeated(let element):
      let once = binary(operation, start, element, at: node)
      if frame.live.isEmpty { return .empty }
      return values.join(
        once, binary(operation, once, values.restrict(element, to: frame.live), at: node))
    }
  }

  // MARK: Minimum and maximum

  private func extremum(_ function: PythonBuiltin, _ arguments: CallArguments) -> ValueID {
    var candidates: [ValueID] = []
    var isOpen = arguments.morePositional != nil
    if arguments.positional.count == 1, arguments.morePositional == nil {
      switch iteration(over: arguments.positional[0]) {
      case .elements(let elements): candidates = elements
      case .repeated(let element):
        isOpen = true
        candidates = [element, element]
      }
      if let fallback = arguments["default"], isOpen || candidates.isEmpty {
        candidates.append(fallback)
      }
    } else {
      candidates = arguments.positional
    }
    if let more = arguments.morePositional { candidates.append(more) }
    guard let first = candidates.first else {
      return unknown(.badArguments, Symbol(function.rawValue))
    }
    // With a key, or an unknown number of candidates, any of them may be the one.
    if arguments["key"] != nil { return shapes.joined(candidates) }
    return candidates.dropFirst().reduce(first) { best, next in
      mapPairs(best, values.restrict(next, to: frame.live)) {
        larger($0, $1, wantsLarger: function == .max)
      }
    }
  }

  /// The larger (or smaller) of two values; either where that is not known.
  private func larger(_ left: ShapeID, _ right: ShapeID, wantsLarger: Bool) -> ValueID {
    guard let a = PythonNumber(shapes[left]), let b = PythonNumber(shapes[right]) else {
      return values.join(value(left), value(right))
    }
    if let isLess = PythonNumber.comparison(.less, a, b) {
      return value(isLess == wantsLarger ? right : left)
    }
    if wantsLarger, a.isInteger, b.isInteger, a == .positiveInteger || b == .positiveInteger {
      return opaque(.positiveInteger)
    }
    return values.join(value(left), value(right))
  }

  // MARK: Any and all

  private func quantified(_ iterable: ValueID, isAll: Bool) -> ValueID {
    mapPieces(of: iterable) { shape in
      let walk = self.iteration(over: self.value(shape))
      guard case .elements(let elements) = walk else {
        let truth = self.truth(of: self.anyElement(walk))
        // No element at all gives `True` for `all` and `False` for `any`, as elements that agree do.
        let sure = isAll ? truth.true_ : truth.false_
        return self.booleanValue(
          Truth(true_: isAll ? sure : [], false_: isAll ? [] : sure, both: self.frame.live - sure))
      }
      return self.booleanValue(self.quantified(elements, isAll: isAll))
    }
  }

  private func quantified(_ elements: [ValueID], isAll: Bool) -> Truth {
    let entry = frame.live
    var decided = LaneMask()
    var open = LaneMask()
    for element in elements {
      frame.live = entry & values.support(element) - decided
      if frame.live.isEmpty { continue }
      let truth = truth(of: values.restrict(element, to: frame.live))
      decided.formUnion(isAll ? truth.false_ : truth.true_)
      open.formUnion(truth.both)
    }
    frame.live = entry
    open.subtract(decided)
    let rest = entry - decided - open
    return isAll
      ? Truth(true_: rest, false_: decided, both: open)
      : Truth(true_: decided, false_: rest, both: open)
  }

  // MARK: Single numbers

  private func absolute(_ shape: ShapeID, _ arguments: CallArguments) -> ValueID {
    switch PythonNumber(shapes[shape]) {
    case .integer(let number)?:
      return number == .min ? opaque(.positiveInteger) : value(shapes.integer(Swift.abs(number)))
    case .float(let number)?: return value(shapes.float(Swift.abs(number)))
    case let number?: return value(number.shape)
    case nil: break
    }
    if case .unknown = shapes[shape] { return value(shape) }
    return callNamed("torch.abs", CallArguments([value(shape)], node: arguments.node))
  }

  private func rounded(_ shape: ShapeID, _ arguments: CallArguments) -> ValueID {
    let digits = arguments.argument(1, "ndigits")
    let keepsType = digits.map { uniform($0) != Shape.none } ?? false
    switch PythonNumber(shapes[shape]) {
    case .float(let number)?:
      if keepsType { return opaque(.float) }
      return value(
        Int(exactly: number.rounded(.toNearestOrEven)).map(shapes.integer)
          ?? shapes.opaque(.integer))
    case .integer?, .positiveInteger?, .someInteger?:
      return keepsType ? opaque(.integer) : value(shape)
    case .someFloat?: return opaque(keepsType ? .float : .integer)
    case .someNumber?: return opaque(keepsType ? .number : .integer)
    case nil: break
    }
    if case .unknown = shapes[shape] { return value(shape) }
    return callNamed("torch.round", CallArguments([value(shape)], node: arguments.node))
  }
}
