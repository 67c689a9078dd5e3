import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Types called as functions: numbers, strings and containers.
extension Interpreter {
  func callConversion(_ function: PythonBuiltin, _ arguments: CallArguments) -> ValueID {
    guard let subject = arguments.positional.first else { return emptyConversion(function) }
    switch function {
    case .int:
      return mapPieces(of: subject) {
        value(integer(from: $0, hasBase: arguments.argument(1, "base") != nil))
      }
    case .float: return mapPieces(of: subject) { value(float(from: $0)) }
    case .bool: return booleanValue(truth(of: subject))
    case .str: return mapPieces(of: subject) { string(from: $0) }
    case .chr:
      guard let code = constantInteger(subject),
        let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init)
      else {
        return opaque(.string)
      }
      return value(shapes.string(Symbol(String(Character(scalar)))))
    case .ord:
      guard let text = constantString(subject)?.text, let scalar = text.unicodeScalars.first else {
        return opaque(.integer)
      }
      return value(shapes.integer(Int(scalar.value)))
    case .complex: return unknown(.noModel, "complex")
    case .bytes, .bytearray: return opaque(.inert)
    default: return opaque(.string)
    }
  }

  private func emptyConversion(_ function: PythonBuiltin) -> ValueID {
    switch function {
    case .int: value(shapes.integer(0))
    case .float: value(shapes.float(0))
    case .bool: value(shapes.false_)
    case .str: value(shapes.string(.empty))
    default: unknown(.badArguments, Symbol(function.rawValue))
    }
  }

  /// `int(x)` is an integer whatever `x` is; constants keep their value.
  private func integer(from shape: ShapeID, hasBase: Bool) -> ShapeID {
    switch shapes[shape] {
    case .integer, .opaque(.positiveInteger): return shape
    case .bool(let flag): return shapes.integer(flag ? 1 : 0)
    case .float(let bits):
      return Int(exactly: Double(bitPattern: bits).rounded(.towardZero)).map(shapes.integer)
        ?? shapes.opaque(.integer)
    case .string(let text) where !hasBase:
      return Int(text.text).map(shapes.integer) ?? shapes.opaque(.integer)
    default: return shapes.opaque(.integer)
    }
  }

  /// `float(x)` is a float whatever `x` is; constants keep their value.
  private func float(from shape: ShapeID) -> ShapeID {
    if let number = PythonNumber(shapes[shape])?.constant { return shapes.float(number) }
    guard case .string(let symbol) = shapes[shape] else { return shapes.opaque(.float) }
    switch symbol.text.lowercased() {
    case "inf", "+inf", "infinity": return shapes.float(.infinity)
    case "-inf", "-infinity": return shapes.float(-.infinity)
    case "nan", "+nan", "-nan": return shapes.float(.nan)
    default: return Double(symbol.text).map(shapes.float) ?? shapes.opaque(.float)
    }
  }

  private func string(from shape: ShapeID) -> ValueID {
    guard case .dtype(let vector) = shapes[shape] else {
      return writtenText(of: shape).map { value(string($0.text, isNumbered: $0.isNumbered)) } ?? opaque(.string)
    }
    // `str(dtype).split(".")`: the name differs by lane.
    let groups = shapes[vector].groups(in: frame.live)
    let pieces = groups.map { group in
      Piece(
        group.mask,
        DTypeSet(rawValue: group.bits).only.map { shapes.string(Symbol($0.torchName)) }
          ?? shapes.opaque(.string))
    }
    let rest = frame.live - groups.reduce(into: LaneMask()) { $0.formUnion($1.mask) }
    return values.value(pieces + [Piece(rest, shapes.opaque(.string))])
  }

  // MARK: Containers

  func callContainerType(_ function: PythonBuiltin, _ arguments: CallArguments) -> ValueID {
    if function == .dict { return dictionary(from: arguments) }
    guard let iterable = arguments.positional.first else {
      switch function {
      case .list: return newList([], at: arguments.node)
      case .tuple: return value(.tuple([]))
      default: return newSet([], at: arguments.node)
      }
    }
    switch function {
    case .list: return listValue(iteration(over: iterable), at: arguments.node)
    case .tuple: return mapPieces(of: iterable) { tuple(from: $0) }
    default: return newSet(at: arguments.node, from: [iterable], isOpen: false)
    }
  }

  private func tuple(from shape: ShapeID) -> ValueID {
    switch shapes[shape] {
    case .tuple, .sequence, .opaque(.size): value(shape)
    default: sequenceValue(iteration(over: value(shape)))
    }
  }

  /// `dict(mapping or pairs, key=value, …)`.
  func dictionary(from arguments: CallArguments) -> ValueID {
    let result = newDictionary(at: arguments.node)
    if let source = arguments.positional.first { updateItems(of: result, from: source) }
    addKeywords(of: arguments, to: result)
    return result
  }

  /// Writes keyword arguments into a dict, as `dict(…)` and `dict.update(…)` do.
  func addKeywords(of arguments: CallArguments, to dictionary: ValueID) {
    for (name, given) in arguments.keywords {
      setDictionaryItem(dictionary, key: value(shapes.string(name)), to: given)
    }
    if let more = arguments.moreKeywords {
      setDictionaryItem(dictionary, key: opaque(.string), to: more)
    }
  }

  /// Writes the items of a mapping or of an iterable of pairs into a dict.
  func updateItems(of dictionary: ValueID, from source: ValueID) {
    let entry = frame.live
    for piece in values.pieces(values.restrict(source, to: entry)) {
      frame.live = piece.mask
      for shape in shapes.alternatives(of: piece.shape) {
        updateItems(of: dictionary, fromShape: shape)
      }
    }
    frame.live = entry
  }

  private func updateItems(of dictionary: ValueID, fromShape shape: ShapeID) {
    switch shapes[shape] {
    case .object(let site):
      switch info(site).kind {
      case .dictionary:
        updateDictionary(dictionary, from: value(shape))
        return
      case .instance(.checked(let id)) where isModelOutput(id):
        for (name, field) in presentFields(of: site, id) {
          setItemWhereBound(dictionary, key: value(shapes.string(name)), to: field)
        }
        return
      default: break
      }
    case .unknown, .opaque(.inert):
      setDictionaryItem(dictionary, key: opaque(.string), to: value(shape))
      return
    case .none: return
    default: break
    }
    let pairs = iteration(over: value(shape))
    let list: [ValueID] =
      if case .elements(let elements) = pairs { elements } else { [anyElement(pairs)] }
    for pair in list {
      let parts = unpack(pair, count: 2, star: nil)
      setItemWhereBound(dictionary, key: parts[0], to: parts[1])
    }
  }

  /// Writes an item in the lanes that hold its value.
  func setItemWhereBound(_ dictionary: ValueID, key: ValueID, to newValue: ValueID) {
    let entry = frame.live
    frame.live = entry & values.support(newValue) & values.support(key)
    if !frame.live.isEmpty {
      setDictionaryItem(values.restrict(dictionary, to: frame.live), key: key, to: newValue)
    }
    frame.live = entry
  }
}
