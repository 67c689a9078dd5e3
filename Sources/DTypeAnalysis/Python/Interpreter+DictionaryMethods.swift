import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Methods of dicts, whatever their class (`OrderedDict`, `defaultdict`, `Counter`), and of sets.
extension Interpreter {
  func callDictionaryMethod(
    _ name: String, of site: SiteID, _ shape: ShapeID, _ arguments: CallArguments
  ) -> ValueID {
    let first = arguments.positional.first
    switch name {
    case "get":
      guard let first else { return unknown(.badArguments, "get") }
      return dictionaryItem(site, first, orElse: arguments.argument(1, "default") ?? noneValue)
    case "pop":
      guard let first else { return unknown(.badArguments, "pop") }
      let result = dictionaryItem(site, first, orElse: arguments.argument(1, "default"))
      removeItem(first, from: site)
      return result
    case "setdefault":
      guard let first else { return unknown(.badArguments, "setdefault") }
      return setDefault(
        of: site, shape, key: first, to: arguments.argument(1, "default") ?? noneValue)
    case "update":
      if let first { updateItems(of: value(shape), from: first) }
      addKeywords(of: arguments, to: value(shape))
      return noneValue
    case "items", "most_common": return pairs(of: site)
    case "keys": return keys(of: site)
    case "values": return fields(of: site)
    case "copy", "to_dict": return copied(site, at: arguments.node)
    case "clear":
      removeAllFields(site)
      return noneValue
    case "popitem":
      return anyElement(iteration(over: pairs(of: site)))
    case "fromkeys": return fromKeys(arguments)
    case "__delitem__":
      if let first { removeItem(first, from: site) }
      return noneValue
    case "elements": return keys(of: site)
    default: return noneValue
    }
  }

  /// `d[key]`, or `fallback` in the lanes where the key is (or may be) missing; without one they hold unknown.
  func dictionaryItem(_ site: SiteID, _ key: ValueID, orElse fallback: ValueID?) -> ValueID {
    mapPieces(of: fallback == nil ? presentKeys(key, of: site) : key) { shape in
      let place = self.dictionaryKey(shape)
      let rest = self.readField(site, DictionaryKey.any) ?? .empty
      if place == DictionaryKey.any {
        let all = self.anyField(of: site)
        if let fallback {
          return self.values.join(all, self.values.restrict(fallback, to: self.frame.live))
        }
        return self.filled(all, with: self.shapes.unknown(.notSubscriptable, "dict"))
      }
      var result = self.values.join(self.readField(site, place) ?? .empty, rest)
      if let fallback {
        // Lanes without this key, also those in which only a key that is not known may be it.
        let sure = self.readField(site, place).map(self.values.support) ?? []
        return self.values.join(result, self.values.restrict(fallback, to: self.frame.live - sure))
      }
      result = self.filter(result) { $0 != self.shapes.absent }
      let subject = self.constantText(shape).map { Symbol($0) } ?? "dict"
      let there = self.values.support(result)
      let entry = self.frame.live
      if there.isSuperset(of: entry) { return result }
      self.frame.live.subtract(there)
      result = self.values.join(result, self.missing(.unresolvedAttribute, subject))
      self.frame.live.formUnion(entry & there)
      return result
    }
  }

  /// Of several keys that are asked for those that are there: the others raise a KeyError.
  private func presentKeys(_ key: ValueID, of site: SiteID) -> ValueID {
    guard let piece = values.single(key), case .alternatives(let list) = shapes[piece.shape] else { return key }
    let present = list.filter { shape in
      let place = dictionaryKey(shape)
      return place == DictionaryKey.any || readField(site, place) != nil || readField(site, DictionaryKey.any) != nil
    }
    guard !present.isEmpty, present.count < list.count else { return key }
    return values.value(present.dropFirst().reduce(present[0]) { shapes.join($0, $1) }, in: piece.mask)
  }

  /// A value with `shape` in the live lanes that it does not have.
  func filled(_ result: ValueID, with shape: ShapeID) -> ValueID {
    let missing = frame.live - values.support(result)
    return missing.isEmpty ? result : values.join(result, values.value(shape, in: missing))
  }

  func removeItem(_ key: ValueID, from site: SiteID) {
    let entry = frame.live
    for piece in values.pieces(values.restrict(key, to: entry)) {
      frame.live = piece.mask
      let place = dictionaryKey(piece.shape)
      if place != DictionaryKey.any { removeField(site, place) }
    }
    frame.live = entry
  }

  private func setDefault(of site: SiteID, _ shape: ShapeID, key: ValueID, to fallback: ValueID)
    -> ValueID
  {
    let result = dictionaryItem(site, key, orElse: fallback)
    setDictionaryItem(value(shape), key: key, to: result)
    return result
  }

  // MARK: Views

  /// Keys with their fields in the live lanes; nil when there are keys that are not known.
  private func knownItems(of site: SiteID) -> [(key: ValueID, field: ValueID)]? {
    noteRead(of: site)
    let content = store.content(of: site)
    if readField(site, DictionaryKey.any) != nil { return nil }
    return zip(content.keys, content.values).compactMap { key, field in
      let present = values.restrict(field, to: frame.live)
      guard FieldKey.isItem(key), present != .empty else { return nil }
      return (values.value(ShapeID(key), in: values.support(present)), present)
    }
  }

  private func anyField(of site: SiteID) -> ValueID {
    let content = store.content(of: site)
    let items = zip(content.keys, content.values).filter { FieldKey.isItem($0.0) || $0.0 == DictionaryKey.any }
    return values.restrict(shapes.joined(items.map(\.1)), to: frame.live)
  }

  /// A key that is not known: a string, unless the known keys are something else.
  private func anyKey(of site: SiteID) -> ValueID {
    let known = store.content(of: site).keys.filter { FieldKey.isItem($0) }.map { value(ShapeID($0)) }
    return values.join(opaque(.string), shapes.joined(known.filter { constantString($0) == nil }))
  }

  private func pairs(of site: SiteID) -> ValueID {
    guard let items = knownItems(of: site), items.count <= Bounds.elements else {
      return value(.sequence(value(.tuple([anyKey(of: site), anyField(of: site)]))))
    }
    return tuplePerLane(items.map { row([$0.key, $0.field]) })
  }

  private func keys(of site: SiteID) -> ValueID {
    guard let items = knownItems(of: site), items.count <= Bounds.elements else {
      return value(.sequence(anyKey(of: site)))
    }
    return tuplePerLane(items.map(\.key))
  }

  private func fields(of site: SiteID) -> ValueID {
    guard let items = knownItems(of: site), items.count <= Bounds.elements else {
      return value(.sequence(anyField(of: site)))
    }
    return tuplePerLane(items.map(\.field))
  }

  /// `dict.fromkeys(keys, value)`.
  func fromKeys(_ arguments: CallArguments) -> ValueID {
    let result = newDictionary(at: arguments.node)
    guard let names = arguments.positional.first else { return result }
    let field = arguments.positional.count > 1 ? arguments.positional[1] : noneValue
    let walk = iteration(over: names)
    let list: [ValueID] =
      if case .elements(let elements) = walk { elements } else { [anyElement(walk)] }
    for key in list { setItemWhereBound(result, key: key, to: field) }
    return result
  }

  // MARK: Sets

  func callSetMethod(_ name: String, of site: SiteID, _ shape: ShapeID, _ arguments: CallArguments)
    -> ValueID
  {
    let others = arguments.positional
    switch name {
    case "add":
      if let element = others.first, !holds(element, site) { append([element], to: site) }
      return noneValue
    case "update":
      for other in others { addAll(iteration(over: other), to: site) }
      return noneValue
    case "remove", "discard", "difference_update", "intersection_update":
      widen(site, with: .empty)
      return noneValue
    case "clear":
      removeAllFields(site)
      return noneValue
    case "pop":
      let any = anyElement(iteration(over: value(shape)))
      widen(site, with: .empty)
      return any
    case "copy": return copied(site, at: arguments.node)
    case "union": return newSet(at: arguments.node, from: [value(shape)] + others, isOpen: false)
    case "symmetric_difference":
      return newSet(at: arguments.node, from: [value(shape)] + others, isOpen: true)
    case "intersection", "difference":
      return newSet(at: arguments.node, from: [value(shape)], isOpen: true)
    case "issubset", "issuperset", "isdisjoint": return opaque(.bool)
    default: return noneValue
    }
  }

  private func addAll(_ walk: Iteration, to site: SiteID) {
    switch walk {
    case .repeated(let element): widen(site, with: element)
    case .elements(let elements):
      for element in elements where !holds(element, site) { append([element], to: site) }
    }
  }

  /// Whether a set already holds exactly this value, so that adding it again changes nothing.
  private func holds(_ element: ValueID, _ site: SiteID) -> Bool {
    let wanted = values.restrict(element, to: frame.live)
    noteRead(of: site)
    return store.content(of: site).values.contains { values.restrict($0, to: frame.live) == wanted }
  }
}
