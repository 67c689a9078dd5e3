import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Builtins that walk iterables: `range`, `zip`, `enumerate`, `map`, …
///
/// Python's lazy iterators are evaluated at once: a tuple where the length is known, a sequence where it is not.
extension Interpreter {
  func callIterationBuiltin(_ function: PythonBuiltin, _ arguments: CallArguments) -> ValueID {
    if function == .range { return callRange(arguments) }
    if function == .zip { return callZip(arguments) }
    guard let first = arguments.positional.first ?? arguments["iterable"] else {
      return unknown(.badArguments, Symbol(function.rawValue))
    }
    switch function {
    case .len: return mapPieces(of: first) { length(of: $0, at: arguments.node) }
    case .enumerate: return callEnumerate(first, start: arguments.argument(1, "start"))
    case .map: return callMap(first, arguments)
    case .filter: return callFilter(first, arguments)
    case .reversed: return mapPieces(of: first) { reversedValue($0) }
    case .sorted: return sortedList(first, arguments)
    case .iter:
      guard arguments.positional.count == 1 else {
        return value(.sequence(repeatedly { call(first, CallArguments(node: arguments.node)) }))
      }
      return mapPieces(of: first) { sequenceValue(iteration(over: value($0))) }
    default: return callNext(first, arguments)
    }
  }

  // MARK: Length

  func length(of shape: ShapeID, at node: NodeID) -> ValueID {
    switch shapes[shape] {
    case .tuple(let elements): return value(shapes.integer(elements.count))
    case .string(let text): return value(shapes.integer(text.text.unicodeScalars.count))
    case .opaque(.size), .tensor: return opaque(.positiveInteger)
    case .object(let site):
      if let fields = namedTupleFields(of: site) { return countPerLane(fields.map(\.value)) }
      switch info(site).kind {
      case .list, .dictionary, .set: return length(ofContainer: site)
      case .instance(.checked(let id)):
        if isModelOutput(id) { return countPerLane(presentFields(of: site, id).map(\.value)) }
        if let method = method("__len__", of: id, receiver: shape) {
          return callShape(method, CallArguments(node: node))
        }
        if isDictionaryClass(id) {
          guard case .elements(let keys) = itemKeys(of: site) else { return opaque(.integer) }
          return countPerLane(keys)
        }
        return length(ofModules: site, shape)
      case .instance(.modelled): return length(ofModules: site, shape)
      default: return opaque(.integer)
      }
    case .unknown: return opaque(.integer)
    default: return opaque(.integer)
    }
  }

  private func length(ofModules site: SiteID, _ shape: ShapeID) -> ValueID {
    guard case .elements(let elements)? = containedModules(site, shape) else {
      return opaque(.integer)
    }
    return countPerLane(elements)
  }

  private func length(ofContainer site: SiteID) -> ValueID {
    noteRead(of: site)
    let content = store.content(of: site)
    // The keys that stand for many come after all others.
    if content.keys.contains(where: { $0 >= ListKey.each }) { return opaque(.integer) }
    if info(site).kind == .set, !content.values.allSatisfy(isConstantKey) { return opaque(.integer) }
    let elements = zip(content.keys, content.values).filter { !FieldKey.isAttribute($0.0) }
    return countPerLane(elements.map(\.1))
  }

  /// Two elements of a set that are not constants may be equal.
  private func isConstantKey(_ element: ValueID) -> Bool {
    values.single(element).map { dictionaryKey($0.shape) != DictionaryKey.any } ?? false
  }

  /// How many of `fields` each live lane holds.
  func countPerLane(_ fields: [ValueID]) -> ValueID {
    mapPieces(of: tuplePerLane(fields)) { shape in
      guard case .tuple(let elements) = self.shapes[shape] else { return self.opaque(.integer) }
      return self.value(self.shapes.integer(elements.count))
    }
  }

  // MARK: Range

  private func callRange(_ arguments: CallArguments) -> ValueID {
    let given = arguments.positional
    guard (1...3).contains(given.count), arguments.morePositional == nil else {
      return value(.sequence(opaque(.integer)))
    }
    let zero = value(shapes.integer(0))
    let one = value(shapes.integer(1))
    let (start, stop) = given.count == 1 ? (zero, given[0]) : (given[0], given[1])
    let step = given.count == 3 ? given[2] : one
    return mapPairs(start, stop) { first, last in
      self.mapPieces(of: self.values.restrict(step, to: self.frame.live)) {
        self.range(first, last, step: $0)
      }
    }
  }

  private func range(_ start: ShapeID, _ stop: ShapeID, step: ShapeID) -> ValueID {
    let bounds = [start, stop, step].map { PythonNumber(shapes[$0]) }
    guard case .integer(let first)? = bounds[0] else { return value(.sequence(opaque(.integer))) }
    let increasesFromOne: Bool
    if case .integer(let increment)? = bounds[2] {
      increasesFromOne = first >= 1 && increment > 0
    } else {
      increasesFromOne = false
    }
    let open = value(.sequence(opaque(increasesFromOne ? .positiveInteger : .integer)))
    guard case .integer(let last)? = bounds[1], case .integer(let increment)? = bounds[2],
      increment != 0
    else {
      return open
    }
    var elements: [ValueID] = []
    for number in Swift.stride(from: first, to: last, by: increment) {
      if elements.count == options.unrollLimit { return open }
      elements.append(value(shapes.integer(number)))
    }
    return value(.tuple(elements))
  }

  // MARK: Zip and enumerate

  private func callZip(_ arguments: CallArguments) -> ValueID {
    zipped(arguments.positional, open: arguments.morePositional)
  }

  /// The rows of several iterables, up to the end of the shortest one.
  func zipped(_ iterables: [ValueID], open: ValueID? = nil) -> ValueID {
    let columns = iterables.map { iteration(over: $0) }
    let known = columns.compactMap { column -> [ValueID]? in
      if case .elements(let elements) = column { elements } else { nil }
    }
    guard open == nil, known.count == columns.count else {
      var row = columns.map(anyElement)
      if let open { row.append(anyElement(iteration(over: open))) }
      return open == nil
        ? value(.sequence(value(.tuple(row))))
        : value(.sequence(value(.sequence(shapes.joined(row)))))
    }
    let count = known.map(\.count).min() ?? 0
    return tuplePerLane((0..<count).map { index in row(known.map { $0[index] }) })
  }

  /// A tuple in the lanes that hold all of its elements.
  func row(_ elements: [ValueID]) -> ValueID {
    let mask = elements.reduce(frame.live) { $0 & values.support($1) }
    return values.value(
      shapes.intern(.tuple(elements.map { values.restrict($0, to: mask) })), in: mask)
  }

  private func callEnumerate(_ iterable: ValueID, start: ValueID?) -> ValueID {
    let first = start.map { constantInteger($0) } ?? 0
    switch iteration(over: iterable) {
    case .elements(let elements):
      return tuplePerLane(
        elements.enumerated().map { index, element in
          row([first.map { value(shapes.integer($0 + index)) } ?? opaque(.integer), element])
        })
    case .repeated(let element):
      return value(
        .sequence(
          value(.tuple([opaque((first ?? 0) >= 1 ? .positiveInteger : .integer), element]))))
    }
  }

  // MARK: Map and filter

  private func callMap(_ function: ValueID, _ arguments: CallArguments) -> ValueID {
    let iterables = Array(arguments.positional.dropFirst())
    let rows = iterables.count == 1 ? iterables[0] : zipped(iterables)
    func apply(_ element: ValueID) -> ValueID {
      let given =
        iterables.count == 1 ? [element] : unpack(element, count: iterables.count, star: nil)
      return call(function, CallArguments(given, node: arguments.node))
    }
    switch iteration(over: rows) {
    case .elements(let elements) where elements.count <= options.unrollLimit:
      return tuplePerLane(eachElement(elements, at: arguments.node) { apply($0) })
    case .elements(let elements):
      return value(.sequence(repeatedly { apply(shapes.joined(elements)) }))
    case .repeated(let element): return value(.sequence(repeatedly { apply(element) }))
    }
  }

  /// Runs `body` for each element in the lanes that hold it; lanes that raise stay away.
  func eachElement(_ elements: [ValueID], at node: NodeID, _ body: (ValueID) -> ValueID) -> [ValueID] {
    var results: [ValueID] = []
    let outer = frame.context
    defer { frame.context = outer }
    let place = place(of: node)
    for (index, element) in elements.enumerated() where !frame.live.isEmpty {
      // Objects made for one element are not those of the next.
      frame.context = contexts.context(outer, place: place, serial: UInt32(index) + 1)
      let entry = frame.live
      let inside = entry & values.support(element)
      if inside.isEmpty { continue }
      frame.live = inside
      let result = body(values.restrict(element, to: inside))
      results.append(values.restrict(result, to: frame.live))
      frame.live.formUnion(entry - inside)
    }
    return results
  }

  private func callFilter(_ function: ValueID, _ arguments: CallArguments) -> ValueID {
    guard arguments.positional.count == 2 else { return unknown(.badArguments, "filter") }
    func keeps(_ element: ValueID) -> Truth {
      if case .none? = uniform(function) { return truth(of: element) }
      return truth(of: call(function, CallArguments([element], node: arguments.node)))
    }
    switch iteration(over: arguments.positional[1]) {
    case .repeated(let element):
      _ = repeatedly { keeps(element) }
      return value(.sequence(element))
    case .elements(let elements):
      var isOpen = false
      let kept = eachElement(elements, at: arguments.node) { element in
        let truth = keeps(element)
        if !truth.both.isEmpty { isOpen = true }
        return self.values.restrict(element, to: truth.true_ | truth.both)
      }
      return isOpen ? value(.sequence(shapes.joined(kept))) : tuplePerLane(kept)
    }
  }

  // MARK: Order

  private func reversedValue(_ shape: ShapeID) -> ValueID {
    switch iteration(over: value(shape)) {
    case .elements(let elements): tuplePerLane(elements.reversed())
    case .repeated(let element): value(.sequence(element))
    }
  }

  /// Constants are sorted; of other elements any may come first.
  private func sortedList(_ iterable: ValueID, _ arguments: CallArguments) -> ValueID {
    guard case .elements(let elements) = iteration(over: iterable) else {
      return listValue(iteration(over: iterable), at: arguments.node)
    }
    if elements.count < 2 { return newList(elements, at: arguments.node) }
    let descends = arguments["reverse"].map { truth(of: $0).true_ == frame.live } ?? false
    if arguments["key"] == nil, let ordered = sortedConstants(elements) {
      return newList(descends ? ordered.reversed() : ordered, at: arguments.node)
    }
    let any = shapes.joined(elements)
    return newList(Array(repeating: any, count: elements.count), at: arguments.node)
  }

  private func sortedConstants(_ elements: [ValueID]) -> [ValueID]? {
    let numbers = elements.compactMap { uniform($0).flatMap { PythonNumber($0)?.constant } }
    if numbers.count == elements.count {
      return zip(elements, numbers).sorted { $0.1 < $1.1 }.map(\.0)
    }
    let texts = elements.compactMap { constantString($0)?.text }
    guard texts.count == elements.count else { return nil }
    return zip(elements, texts).sorted {
      $0.1.unicodeScalars.lexicographicallyPrecedes($1.1.unicodeScalars)
    }.map(\.0)
  }

  // MARK: Next

  /// `next(it, default)`: the first element of a fresh iterator, any element of one that has a name.
  private func callNext(_ iterator: ValueID, _ arguments: CallArguments) -> ValueID {
    let fallback = arguments.positional.count > 1 ? arguments.positional[1] : nil
    let isFresh = isFreshIterator(frame.tree.child(arguments.node, 1))
    return mapPieces(of: iterator) { shape in
      if case .object(let site) = self.shapes[shape],
        case .instance(.checked(let id)) = self.info(site).kind,
        let method = self.method("__next__", of: id, receiver: shape)
      {
        return self.callShape(method, CallArguments(node: arguments.node))
      }
      switch self.iteration(over: self.value(shape)) {
      case .elements(let elements):
        guard let first = elements.first else {
          return fallback ?? self.unknown(.badArguments, "next")
        }
        let result = isFresh ? first : self.shapes.joined(elements)
        let missing = self.frame.live - self.values.support(result)
        let rest = fallback ?? self.unknown(.badArguments, "next")
        return self.values.join(result, self.values.restrict(rest, to: missing))
      case .repeated(let element): return fallback.map { self.values.join(element, $0) } ?? element
      }
    }
  }

  private func isFreshIterator(_ node: NodeID) -> Bool {
    switch frame.tree.kind(node) {
    case .call, .generatorExpression: true
    default: false
    }
  }
}
