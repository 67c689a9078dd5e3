package import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// A call of a modelled operation that was seen before: it is pure, so it is answered from a table.
struct OperationKey: Mixable {
  var operation: OperatorID
  var arguments: [ValueID]
  var keywords: [Symbol]
  var mask: LaneMask
  var modes: UInt32
  /// The call's place when origins are tracked, else 0.
  var place: UInt64

  func mix(into mixer: inout Mixer) {
    mixer.combine(UInt64(operation.rawValue) << 48 | UInt64(mask.rawValue) << 32 | UInt64(modes))
    mixer.combine(place)
    for argument in arguments { mixer.combine(argument.rawValue) }
    for keyword in keywords { mixer.combine(keyword.id) }
  }
}

/// What calls of operations gave, by their keys.
struct OperationTable {
  private var keys = Interner<OperationKey>()
  private var results: [OperationResult] = []

  subscript(key: OperationKey) -> OperationResult? { keys.id(of: key).map { results[Int($0)] } }

  mutating func add(_ result: OperationResult, for key: OperationKey) {
    if Int(keys.intern(key)) == results.count { results.append(result) }
  }
}

struct OperationResult {
  var value: ValueID
  var raises: [RaisedLanes]
  /// Whether the operation takes arguments like these at all.
  var fits = true
}

/// Lanes in which an operation raises for certain, and why.
package struct RaisedLanes: Hashable {
  package var mask: LaneMask
  package var reason: RaiseReason
}

/// Calls of modelled operations: lanes that agree on the arguments are asked of the library at once.
extension Interpreter {
  /// Calls an operation by its qualified name.
  func callNamed(_ name: Symbol, _ arguments: CallArguments) -> ValueID {
    guard let operation = library.operatorID(named: name) else { return unknown(.noModel, name) }
    return callOperation(operation, receiver: nil, arguments)
  }

  func callOperation(_ operation: OperatorID, receiver: ShapeID?, _ given: CallArguments) -> ValueID {
    let arguments = receiver.map { given.prepending(value($0)) } ?? given
    let model = library[operation]
    currentCall = arguments.node
    if let name = model.intrinsic, let result = callIntrinsic(name, model, arguments) { return result }
    let mark = facts.raiseLog.count
    let result = evaluateOperation(operation, arguments)
    noteRotaryKernel(model, arguments, result, loggedSince: mark)
    return result
  }

  /// A call without an intrinsic, from the table where possible; its raises become facts of the call's place.
  func evaluateOperation(_ operation: OperatorID, _ arguments: CallArguments) -> ValueID {
    let key = OperationKey(
      operation: operation, arguments: arguments.positional + arguments.keywords.map(\.value),
      keywords: arguments.keywords.map(\.name), mask: frame.live, modes: modesInterner.intern(modes),
      place: options.tracksOrigins ? place(of: arguments.node) : 0)
    let result: OperationResult
    // Elements of lists are read through the store, so calls on lists are not in the table.
    if arguments.morePositional == nil, let known = operationCache[key] {
      result = known
    } else {
      result = compute(operation, arguments)
      if arguments.morePositional == nil, !readsLists(arguments) { operationCache.add(result, for: key) }
    }
    for raise in result.raises {
      facts.noteRaise(
        raise, operation: library[operation].name, arguments: arguments, in: frame.module.id, wave: wave,
        isAssumed: isAssumed, isOneOfSeveral: callOfSeveral == arguments.node && !arguments.node.isNone,
        origins: origins(of: arguments), values: values)
    }
    // Python's operators have other ways to go on: `==` with a list is False.
    if result.fits || library[operation].name.text.hasPrefix("operator.") { return result.value }
    leaveForNone(operation, arguments)
    if isUnknown(result.value), holdsCollection(arguments) { leaveByException() }
    return values.restrict(result.value, to: frame.live)
  }

  /// Lanes leave by an exception where a variable is None that an operation wants a tensor for.
  private func leaveForNone(_ operation: OperatorID, _ arguments: CallArguments) {
    for (place, value) in arguments.positional.enumerated() where holdsNone(value) {
      guard let written = written(place, in: arguments) else { continue }
      let isRefused = library.overloads(named: library[operation].name).allSatisfy { overload in
        let parameters = library[overload].parameters
        return parameters.indices.contains(place) && parameters[place].role.isOperand && !parameters[place].takes(.none)
      }
      if isRefused { _ = usedOperand(values.restrict(value, to: frame.live), of: written) }
    }
  }

  /// Whether a list or tuple is among the arguments in every live lane: no tensor, so torch raises where it wants one.
  private func holdsCollection(_ arguments: CallArguments) -> Bool {
    arguments.positional.contains { value in
      let pieces = values.pieces(value)
      return !pieces.isEmpty && pieces.allSatisfy { isCollection($0.shape) }
    }
  }

  private func isUnknown(_ value: ValueID) -> Bool {
    values.pieces(value).allSatisfy { piece in
      switch shapes[piece.shape] {
      case .unknown: true
      case .tensor(let tensor):
        shapes[tensor.dtypes].groups(in: piece.mask).allSatisfy { DTypeSet(rawValue: $0.bits).isUnknown }
      default: false
      }
    }
  }

  func place(of node: NodeID) -> UInt64 { UInt64(frame.module.id.rawValue) << 32 | UInt64(node.rawValue) }

  private func readsLists(_ arguments: CallArguments) -> Bool {
    (arguments.positional + arguments.keywords.map(\.value)).contains { value in
      values.pieces(value).contains { if case .object = shapes[$0.shape] { true } else { false } }
    }
  }

  private func compute(_ operation: OperatorID, _ arguments: CallArguments) -> OperationResult {
    var result = OperationResult(value: .empty, raises: [])
    let entry = frame.live
    for mask in refinement(of: arguments.positional + arguments.keywords.map(\.value), in: entry) {
      frame.live = mask
      let part = computeUniform(operation, arguments.restricted(to: mask, values))
      result.value = values.join(result.value, part.value)
      result.raises += part.raises
      result.fits = result.fits && part.fits
    }
    frame.live = entry
    return result
  }

  /// The lanes split so that each of several values has one shape in each part.
  func refinement(of given: [ValueID], in mask: LaneMask) -> [LaneMask] {
    var parts = [mask]
    for value in given where values.single(value) == nil {
      let pieces = values.pieces(value)
      parts = parts.flatMap { part in pieces.map { $0.mask & part }.filter { !$0.isEmpty } }
    }
    return parts
  }

  /// Every argument has one shape; alternatives are tried one by one.
  private func computeUniform(_ operation: OperatorID, _ arguments: CallArguments) -> OperationResult {
    for (index, value) in arguments.positional.enumerated() {
      guard let piece = values.single(value), case .alternatives(let list) = shapes[piece.shape] else { continue }
      return computeAlternatives(list) { shape in
        var one = arguments
        one.positional[index] = self.values.value(shape, in: piece.mask)
        return self.computeUniform(operation, one)
      }
    }
    for (index, keyword) in arguments.keywords.enumerated() {
      guard let piece = values.single(keyword.value), case .alternatives(let list) = shapes[piece.shape] else {
        continue
      }
      return computeAlternatives(list) { shape in
        var one = arguments
        one.keywords[index].value = self.values.value(shape, in: piece.mask)
        return self.computeUniform(operation, one)
      }
    }
    guard let bound = BoundArguments(library[operation].name, arguments, interpreter: self) else {
      return OperationResult(value: unknown(.badArguments, library[operation].name), raises: [])
    }
    var result = OperatorCall(interpreter: self, model: bound.model, arguments: bound).result()
    result.fits = bound.fits
    return result
  }

  private func computeAlternatives(_ list: [ShapeID], _ compute: (ShapeID) -> OperationResult) -> OperationResult {
    let all = list.map(compute)
    // None or a list where a tensor is asked for raises a TypeError, so it is another alternative that is here.
    let fitting = zip(list, all).filter { $0.1.fits || !isCollection($0.0) && $0.0 != shapes.none }.map(\.1)
    let parts = fitting.contains(where: \.fits) ? fitting : all
    let certain = parts.dropFirst().reduce(Set(parts.first?.raises.map(\.mask) ?? [])) { known, part in
      known.intersection(part.raises.map(\.mask))
    }
    // What only one alternative raises may not happen at all.
    return OperationResult(
      value: shapes.joined(parts.map(\.value)), raises: parts.first?.raises.filter { certain.contains($0.mask) } ?? [])
  }
}
