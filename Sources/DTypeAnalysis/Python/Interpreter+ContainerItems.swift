import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Subscripts of everything that is no tensor.
extension Interpreter {
  /// `container[index]` in the live lanes.
  func containerItem(_ shape: ShapeID, index: ValueID, at node: NodeID) -> ValueID {
    switch shapes[shape] {
    case .tuple(let elements): return mapPieces(of: index) { item(of: elements, $0) }
    case .sequence(let element):
      return mapPieces(of: index) {
        isSlice($0) ? value(shape) : values.restrict(element, to: frame.live)
      }
    case .opaque(.size):
      return mapPieces(of: index) { isSlice($0) ? value(shape) : opaque(.positiveInteger) }
    case .string(let text): return mapPieces(of: index) { character(of: text.text, $0) }
    case .numbered, .opaque(.string): return opaque(.string)
    case .object(let site): return item(ofObject: site, shape, index, at: node)
    case .boundExternal where ownerOfTable(shape) != nil: return item(ofTable: shape, index)
    case .slice, .function, .boundMethod, .none: return unknown(.notSubscriptable)
    // `list[int]`, `Cache[Layer]`: a generic is its class.
    case .class_, .builtin: return value(shape)
    case .opaque(.inert), .opaque(.integers), .opaque(.floats), .unknown: return value(shape)
    default: return unknown(.notSubscriptable)
    }
  }

  private func isSlice(_ shape: ShapeID) -> Bool {
    if case .slice = shapes[shape] { return true }
    return false
  }

  // MARK: Sequences

  private func item(of elements: [ValueID], _ index: ShapeID) -> ValueID {
    switch shapes[index] {
    case .slice(let lower, let upper, let step):
      guard let places = places(count: elements.count, lower, upper, step) else {
        return value(.sequence(values.restrict(shapes.joined(elements), to: frame.live)))
      }
      return value(.tuple(places.map { values.restrict(elements[$0], to: frame.live) }))
    case .integer, .bool:
      guard case .integer(let number)? = PythonNumber(shapes[index]) else {
        return unknown(.notSubscriptable, "tuple")
      }
      let place = number < 0 ? elements.count + number : number
      guard elements.indices.contains(place) else {
        return unknown(.badArguments, "index out of range")
      }
      return values.restrict(elements[place], to: frame.live)
    case .unknown where elements.isEmpty: return value(index)
    default:
      if elements.isEmpty { return unknown(.badArguments, "index out of range") }
      return values.restrict(shapes.joined(elements), to: frame.live)
    }
  }

  /// The places that a slice takes of `count` elements, nil when a bound is not known.
  func places(count: Int, _ lower: ValueID, _ upper: ValueID, _ step: ValueID) -> [Int]? {
    guard let increment = bound(step, orElse: 1), increment != 0 else { return nil }
    let low = increment > 0 ? 0 : -1
    let high = increment > 0 ? count : count - 1
    func clamped(_ place: Int) -> Int { min(max(place < 0 ? place + count : place, low), high) }
    let first: Int
    let last: Int
    if isNoneBound(lower) {
      first = increment > 0 ? low : high
    } else {
      guard let number = constantInteger(lower) else { return nil }
      first = clamped(number)
    }
    if isNoneBound(upper) {
      last = increment > 0 ? high : low
    } else {
      guard let number = constantInteger(upper) else { return nil }
      last = clamped(number)
    }
    return Array(Swift.stride(from: first, to: last, by: increment))
  }

  private func isNoneBound(_ value: ValueID) -> Bool { uniform(value) == Shape.none }

  private func bound(_ value: ValueID, orElse fallback: Int) -> Int? {
    isNoneBound(value) ? fallback : constantInteger(value)
  }

  private func character(of text: String, _ index: ShapeID) -> ValueID {
    let characters = Array(text.unicodeScalars)
    switch shapes[index] {
    case .slice(let lower, let upper, let step):
      guard let places = places(count: characters.count, lower, upper, step) else {
        return opaque(.string)
      }
      var result = String.UnicodeScalarView()
      result.append(contentsOf: places.map { characters[$0] })
      return value(shapes.string(Symbol(String(result))))
    case .integer(let number):
      let place = number < 0 ? characters.count + number : number
      guard characters.indices.contains(place) else {
        return unknown(.badArguments, "index out of range")
      }
      return value(shapes.string(Symbol(String(Character(characters[place])))))
    default: return opaque(.string)
    }
  }

  // MARK: Objects

  private func item(ofObject site: SiteID, _ shape: ShapeID, _ index: ValueID, at node: NodeID)
    -> ValueID
  {
    if let tuple = plainTuple(site) {
      return mapPieces(of: tuple) { self.containerItem($0, index: index, at: node) }
    }
    switch info(site).kind {
    case .dictionary: return dictionaryItem(site, index, orElse: nil)
    case .list: return item(ofList: site, shape, index, at: node)
    case .instance(.checked(let id)):
      if isModelOutput(id) { return item(ofOutput: site, id, index, at: node) }
      if let method = method("__getitem__", of: id, receiver: shape) {
        return callShape(method, CallArguments([index], node: node))
      }
      if isDictionaryClass(id) { return dictionaryItem(site, index, orElse: nil) }
      return item(ofModules: site, shape, index) ?? unknown(.notSubscriptable, graph[id].name)
    case .instance(.modelled(let name)):
      return item(ofModules: site, shape, index) ?? unknown(.notSubscriptable, name)
    default: return unknown(.notSubscriptable)
    }
  }

  private func item(ofList site: SiteID, _ shape: ShapeID, _ index: ValueID, at node: NodeID)
    -> ValueID
  {
    let walk = iteration(over: value(shape))
    return mapPieces(of: index) { place in
      if case .elements(let all) = walk, all.isEmpty, !self.isSlice(place) {
        self.leaveByException()
        return .empty
      }
      let elements = self.sequenceValue(self.restricted(walk))
      let result = self.mapPieces(of: elements) {
        self.containerItem($0, index: self.value(place), at: node)
      }
      // A slice of a list is a list of its own.
      if self.isSlice(place) { return self.listValue(self.iteration(over: result), at: node) }
      return PythonNumber(self.shapes[place])?.constant == nil ? self.textOfKind(result) : result
    }
  }

  private func restricted(_ walk: Iteration) -> Iteration {
    switch walk {
    case .elements(let elements): .elements(elements.map { values.restrict($0, to: frame.live) })
    case .repeated(let element): .repeated(values.restrict(element, to: frame.live))
    }
  }

  /// A `ModelOutput` is read by name, or by number among the fields that are not None.
  private func item(ofOutput site: SiteID, _ id: ClassID, _ index: ValueID, at node: NodeID)
    -> ValueID
  {
    mapPieces(of: index) { place in
      if case .string(let name) = self.shapes[place] {
        return self.attribute(name, of: self.value(.object(site)), at: node)
      }
      let fields = self.tuplePerLane(self.presentFields(of: site, id).map(\.value))
      return self.mapPieces(of: fields) {
        self.containerItem($0, index: self.value(place), at: node)
      }
    }
  }

  /// `ModuleList`, `Sequential`, `ModuleDict` and the like; nil for an object that holds no modules.
  private func item(ofModules site: SiteID, _ shape: ShapeID, _ index: ValueID) -> ValueID? {
    guard let walk = containedModules(site, shape) else { return nil }
    if containerName(of: info(site).kind)?.text.hasSuffix("Dict") == true {
      return item(ofModuleDictionary: site, index)
    }
    return mapPieces(of: index) { place in
      switch self.restricted(walk) {
      case .elements(let elements): return self.item(of: elements, place)
      case .repeated(let element): return self.isSlice(place) ? self.value(.sequence(element)) : element
      }
    }
  }

  private func item(ofTable shape: ShapeID, _ index: ValueID) -> ValueID {
    mapPieces(of: index) { name in
      guard case .string(let name) = self.shapes[name], let site = self.ownerOfTable(shape),
        let field = self.readField(site, self.childKey(name, in: site))
      else { return self.unknown(.notSubscriptable, "torch.nn.Module._modules") }
      return self.filled(field, with: self.shapes.unknown(.unresolvedAttribute, name))
    }
  }

  private func item(ofModuleDictionary site: SiteID, _ index: ValueID) -> ValueID {
    mapPieces(of: index) { place in
      if case .string(let name) = self.shapes[place] {
        let field = self.readField(site, ModuleKey.name(place.rawValue)) ?? .empty
        let rest = self.readField(site, ListKey.each) ?? .empty
        return self.filled(self.values.join(field, rest), with: self.shapes.unknown(.unresolvedAttribute, name))
      }
      let content = self.store.content(of: site)
      let fields = zip(content.keys, content.values).filter { ModuleKey.isName($0.0) || $0.0 == ListKey.each }
      let any = self.values.restrict(self.shapes.joined(fields.map(\.1)), to: self.frame.live)
      return self.filled(any, with: self.shapes.unknown(.notSubscriptable, "torch.nn.ModuleDict"))
    }
  }

  // MARK: Writing

  /// `container[index] = new` in the live lanes.
  func setContainerItem(_ shape: ShapeID, index: ValueID, to new: ValueID, at node: NodeID) {
    if let owner = ownerOfTable(shape) { return setChild(owner, index, new) }
    guard case .object(let site) = shapes[shape] else { return }
    switch info(site).kind {
    case .dictionary: setDictionaryItem(value(shape), key: index, to: new)
    case .list: setListItem(site, index, new)
    case .instance(.checked(let id)):
      if !isModelOutput(id), let method = method("__setitem__", of: id, receiver: shape) {
        _ = callShape(method, CallArguments([index, new], node: node))
        return
      }
      if isDictionaryClass(id) {
        setDictionaryItem(value(shape), key: index, to: new)
        return
      }
      setNamedItem(site, index, new)
    case .instance(.modelled): setNamedItem(site, index, new)
    default: break
    }
  }

  /// `outputs["name"] = x`, `module_dict["name"] = m`, `modules[2] = m`: a field by its name or number.
  private func setNamedItem(_ site: SiteID, _ index: ValueID, _ new: ValueID) {
    let isContainer = containerName(of: info(site).kind) != nil
    let entry = frame.live
    for piece in values.pieces(values.restrict(index, to: entry)) {
      frame.live = piece.mask
      let part = values.restrict(new, to: piece.mask)
      switch shapes[piece.shape] {
      case .string(let name): writeField(site, isContainer ? ModuleKey.name(piece.shape.rawValue) : name.fieldKey, part)
      case .integer(let number) where isContainer && number >= 0: writeField(site, ModuleKey.index(number), part)
      default:
        guard isContainer else { continue }
        writeField(site, ListKey.each, values.join(readField(site, ListKey.each) ?? .empty, part))
      }
    }
    frame.live = entry
  }

  private func setListItem(_ site: SiteID, _ index: ValueID, _ new: ValueID) {
    let entry = frame.live
    for piece in values.pieces(values.restrict(index, to: entry)) {
      frame.live = piece.mask
      setListItem(site, piece.shape, values.restrict(new, to: piece.mask))
    }
    frame.live = entry
  }

  private func setListItem(_ site: SiteID, _ index: ShapeID, _ new: ValueID) {
    noteRead(of: site)
    let keys = store.content(of: site).keys
    if isSlice(index) {
      widen(site, with: anyElement(iteration(over: new)))
      return
    }
    if case .integer(let number)? = PythonNumber(shapes[index]), !keys.contains(ListKey.each) {
      let place = number < 0 ? keys.count + number : number
      if keys.indices.contains(place) { writeField(site, UInt32(place), new) }
      return
    }
    // Any one element may be the one that is replaced.
    for key in keys {
      let old = readField(site, key) ?? .empty
      if old != .empty { writeField(site, key, values.join(old, new)) }
    }
  }
}
