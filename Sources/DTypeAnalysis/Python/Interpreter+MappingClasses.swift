import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Checked classes that derive from Python's dicts or from its mapping protocols.
///
/// An instance of a dict class holds its items as a dict does, next to its attributes; a class of the mapping protocol
/// has only what it defines itself, and the protocol's methods (`get`, `items`, …) are built on that.
extension Interpreter {
  private static let dictionaryBases: Set<Symbol> = [
    "dict", "OrderedDict", "builtins.dict", "collections.OrderedDict", "collections.UserDict", "typing.OrderedDict",
    "collections.defaultdict",
  ]

  private static let mappingBases: Set<Symbol> = [
    "collections.abc.MutableMapping", "collections.abc.Mapping", "typing.MutableMapping", "typing.Mapping",
  ]

  /// Whether instances of a class hold items as dicts do; a `ModelOutput` keeps its items as attributes.
  func isDictionaryClass(_ id: ClassID) -> Bool {
    !isModelOutput(id)
      && graph[id].mro.contains {
        if case .external(let base) = $0 { Self.dictionaryBases.contains(base) } else { false }
      }
  }

  /// Whether a class outside the checked tree is a dict or a mapping protocol.
  func isMapping(_ base: Symbol) -> Bool { Self.dictionaryBases.contains(base) || Self.mappingBases.contains(base) }

  /// A method that a class inherits from a dict or mapping protocol, bound; nil for other bases and names.
  func mappingMember(_ name: Symbol, _ receiver: ShapeID, of base: Symbol) -> ValueID? {
    let owner: String
    if Self.dictionaryBases.contains(base) {
      owner = "dict"
    } else if Self.mappingBases.contains(base) {
      owner = "mapping"
    } else {
      return nil
    }
    guard PythonMethod(Symbol("dict." + name.text)) != nil || name == "__init__" else { return nil }
    return value(.boundExternal(Symbol(owner + "." + name.text), receiver: receiver))
  }

  /// `dict.__init__` of an instance; false when `base` is no dict.
  func initializeMapping(_ base: Symbol, _ shape: ShapeID, _ arguments: CallArguments) -> Bool {
    guard Self.dictionaryBases.contains(base) else { return Self.mappingBases.contains(base) }
    guard case .object = shapes[shape] else { return false }
    if let source = arguments.positional.first { updateItems(of: value(shape), from: source) }
    addKeywords(of: arguments, to: value(shape))
    return true
  }

  /// The keys of a dict class's instance, nil where a key is not known.
  func itemKeys(of site: SiteID) -> Iteration {
    noteRead(of: site)
    let content = store.content(of: site)
    if readField(site, DictionaryKey.any) != nil { return .repeated(opaque(.string)) }
    return .elements(
      zip(content.keys, content.values).filter { FieldKey.isItem($0.0) }
        .map { values.value(ShapeID($0.0), in: values.support($0.1) & frame.live) }.filter { $0 != .empty })
  }

  /// A dict's own method on an instance of a class derived from it: it does not go through the class's overrides.
  func callInheritedDictionaryMethod(
    _ name: String, of site: SiteID, _ shape: ShapeID, _ arguments: CallArguments
  ) -> ValueID {
    let given = arguments.positional
    switch (name, given.count) {
    case ("__init__", _):
      _ = initializeMapping("dict", shape, arguments)
      return noneValue
    case ("__getitem__", 1): return dictionaryItem(site, given[0], orElse: nil)
    case ("__setitem__", 2):
      setDictionaryItem(value(shape), key: given[0], to: given[1])
      return noneValue
    case ("__contains__", 1): return mapPieces(of: given[0]) { booleanValue(keyTruth($0, in: site)) }
    case ("__iter__", _): return sequenceValue(itemKeys(of: site))
    case ("__len__", _):
      guard case .elements(let keys) = itemKeys(of: site) else { return opaque(.integer) }
      return countPerLane(keys)
    default: return callDictionaryMethod(name, of: site, shape, arguments)
    }
  }

  // MARK: The mapping protocol

  /// `Mapping.get` and the like, on top of the class's own `__getitem__` and `__iter__`.
  func callMappingMethod(_ name: String, of shape: ShapeID, _ arguments: CallArguments) -> ValueID {
    let given = arguments.positional
    switch name {
    case "get", "pop", "setdefault":
      guard let key = given.first else { return unknown(.badArguments, Symbol(name)) }
      return mappingItem(shape, key, orElse: arguments.argument(1, "default") ?? noneValue, at: arguments.node)
    case "keys", "__iter__": return sequenceValue(iteration(over: value(shape)))
    case "values":
      return tuplePerLane(mappingItems(shape, at: arguments.node).map(\.item))
    case "items":
      return tuplePerLane(mappingItems(shape, at: arguments.node).map { row([$0.key, $0.item]) })
    case "__contains__":
      return given.first.map { membership($0, in: value(shape), at: arguments.node) } ?? opaque(.bool)
    case "update":
      guard let source = given.first else { return noneValue }
      let items = newDictionary(at: arguments.node)
      updateItems(of: items, from: source)
      for piece in values.pieces(items) {
        guard case .object(let site) = shapes[piece.shape], case .elements(let keys) = itemKeys(of: site) else {
          continue
        }
        for key in keys {
          setContainerItem(shape, index: key, to: dictionaryItem(site, key, orElse: nil), at: arguments.node)
        }
      }
      return noneValue
    default: return noneValue
    }
  }

  /// `mapping[key]` where the key is there, `fallback` where it is not.
  private func mappingItem(_ shape: ShapeID, _ key: ValueID, orElse fallback: ValueID, at node: NodeID) -> ValueID {
    let truth = truth(of: membership(key, in: value(shape), at: node))
    let missing = values.restrict(fallback, to: truth.false_ | truth.both)
    let entry = frame.live
    frame.live = truth.true_ | truth.both
    if frame.live.isEmpty {
      frame.live = entry
      return missing
    }
    let found = containerItem(shape, index: values.restrict(key, to: frame.live), at: node)
    frame.live.formUnion(truth.false_)
    return values.join(found, missing)
  }

  private func mappingItems(_ shape: ShapeID, at node: NodeID) -> [(key: ValueID, item: ValueID)] {
    let walk = iteration(over: value(shape))
    let keys: [ValueID] = if case .elements(let elements) = walk { elements } else { [anyElement(walk)] }
    return keys.map { key in
      let entry = frame.live
      frame.live = entry & values.support(key)
      let item = containerItem(shape, index: key, at: node)
      frame.live = entry
      return (key, item)
    }
  }

  // MARK: Model outputs

  /// Methods that a `ModelOutput` inherits from its dict: its items are the attributes that are not None.
  func callOutputMethod(_ name: String, of site: SiteID, _ id: ClassID, _ arguments: CallArguments) -> ValueID {
    let fields = presentFields(of: site, id)
    func key(_ field: (name: Symbol, value: ValueID)) -> ValueID {
      values.value(shapes.string(field.name), in: values.support(field.value) & frame.live)
    }
    let first = arguments.positional.first
    switch name {
    case "keys", "__iter__": return tuplePerLane(fields.map { key($0) })
    case "values": return tuplePerLane(fields.map(\.value))
    case "items": return tuplePerLane(fields.map { row([key($0), $0.value]) })
    case "__len__": return countPerLane(fields.map(\.value))
    case "get", "pop":
      guard let name = first.flatMap(constantString) else { return unknown(.badArguments, "get") }
      let found = fields.first { $0.name == name }?.value ?? .empty
      let missing = frame.live - values.support(found)
      return values.join(found, values.restrict(arguments.argument(1, "default") ?? noneValue, to: missing))
    case "__getitem__":
      return first.map { containerItem(shapes.intern(.object(site)), index: $0, at: arguments.node) } ?? noneValue
    case "__contains__":
      return first.map { membership($0, in: value(.object(site)), at: arguments.node) } ?? opaque(.bool)
    case "update", "setdefault", "__setitem__":
      for (name, given) in arguments.keywords { writeField(site, name.fieldKey, given) }
      return noneValue
    default: return noneValue
    }
  }
}
