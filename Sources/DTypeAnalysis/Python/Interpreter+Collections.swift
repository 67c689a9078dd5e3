import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// `collections` and `itertools`.
extension Interpreter {
  func callCollections(_ function: String, _ arguments: CallArguments) -> ValueID? {
    switch function {
    case "OrderedDict": return dictionary(from: arguments)
    case "UserDict", "ChainMap":
      return arguments.positional.count <= 1 ? dictionary(from: arguments) : nil
    case "OrderedDict.fromkeys", "defaultdict.fromkeys": return fromKeys(arguments)
    case "defaultdict": return defaultDictionary(arguments)
    case "namedtuple": return namedTupleType(arguments)
    case "Counter":
      let result = newDictionary(at: arguments.node)
      setDictionaryItem(result, key: opaque(.string), to: opaque(.integer))
      return result
    case "deque", "UserList":
      guard let iterable = arguments.argument(0, "iterable") else {
        return newList([], at: arguments.node)
      }
      return listValue(iteration(over: iterable), at: arguments.node)
    default: return nil
    }
  }

  /// A key that was never written holds what the factory makes: one object for all such keys.
  private func defaultDictionary(_ arguments: CallArguments) -> ValueID {
    // The factory may make its object at this place too (`list`), so the dict gets a number of its own.
    let result = value(.object(newObject(.dictionary, at: arguments.node, serial: 1)))
    if arguments.positional.count > 1 { updateItems(of: result, from: arguments.positional[1]) }
    var items = arguments
    items.keywords.removeAll { $0.name == "default_factory" }
    addKeywords(of: items, to: result)
    guard let factory = arguments.argument(0, "default_factory"), uniform(factory) != Shape.none else { return result }
    let made = repeatedly { call(factory, CallArguments(node: arguments.node)) }
    for piece in values.pieces(made) {
      if case .object(let site) = shapes[piece.shape] { sites[Int(site.rawValue)].isSummary = true }
    }
    if !frame.live.isEmpty { setDictionaryItem(result, key: opaque(.string), to: made) }
    return result
  }

  // MARK: itertools

  func callItertools(_ function: String, _ arguments: CallArguments) -> ValueID? {
    let given = arguments.positional
    switch function {
    case "chain":
      if let more = arguments.morePositional { return flattened(.repeated(more)) }
      return sequenceValue(concatenation(given))
    case "chain.from_iterable": return given.first.map { flattened(iteration(over: $0)) }
    case "product": return product(given, repeats: arguments["repeat"])
    case "zip_longest": return zippedLongest(given, fill: arguments["fillvalue"] ?? noneValue)
    case "accumulate": return accumulated(arguments)
    case "repeat":
      guard let first = given.first else { return nil }
      guard given.count == 2, let count = constantInteger(given[1]),
        (0...options.unrollLimit).contains(count)
      else {
        return value(.sequence(first))
      }
      return value(.tuple(Array(repeating: first, count: count)))
    case "count":
      return value(
        .sequence(given.isEmpty ? opaque(.integer) : values.join(given[0], opaque(.integer))))
    case "cycle": return given.first.map { value(.sequence(anyElement(iteration(over: $0)))) }
    case "islice": return islice(arguments)
    case "pairwise":
      guard let first = given.first else { return nil }
      guard case .elements(let elements) = iteration(over: first) else {
        let any = anyElement(iteration(over: first))
        return value(.sequence(value(.tuple([any, any]))))
      }
      return tuplePerLane(zip(elements, elements.dropFirst()).map { row([$0, $1]) })
    case "combinations", "permutations", "combinations_with_replacement":
      guard let first = given.first else { return nil }
      let any = anyElement(iteration(over: first))
      guard let count = given.dropFirst().first.flatMap(constantInteger),
        (0...options.unrollLimit).contains(count)
      else {
        return value(.sequence(value(.sequence(any))))
      }
      return value(.sequence(value(.tuple(Array(repeating: any, count: count)))))
    case "starmap":
      guard given.count == 2 else { return nil }
      let row = anyElement(iteration(over: given[1]))
      var inner = CallArguments(node: arguments.node)
      switch iteration(over: row) {
      case .elements(let elements): inner.positional = elements
      case .repeated(let element): inner.morePositional = element
      }
      return value(.sequence(repeatedly { call(given[0], inner) }))
    case "takewhile", "dropwhile", "filterfalse":
      guard given.count == 2 else { return nil }
      return value(.sequence(anyElement(iteration(over: given[1]))))
    case "groupby":
      guard let first = given.first else { return nil }
      let element = anyElement(iteration(over: first))
      let key = arguments.argument(1, "key").map { function in
        repeatedly { call(function, CallArguments([element], node: arguments.node)) }
      }
      return value(.sequence(value(.tuple([key ?? element, value(.sequence(element))]))))
    case "tee":
      guard let first = given.first else { return nil }
      let walk = sequenceValue(iteration(over: first))
      return value(.tuple([walk, walk]))
    default: return nil
    }
  }

  private func flattened(_ outer: Iteration) -> ValueID {
    switch outer {
    case .elements(let parts): sequenceValue(concatenation(parts))
    case .repeated(let part): value(.sequence(anyElement(iteration(over: part))))
    }
  }

  private func product(_ iterables: [ValueID], repeats: ValueID?) -> ValueID {
    let times = repeats.map { constantInteger($0) } ?? 1
    guard let times, (1...4).contains(times) else {
      return value(
        .sequence(
          value(.sequence(shapes.joined(iterables.map { anyElement(iteration(over: $0)) })))))
    }
    let columns = (0..<times).flatMap { _ in iterables.map { iteration(over: $0) } }
    var rows: [[ValueID]] = [[]]
    for column in columns {
      guard case .elements(let elements) = column, rows.count * elements.count <= Bounds.elements
      else {
        return value(.sequence(value(.tuple(columns.map(anyElement)))))
      }
      rows = rows.flatMap { row in elements.map { row + [$0] } }
    }
    return tuplePerLane(rows.map { row($0) })
  }

  private func zippedLongest(_ iterables: [ValueID], fill: ValueID) -> ValueID {
    let columns = iterables.map { iteration(over: $0) }
    let known = columns.compactMap { column -> [ValueID]? in
      if case .elements(let elements) = column { elements } else { nil }
    }
    guard known.count == columns.count else {
      return value(.sequence(value(.tuple(columns.map { values.join(anyElement($0), fill) }))))
    }
    let count = known.map(\.count).max() ?? 0
    return tuplePerLane(
      (0..<count).map { index in
        row(
          known.map { column in
            let there = index < column.count ? column[index] : .empty
            return values.join(there, values.restrict(fill, to: frame.live - values.support(there)))
          })
      })
  }

  private func accumulated(_ arguments: CallArguments) -> ValueID? {
    guard let first = arguments.positional.first else { return nil }
    let function = arguments.argument(1, "func")
    func combined(_ left: ValueID, _ right: ValueID) -> ValueID {
      guard let function else { return binary(.add, left, right, at: arguments.node) }
      return call(function, CallArguments([left, right], node: arguments.node))
    }
    switch iteration(over: first) {
    case .elements(let elements):
      var results: [ValueID] = arguments["initial"].map { [$0] } ?? []
      for element in elements where !frame.live.isEmpty {
        results.append(results.last.map { combined($0, element) } ?? element)
      }
      return tuplePerLane(results)
    case .repeated(let element):
      let start = arguments["initial"] ?? element
      let once = repeatedly { combined(start, element) }
      return value(.sequence(values.join(start, once)))
    }
  }

  private func islice(_ arguments: CallArguments) -> ValueID? {
    guard let iterable = arguments.positional.first else { return nil }
    let bounds = Array(arguments.positional.dropFirst())
    let walk = sequenceValue(iteration(over: iterable))
    guard (1...3).contains(bounds.count) else { return nil }
    let lower = bounds.count == 1 ? noneValue : bounds[0]
    let upper = bounds.count == 1 ? bounds[0] : bounds[1]
    let slice = value(.slice(lower, upper, bounds.count == 3 ? bounds[2] : noneValue))
    return mapPieces(of: walk) { containerItem($0, index: slice, at: arguments.node) }
  }
}
