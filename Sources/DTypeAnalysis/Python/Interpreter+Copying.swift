import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Copies of objects, and the `copy` and `dataclasses` modules.
extension Interpreter {
  func callCopy(_ function: String, _ arguments: CallArguments) -> ValueID? {
    guard let subject = arguments.positional.first else { return nil }
    switch function {
    case "copy":
      return mapPieces(of: subject) { shape in
        guard let (site, kind) = self.object(shape), self.isCopied(kind) else {
          return self.value(shape)
        }
        return self.copied(site, at: arguments.node)
      }
    case "deepcopy":
      var known: [SiteID: SiteID] = [:]
      return deepCopy(
        values.restrict(subject, to: frame.live), at: arguments.node, &known, depth: 0)
    default: return nil
    }
  }

  /// Modules keep their identity: nothing that decides a dtype tells a copy of one from the original.
  private func isCopied(_ kind: SiteKind) -> Bool {
    switch kind {
    case .list, .dictionary, .set: true
    case .instance(.checked(let id)): !graph.isSubclass(id, of: "torch.nn.Module")
    case .instance(.modelled("types.SimpleNamespace")): true
    default: false
    }
  }

  /// A new object with the same fields in the live lanes.
  func copied(_ site: SiteID, at node: NodeID) -> ValueID {
    noteRead(of: site)
    let content = store.content(of: site)
    // One place may copy several objects in the same lanes (alternatives), so the original is part of the identity.
    let copy = newObject(info(site).kind, at: node, serial: site.rawValue + 1)
    for (key, field) in zip(content.keys, content.values) { writePresent(copy, key, field) }
    return value(.object(copy))
  }

  private func writePresent(_ site: SiteID, _ key: UInt32, _ field: ValueID) {
    let entry = frame.live
    frame.live = entry & values.support(field)
    if !frame.live.isEmpty { writeField(site, key, values.restrict(field, to: frame.live)) }
    frame.live = entry
  }

  private func deepCopy(
    _ original: ValueID, at node: NodeID, _ known: inout [SiteID: SiteID], depth: Int
  ) -> ValueID {
    guard depth < 32 else { return original }
    var pieces: [Piece] = []
    for piece in values.pieces(original) {
      let copies = shapes.alternatives(of: piece.shape).map {
        deepCopy($0, at: node, &known, depth: depth)
      }
      pieces.append(Piece(piece.mask, copies.dropFirst().reduce(copies[0]) { shapes.join($0, $1) }))
    }
    return values.value(pieces)
  }

  private func deepCopy(
    _ shape: ShapeID, at node: NodeID, _ known: inout [SiteID: SiteID], depth: Int
  ) -> ShapeID {
    switch shapes[shape] {
    case .tuple(let elements):
      var copies: [ValueID] = []
      for element in elements {
        copies.append(deepCopy(element, at: node, &known, depth: depth + 1))
      }
      return shapes.intern(.tuple(copies))
    case .sequence(let element):
      return shapes.intern(.sequence(deepCopy(element, at: node, &known, depth: depth + 1)))
    case .object(let site):
      guard isCopied(info(site).kind) else { return shape }
      if let copy = known[site] { return shapes.intern(.object(copy)) }
      noteRead(of: site)
      let content = store.content(of: site)
      let copy = newObject(info(site).kind, at: node, serial: site.rawValue + 1)
      known[site] = copy
      for (key, field) in zip(content.keys, content.values) {
        let present = values.restrict(field, to: frame.live)
        if present != .empty {
          writePresent(copy, key, deepCopy(present, at: node, &known, depth: depth + 1))
        }
      }
      return shapes.intern(.object(copy))
    default: return shape
    }
  }

  // MARK: dataclasses

  func callDataclasses(_ function: String, _ arguments: CallArguments) -> ValueID? {
    switch function {
    case "dataclass": return decoratorResult(arguments)
    case "field": return newField(arguments)
    case "replace":
      guard let subject = arguments.positional.first else { return nil }
      return mapPieces(of: subject) { shape in
        guard let (site, _) = self.object(shape) else {
          return self.unknown(.badArguments, "replace")
        }
        return self.replaced(site, arguments)
      }
    case "asdict", "astuple":
      guard let subject = arguments.positional.first else { return nil }
      return mapPieces(of: subject) {
        fieldsOfDataclass($0, asTuple: function == "astuple", at: arguments.node)
      }
    case "fields":
      guard let subject = arguments.positional.first else { return nil }
      return mapPieces(of: subject) { fieldDescriptions($0, at: arguments.node) }
    case "is_dataclass":
      return arguments.positional.first.map {
        mapPieces(of: $0) { boolean(classID(of: $0).map(isDataclass)) }
      }
    default: return nil
    }
  }

  /// `field(default=…, default_factory=…)` as an object that class construction reads.
  private func newField(_ arguments: CallArguments) -> ValueID {
    let site = newObject(.instance(.modelled("dataclasses.Field")), at: arguments.node)
    for name: Symbol in ["default", "default_factory"] {
      if let given = arguments[name] { writeField(site, name.fieldKey, given) }
    }
    return value(.object(site))
  }

  private func classID(of shape: ShapeID) -> ClassID? {
    switch shapes[shape] {
    case .class_(let id): return ClassID(id)
    case .object(let site):
      if case .instance(.checked(let id)) = info(site).kind { return id }
      return nil
    default: return nil
    }
  }

  private func fieldsOfDataclass(_ shape: ShapeID, asTuple: Bool, at node: NodeID) -> ValueID {
    guard let (site, _) = object(shape), let id = classID(of: shape) else {
      return unknown(.badArguments, "asdict")
    }
    let fields = dataclassFields(of: id).compactMap { name, _ in
      readField(site, name.fieldKey).map { (name, $0) }
    }
    return asTuple ? tuplePerLane(fields.map(\.1)) : dictionary(ofFields: fields, at: node)
  }

  /// A copy of an object, with other values for the fields that keywords name.
  func replaced(_ site: SiteID, _ arguments: CallArguments) -> ValueID {
    let copy = copied(site, at: arguments.node)
    for (name, given) in arguments.keywords {
      setAttribute(name, of: copy, to: values.restrict(given, to: frame.live), at: arguments.node)
    }
    return copy
  }

  /// Fields as a dict of their own, in the lanes that hold them.
  func dictionary(ofFields fields: [(name: Symbol, value: ValueID)], at node: NodeID) -> ValueID {
    let result = newDictionary(at: node)
    for (name, field) in fields { setItemWhereBound(result, key: value(shapes.string(name)), to: field) }
    return result
  }

  /// What `dataclasses.fields` lists: objects with a `name`.
  private func fieldDescriptions(_ shape: ShapeID, at node: NodeID) -> ValueID {
    guard let id = classID(of: shape) else { return value(.sequence(opaque(.inert))) }
    let fields = dataclassFields(of: id).enumerated().map { index, field in
      let site = newObject(
        .instance(.modelled("dataclasses.Field")), at: node, serial: UInt32(index) + 1)
      writeField(site, Symbol("name").fieldKey, value(shapes.string(field.name)))
      return value(.object(site))
    }
    return value(.tuple(fields))
  }
}
