import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// How a value is walked: element by element, or as one that stands for each.
enum Iteration {
  case elements([ValueID])
  case repeated(ValueID)
}

/// Lists, dicts and tuples: construction, items, iteration, unpacking.
extension Interpreter {
  func newList(_ elements: [ValueID], at node: NodeID) -> ValueID {
    newCollection(.list, elements, at: node)
  }

  func newSet(_ elements: [ValueID], at node: NodeID) -> ValueID {
    var distinct: [ValueID] = []
    for element in elements where !distinct.contains(element) { distinct.append(element) }
    return newCollection(.set, distinct, at: node)
  }

  private func newCollection(_ kind: SiteKind, _ elements: [ValueID], at node: NodeID) -> ValueID {
    let site = allocate(kind, at: node, in: frame.module.id, context: frame.context)
    fill(site, with: elements)
    return value(.object(site))
  }

  /// A list whose elements are alike, of unknown length.
  func newRepeatedList(_ element: ValueID, at node: NodeID) -> ValueID {
    let site = allocate(.list, at: node, in: frame.module.id, context: frame.context)
    writeField(site, ListKey.each, element)
    return value(.object(site))
  }

  func fill(_ site: SiteID, with elements: [ValueID]) {
    // Registries of modules are long and read once.
    if elements.count > (frame.function == nil ? Bounds.moduleElements : Bounds.elements) {
      writeField(site, ListKey.each, shapes.joined(elements))
      return
    }
    for (index, element) in elements.enumerated() { writeField(site, UInt32(index), element) }
  }

  func newDictionary(at node: NodeID) -> ValueID {
    value(.object(allocate(.dictionary, at: node, in: frame.module.id, context: frame.context)))
  }

  func setDictionaryItem(_ dictionary: ValueID, key: ValueID, to newValue: ValueID) {
    for piece in values.pieces(dictionary) {
      guard case .object(let site) = shapes[piece.shape] else { continue }
      let entry = frame.live
      for keyPiece in values.pieces(values.restrict(key, to: piece.mask & entry)) {
        frame.live = keyPiece.mask
        setItem(of: site, keyPiece.shape, to: values.restrict(newValue, to: keyPiece.mask))
      }
      frame.live = entry
    }
  }

  /// One of several keys may get the value: each of them then has it, or what it had.
  private func setItem(of site: SiteID, _ key: ShapeID, to newValue: ValueID) {
    let keys = shapes.alternatives(of: key).map(dictionaryKey)
    guard keys.count > 1, !keys.contains(DictionaryKey.any) else {
      return writeField(site, dictionaryKey(key), newValue)
    }
    for key in keys {
      let old = readField(site, key) ?? .empty
      let missing = frame.live - values.support(old)
      writeField(site, key, values.join(values.join(old, values.value(shapes.absent, in: missing)), newValue))
    }
  }

  /// Constants are keys of their own; everything else is some key.
  func dictionaryKey(_ shape: ShapeID) -> UInt32 {
    switch shapes[shape] {
    case .string, .integer, .bool, .none, .class_, .function, .external, .operation, .module: shape.rawValue
    case .tuple(let elements) where elements.allSatisfy({ values.single($0) != nil }): shape.rawValue
    default: DictionaryKey.any
    }
  }

  func updateDictionary(_ dictionary: ValueID, from other: ValueID) {
    for piece in values.pieces(values.restrict(other, to: frame.live)) {
      guard case .object(let source) = shapes[piece.shape], info(source).kind.isDictionary else {
        if case .none = shapes[piece.shape] { continue }
        setDictionaryItem(dictionary, key: value(.opaque(.string)), to: unknown(.badArguments, "**"))
        continue
      }
      noteRead(of: source)
      let content = store.content(of: source)
      for (key, field) in zip(content.keys, content.values) where !FieldKey.isAttribute(key) {
        let present = values.restrict(field, to: piece.mask & frame.live)
        if present == .empty { continue }
        for target in values.pieces(dictionary) {
          if case .object(let site) = shapes[target.shape] { writeField(site, key, present) }
        }
      }
    }
  }

  // MARK: Iteration

  /// The elements of an iterable in the live lanes.
  func iteration(over iterable: ValueID) -> Iteration {
    let pieces = values.pieces(values.restrict(iterable, to: frame.live))
    if pieces.count == 1 { return iteration(overShape: pieces[0].shape) }
    var parts: [Iteration] = []
    let entry = frame.live
    for piece in pieces {
      frame.live = piece.mask
      parts.append(iteration(overShape: piece.shape))
    }
    frame.live = entry
    return combined(parts)
  }

  /// Walks of different lanes (or alternatives): side by side if they are equally long, else as one element.
  private func combined(_ parts: [Iteration]) -> Iteration {
    var columns: [ValueID]?
    for part in parts {
      guard case .elements(let elements) = part, columns == nil || columns?.count == elements.count else {
        return .repeated(shapes.joined(parts.flatMap(allElements)))
      }
      columns = columns.map { zip($0, elements).map { values.join($0, $1) } } ?? elements
    }
    return .elements(columns ?? [])
  }

  private func allElements(_ part: Iteration) -> [ValueID] {
    switch part {
    case .elements(let elements): elements
    case .repeated(let element): [element]
    }
  }

  private func iteration(overShape shape: ShapeID) -> Iteration {
    switch shapes[shape] {
    case .tuple(let elements):
      return elements.count <= Bounds.elements ? .elements(elements) : .repeated(shapes.joined(elements))
    case .sequence(let element): return .repeated(element)
    case .object(let site): return iteration(overObject: site, shape)
    case .tensor: return .repeated(elementOfTensor(shape))
    case .opaque(.size): return .repeated(value(.opaque(.positiveInteger)))
    case .opaque(.integers), .opaque(.floats): return .repeated(value(shape))
    case .string(let text) where text.text.count <= 8:
      return .elements(text.text.map { value(shapes.string(Symbol(String($0)))) })
    case .alternatives(let list):
      return combined(list.filter { isNone($0) != true }.map { iteration(overShape: $0) })
    case .unknown: return .repeated(value(shape))
    case .opaque(.inert): return .repeated(value(.opaque(.inert)))
    default: return .repeated(unknown(.notSubscriptable, "iteration"))
    }
  }

  private func iteration(overObject site: SiteID, _ shape: ShapeID) -> Iteration {
    noteRead(of: site)
    if let tuple = plainTuple(site) { return iteration(over: tuple) }
    let content = store.content(of: site)
    switch info(site).kind {
    case .list, .set: return listIteration(content)
    case .dictionary: return itemKeys(of: site)
    case .instance(.checked(let id)):
      if let modules = containedModules(site, shape) { return modules }
      if isModelOutput(id) { return .elements(presentFields(of: site, id).map { value(shapes.string($0.name)) }) }
      if let iterate = method("__iter__", of: id, receiver: shape) {
        return walk(by: callShape(iterate, CallArguments(node: .none)))
      }
      if isDictionaryClass(id) { return itemKeys(of: site) }
      return .repeated(unknown(.notSubscriptable, graph[id].name))
    case .instance(.modelled):
      return containedModules(site, shape) ?? .repeated(unknown(.notSubscriptable, "iteration"))
    default: return .repeated(unknown(.notSubscriptable, "iteration"))
    }
  }

  /// What an iterator gives; an object that gives nothing by `__next__` is none, even if its `__iter__` returns one.
  private func walk(by iterator: ValueID) -> Iteration {
    var others = ValueID.empty
    let given = mapPieces(of: iterator) { shape in
      guard case .object(let site) = self.shapes[shape], case .instance(.checked(let id)) = self.info(site).kind
      else {
        others = self.shapes.joined([others, self.value(shape)])
        return .empty
      }
      guard let next = self.method("__next__", of: id, receiver: shape) else {
        return self.unknown(.notSubscriptable, self.graph[id].name)
      }
      let entry = self.frame.live
      // Raising `StopIteration` ends the walk, not the lanes.
      defer { self.frame.live = entry }
      return self.callShape(next, CallArguments(node: .none))
    }
    if given == .empty { return iteration(over: others) }
    return others == .empty ? .repeated(given) : combined([.repeated(given), iteration(over: others)])
  }

  private func listIteration(_ content: Content) -> Iteration {
    if let each = content[ListKey.each] {
      return .repeated(values.restrict(shapes.joined(content.values + [each]), to: frame.live))
    }
    let elements = content.values.map { values.restrict($0, to: frame.live) }.filter { $0 != .empty }
    return .elements(elements)
  }

  /// The fields of a `ModelOutput` that are not None, in declared order.
  func presentFields(of site: SiteID, _ id: ClassID) -> [(name: Symbol, value: ValueID)] {
    dataclassFields(of: id).compactMap { name, _ in
      guard let field = readField(site, name.fieldKey) else { return nil }
      let present = filter(field) { self.isNone($0) != true }
      let kept = values.value(values.pieces(present).filter { self.isNone($0.shape) != true })
      return kept == .empty ? nil : (name, kept)
    }
  }

  // MARK: Unpacking

  /// `count` values of an unpacked iterable; `star` takes the rest as a list.
  func unpack(_ value: ValueID, count: Int, star: Int?) -> [ValueID] {
    switch iteration(over: value) {
    case .repeated(let element):
      return (0..<count).map { $0 == star ? newRepeatedList(element, at: .none) : element }
    case .elements(let elements):
      guard let star else {
        if elements.count == count { return elements }
        return elements.isEmpty
          ? Array(repeating: unknown(.badArguments, "unpacking"), count: count)
          : (0..<count).map { $0 < elements.count ? elements[$0] : unknown(.badArguments, "unpacking") }
      }
      let after = count - star - 1
      guard elements.count >= count - 1 else {
        return Array(repeating: unknown(.badArguments, "unpacking"), count: count)
      }
      let rest = newList(Array(elements[star..<(elements.count - after)]), at: .none)
      return Array(elements[..<star]) + [rest] + Array(elements[(elements.count - after)...])
    }
  }
}
