import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Python's operators: numbers are computed, tensors go to the operator models.
extension Interpreter {
  func binary(_ operation: Operation, _ left: ValueID, _ right: ValueID, at node: NodeID) -> ValueID {
    guard let name = Self.operatorNames[operation] else { return unknown(.notModelledSyntax, "operator") }
    // `int | None` is a type, everything else with None raises.
    let (left, right) =
      operation == .bitOr
      ? (left, right) : (operable(left, operation, beside: right), operable(right, operation, beside: left))
    if holdsTensor(left) || holdsTensor(right) {
      return pairwise(left, right) { a, b in
        if self.isTensor(a) || self.isTensor(b) || self.isUnknown(a) || self.isUnknown(b) {
          if let result = self.ownOperator(name, a, b, at: node) { return result }
          if operation == .multiply, let result = self.repeatedByTensor(a, b, at: node) { return result }
          let arguments = CallArguments([self.value(a), self.value(b)], node: node)
          return self.callNamed(name, arguments)
        }
        return self.plainBinary(operation, a, b, at: node)
      }
    }
    return pairwise(left, right) { self.plainBinary(operation, $0, $1, at: node) }
  }

  /// A value without the alternatives for which an operator raises: None, and tuples but for `+`, `*` and `%`, and for
  /// `+` with a tensor.
  private func operable(_ value: ValueID, _ operation: Operation, beside other: ValueID) -> ValueID {
    let takesTuples = [.add, .multiply, .modulo].contains(operation)
    return filter(value) {
      switch self.shapes[$0] {
      case .none: false
      case .tuple, .sequence: takesTuples && !(operation == .add && self.isTensorOnly(other))
      default: true
      }
    }
  }

  static let operatorNames: [Operation: Symbol] = [
    .add: "operator.add", .subtract: "operator.sub", .multiply: "operator.mul", .divide: "operator.truediv",
    .floorDivide: "operator.floordiv", .modulo: "operator.mod", .power: "operator.pow",
    .matrixMultiply: "operator.matmul", .bitAnd: "operator.and_", .bitOr: "operator.or_", .bitXor: "operator.xor",
    .shiftLeft: "operator.lshift", .shiftRight: "operator.rshift",
  ]

  private static let augmentedNames: [Operation: Symbol] = [
    .add: "operator.iadd", .subtract: "operator.isub", .multiply: "operator.imul", .divide: "operator.itruediv",
    .floorDivide: "operator.ifloordiv", .modulo: "operator.imod", .power: "operator.ipow",
    .matrixMultiply: "operator.imatmul", .bitAnd: "operator.iand", .bitOr: "operator.ior", .bitXor: "operator.ixor",
    .shiftLeft: "operator.ilshift", .shiftRight: "operator.irshift",
  ]

  func augmented(_ operation: Operation, _ left: ValueID, _ right: ValueID, at node: NodeID) -> ValueID {
    guard let name = Self.augmentedNames[operation] else { return unknown(.notModelledSyntax, "operator") }
    return pairwise(withoutNone(left), withoutNone(right)) { a, b in
      if self.isTensor(a) { return self.callNamed(name, CallArguments([self.value(a), self.value(b)], node: node)) }
      if operation == .add, case .object(let site) = self.shapes[a], self.info(site).kind == .list {
        // `list += other` changes the list itself.
        return self.extended(a, by: b, at: node)
      }
      return self.binary(operation, self.value(a), self.value(b), at: node)
    }
  }

  /// `[size] * count`: a list repeated as often as a 0-dim tensor says.
  private func repeatedByTensor(_ left: ShapeID, _ right: ShapeID, at node: NodeID) -> ValueID? {
    let times = shapes.opaque(.positiveInteger)
    if isCollection(left), isTensor(right) { return plainBinary(.multiply, left, times, at: node) }
    if isCollection(right), isTensor(left) { return plainBinary(.multiply, times, right, at: node) }
    return nil
  }

  private func extended(_ list: ShapeID, by other: ShapeID, at node: NodeID) -> ValueID {
    _ = callMethod("list.extend", of: list, CallArguments([value(other)], node: node))
    return value(list)
  }

  /// Applies `operation` to every pair of shapes that one lane can have.
  private func pairwise(
    _ left: ValueID, _ right: ValueID, _ operation: @escaping (ShapeID, ShapeID) -> ValueID
  ) -> ValueID {
    if let a = values.single(left), let b = values.single(right), a.mask == frame.live, b.mask == frame.live,
      !isAlternatives(a.shape), !isAlternatives(b.shape)
    {
      return operation(a.shape, b.shape)
    }
    return mapPieces(of: left) { a in
      self.mapPieces(of: self.values.restrict(right, to: self.frame.live)) { b in
        operation(self.shapes.restrict(a, to: self.frame.live), b)
      }
    }
  }

  private func isAlternatives(_ shape: ShapeID) -> Bool {
    if case .alternatives = shapes[shape] { true } else { false }
  }

  func isTensor(_ shape: ShapeID) -> Bool { if case .tensor = shapes[shape] { true } else { false } }
  func isUnknown(_ shape: ShapeID) -> Bool { if case .unknown = shapes[shape] { true } else { false } }

  func holdsTensor(_ value: ValueID) -> Bool {
    values.pieces(value).contains { shapes.alternatives(of: $0.shape).contains(where: isTensor) }
  }

  private func isTensorOnly(_ value: ValueID) -> Bool {
    values.pieces(value).allSatisfy { shapes.alternatives(of: $0.shape).allSatisfy(isTensor) }
  }

  /// An operator on two values of which none is a tensor.
  private func plainBinary(_ operation: Operation, _ left: ShapeID, _ right: ShapeID, at node: NodeID) -> ValueID {
    if isUnknown(left) { return value(left) }
    if isUnknown(right) { return value(right) }
    if let result = numberBinary(operation, shapes[left], shapes[right]) { return value(result) }
    if let result = containerBinary(operation, left, right, at: node) { return result }
    if let name = Self.operatorNames[operation], let result = ownOperator(name, left, right, at: node) { return result }
    if case .opaque(.inert) = shapes[left] { return value(.opaque(.inert)) }
    if case .opaque(.inert) = shapes[right] { return value(.opaque(.inert)) }
    if operation == .bitOr { return value(left) }
    return unknown(.notModelledSyntax, Symbol("operator"))
  }

  /// `__add__` of the left operand's class.
  private func ownOperator(_ name: Symbol, _ left: ShapeID, _ right: ShapeID, at node: NodeID) -> ValueID? {
    guard case .object(let site) = shapes[left], case .instance(.checked(let id)) = info(site).kind else { return nil }
    let special = Symbol("__" + name.text.dropFirst("operator.".count).replacing("_", with: "") + "__")
    guard let method = method(special, of: id, receiver: left) else { return nil }
    return callShape(method, CallArguments([value(right)], node: node))
  }

  func unary(_ operation: Operation, _ operand: ValueID, at node: NodeID) -> ValueID {
    let name: Symbol =
      switch operation {
      case .negate: "operator.neg"
      case .invert: "operator.invert"
      default: "operator.pos"
      }
    return mapPieces(of: operand) { shape in
      if self.isTensor(shape) || self.isUnknown(shape) {
        return self.callNamed(name, CallArguments([self.value(shape)], node: node))
      }
      return self.value(self.negated(operation, shape))
    }
  }

  private func negated(_ operation: Operation, _ shape: ShapeID) -> ShapeID {
    switch (operation, shapes[shape]) {
    case (.negate, .integer(let number)): shapes.integer(number == .min ? .max : -number)
    case (.negate, .float(let bits)): shapes.float(-Double(bitPattern: bits))
    case (.negate, .opaque(.positiveInteger)), (.invert, .opaque(.positiveInteger)): shapes.opaque(.integer)
    case (.invert, .integer(let number)): shapes.integer(~number)
    case (.invert, .bool(let flag)): shapes.integer(flag ? -2 : -1)
    default: shape
    }
  }

  // MARK: Comparison

  func compare(_ operation: Operation, _ left: ValueID, _ right: ValueID, at node: NodeID) -> ValueID {
    if operation == .in_ || operation == .notIn {
      let answer = membership(left, in: right, at: node)
      return operation == .in_ ? answer : boolean(truth(of: answer))
    }
    if let name = Self.comparisonNames[operation], holdsTensor(left) || holdsTensor(right) {
      return pairwise(left, right) { a, b in
        if self.isTensor(a) || self.isTensor(b) {
          let operands = self.isNoneWritten(in: node) ? [a, b] : [a, b].map(self.numberForNone)
          if operands.contains(where: { self.isNone($0) == true }) {
            return self.value(self.shapes.bool(operation == .notEqual))
          }
          return self.callNamed(name, CallArguments(operands.map { self.value($0) }, node: node))
        }
        return self.value(self.answer(self.compared(operation, a, b)))
      }
    }
    return pairwise(left, right) { a, b in
      if case .dtype(let x) = self.shapes[a], case .dtype(let y) = self.shapes[b] {
        return self.comparedDTypes(operation, self.shapes[x], self.shapes[y])
      }
      return self.value(self.answer(self.compared(operation, a, b)))
    }
  }

  private func isNoneWritten(in comparison: NodeID) -> Bool {
    let tree = frame.tree
    return !comparison.isNone && tree.kind(comparison) == .comparison
      && tree.children(of: comparison).contains { tree.kind(tree.child($0, 0)) == .noneLiteral }
  }

  /// What a tensor is compared with is a number, though a configuration may leave it open.
  private func numberForNone(_ shape: ShapeID) -> ShapeID { isNone(shape) == true ? shapes.opaque(.number) : shape }

  /// `x.dtype == torch.float32` has an answer of its own in every lane.
  private func comparedDTypes(_ operation: Operation, _ left: LaneVector, _ right: LaneVector) -> ValueID {
    let isEqual = operation == .equal || operation == .is_
    var truth = Truth()
    frame.live.forEachLane { lane in
      let a = DTypeSet(rawValue: left[lane])
      let b = DTypeSet(rawValue: right[lane])
      if a.isUnknown || b.isUnknown || (a != b || a.only == nil) && !a.isDisjoint(with: b) {
        truth.both.insert(LaneMask(lane: lane))
      } else if (a == b) == isEqual {
        truth.true_.insert(LaneMask(lane: lane))
      } else {
        truth.false_.insert(LaneMask(lane: lane))
      }
    }
    return boolean(truth, negated: false)
  }

  private static let comparisonNames: [Operation: Symbol] = [
    .equal: "operator.eq", .notEqual: "operator.ne", .less: "operator.lt", .lessOrEqual: "operator.le",
    .greater: "operator.gt", .greaterOrEqual: "operator.ge",
  ]

  private func answer(_ known: Bool?) -> ShapeID { known.map(shapes.bool) ?? shapes.opaque(.bool) }

  /// The answer of a comparison of two shapes in the live lanes; nil when it is open.
  private func compared(_ operation: Operation, _ left: ShapeID, _ right: ShapeID) -> Bool? {
    if isUnknown(left) || isUnknown(right) { return nil }
    switch operation {
    case .is_, .equal: return isSame(left, right, identity: operation == .is_)
    case .isNot, .notEqual: return isSame(left, right, identity: operation == .isNot).map { !$0 }
    default: return numberCompare(operation, shapes[left], shapes[right])
    }
  }

  private func isSame(_ left: ShapeID, _ right: ShapeID, identity: Bool) -> Bool? {
    switch (shapes[left], shapes[right]) {
    case (.none, .none): return true
    case (.none, _), (_, .none):
      return left == right
    case (.string, .string), (.bool, .bool), (.class_, .class_), (.function, .function), (.external, .external):
      return left == right
    case (.integer, .integer), (.float, .float): return left == right
    case (.object(let a), .object(let b)): return a == b && !info(a).isSummary ? true : identity && a != b ? false : nil
    case (.numbered, _), (_, .numbered), (.opaque, _), (_, .opaque):
      return numberCompare(.equal, shapes[left], shapes[right])
    case (.tensor, _), (_, .tensor): return nil
    case (.tuple(let a), .tuple(let b)): return sameTuples(a, b)
    default: return numberCompare(.equal, shapes[left], shapes[right]) ?? (identity ? false : nil)
    }
  }

  private func sameTuples(_ left: [ValueID], _ right: [ValueID]) -> Bool? {
    guard left.count == right.count else { return false }
    var open = false
    for (a, b) in zip(left, right) {
      guard let x = values.single(a), let y = values.single(b) else { return nil }
      switch isSame(x.shape, y.shape, identity: false) {
      case false?: return false
      case nil: open = true
      case true?: break
      }
    }
    return open ? nil : true
  }
}
