import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Construction: instances of checked classes, dataclasses, named tuples and `ModelOutput`s, and of modelled classes.
extension Interpreter {
  func instantiate(_ id: ClassID, _ arguments: CallArguments) -> ValueID {
    if isEnumeration(id) { return enumerationMember(of: id, arguments) }
    decorateClass(id)
    let context = contexts.context(frame.context, place: place(of: arguments.node))
    if frame.function != nil {
      constructed.insert(id)
      noteConfiguration(of: id, arguments)
    }
    if let other = madeByNew(of: id, arguments) { return other }
    return summarized(instanceOf: id, arguments, context: context) {
      let site = allocate(
        .instance(.checked(id)), at: graph[id].node, in: graph[id].module, context: context, serial: id.rawValue)
      let shape = shapes.intern(.object(site))
      initialize(id, shape, site, arguments)
      return values.value(shape, in: frame.live)
    }
  }

  /// What a class that stands for others returns from its `__new__` instead of an instance of its own.
  private func madeByNew(of id: ClassID, _ arguments: CallArguments) -> ValueID? {
    guard let function = graph.method("__new__", of: id) else { return nil }
    let made = callShape(functionValue(function.id), arguments.prepending(value(classValue(id))))
    let isOther = values.pieces(made).allSatisfy { piece in
      shapes.alternatives(of: piece.shape).allSatisfy { shape in
        guard case .object(let site) = shapes[shape], case .instance(.checked(let own)) = info(site).kind else {
          return false
        }
        return !isSubclass(own, of: id)
      }
    }
    return isOther && !frame.live.isEmpty ? made : nil
  }

  /// `Kind("a")`: the member of this value where it is known, for members stand for their values here.
  private func enumerationMember(of id: ClassID, _ arguments: CallArguments) -> ValueID {
    guard let given = arguments.positional.first else { return value(.opaque(.inert)) }
    return mapPieces(of: given) { shape in
      switch self.shapes[shape] {
      case .string, .integer: self.value(self.isMember(shape, of: id) ? self.shapes[shape] : .opaque(.inert))
      default: self.value(.opaque(.inert))
      }
    }
  }

  /// Whether a class binds a name to this value; in the order of the text, for what is read first is run first.
  private func isMember(_ shape: ShapeID, of id: ClassID) -> Bool {
    graph[id].members.compactMap { name, bindings in bindings.first.map { (name, $0.node.rawValue) } }
      .sorted { $0.1 < $1.1 }
      .contains { values.single(classAttribute($0.0, of: id))?.shape == shape }
  }

  private func initialize(_ id: ClassID, _ shape: ShapeID, _ site: SiteID, _ arguments: CallArguments) {
    for entry in graph[id].mro {
      switch entry {
      case .class_(let base):
        // The `__init__` that `@dataclass` makes hides those of the bases.
        if graph[base].members["__init__"] == nil, generatesInitializer(base) {
          initializeFields(id, site, arguments)
          if let after = method("__post_init__", of: id, receiver: shape), !isModelOutput(id) {
            _ = callShape(after, CallArguments(keywords: furtherKeywords(arguments, of: id), node: arguments.node))
          }
          return
        }
        guard
          graph[base].members["__init__"] != nil || decoratedMember("__init__", of: base, written: nil)?.owner == base
        else { continue }
        if let initializer = method("__init__", of: id, receiver: shape) { _ = callShape(initializer, arguments) }
        return
      case .external(let base):
        if let initializer = stubbedMember("__init__", of: base) {
          _ = callShape(initializer, arguments.prepending(value(shape)))
          return
        }
        if initializeModelled(base, shape, arguments) { return }
      }
    }
  }

  /// Whether a class has a generated `__init__`: `@dataclass`, a named tuple, or a subclass of `ModelOutput`, which
  /// must be one.
  private func generatesInitializer(_ id: ClassID) -> Bool {
    isDecoratedDataclass(id) || isNamedTuple(id) || (isModelOutput(id) && graph[id].name != "ModelOutput")
  }

  /// Keywords that name no field: `__post_init__(self, **kwargs)` of configurations takes them.
  private func furtherKeywords(_ arguments: CallArguments, of id: ClassID) -> [(name: Symbol, value: ValueID)] {
    guard !arguments.keywords.isEmpty, let function = graph.method("__post_init__", of: id),
      function.parameters.contains(where: { $0.kind == .variadicKeyword })
    else { return [] }
    let fields = Set(dataclassFields(of: id).map(\.name))
    return arguments.keywords.filter { !fields.contains($0.name) }
  }

  func isModelOutput(_ id: ClassID) -> Bool {
    graph[id].mro.contains { entry in
      switch entry {
      case .class_(let base): graph[base].name == "ModelOutput"
      case .external(let name): name.text.hasSuffix(".ModelOutput")
      }
    }
  }

  func isDataclass(_ id: ClassID) -> Bool {
    graph[id].mro.contains { entry in
      if case .class_(let base) = entry { isDecoratedDataclass(base) } else { false }
    }
  }

  private func isDecoratedDataclass(_ id: ClassID) -> Bool {
    let tree = graph[graph[id].module].tree
    return graph[id].decorators.contains { decorator in
      let name = tree.kind(decorator) == .call ? tree.child(decorator, 0) : decorator
      return ["dataclass", "strict"].contains(tree.symbol(name).text)
    }
  }

  /// The annotated fields of a dataclass, bases first, each with its default node.
  func dataclassFields(of id: ClassID) -> [(name: Symbol, owner: ClassID)] {
    var result: [(name: Symbol, owner: ClassID)] = []
    for case .class_(let base) in graph[id].mro.reversed() {
      let tree = graph[graph[base].module].tree
      for statement in tree.children(of: classBody(base)) where tree.kind(statement) == .annotatedAssignment {
        if isClassVariable(tree.child(statement, 1), tree) { continue }
        let name = tree.symbol(tree.child(statement, 0))
        if let index = result.firstIndex(where: { $0.name == name }) {
          result[index].owner = base
        } else {
          result.append((name, base))
        }
      }
    }
    return result
  }

  /// `ClassVar[…]` makes no field.
  private func isClassVariable(_ annotation: NodeID, _ tree: SyntaxTree) -> Bool {
    let name = tree.kind(annotation) == .subscript_ ? tree.child(annotation, 0) : annotation
    return [.name, .attribute].contains(tree.kind(name)) && tree.symbol(name) == "ClassVar"
  }

  private func classBody(_ id: ClassID) -> NodeID { graph[graph[id].module].tree.child(graph[id].node, 1) }

  private func initializeFields(_ id: ClassID, _ site: SiteID, _ arguments: CallArguments) {
    var positional = arguments.positional[...]
    for (name, owner) in dataclassFields(of: id) {
      let given = positional.popFirst() ?? arguments[name]
      if let given {
        writeField(site, name.fieldKey, given)
      } else if graph[owner].members[name] != nil, hasDefault(name, owner) {
        writeField(site, name.fieldKey, values.restrict(fieldDefault(name, owner), to: frame.live))
      } else if let more = arguments.moreKeywords {
        writeField(site, name.fieldKey, more)
      }
    }
  }

  private func hasDefault(_ name: Symbol, _ owner: ClassID) -> Bool {
    let tree = graph[graph[owner].module].tree
    return (graph[owner].members[name] ?? []).contains {
      tree.kind($0.node) != .annotatedAssignment || !tree.child($0.node, 2).isNone
    }
  }

  /// A field's default; `field(default_factory=dict)` is called.
  func fieldDefault(_ name: Symbol, _ owner: ClassID) -> ValueID {
    let made = classAttribute(name, of: owner)
    guard case .object(let site)? = uniform(made), case .instance(.modelled("dataclasses.Field")) = info(site).kind
    else { return made }
    if let fixed = store.read(site, Symbol("default").fieldKey) { return fixed }
    guard let factory = store.read(site, Symbol("default_factory").fieldKey) else { return made }
    return call(values.restrict(factory, to: frame.live), CallArguments(node: graph[owner].node))
  }

  /// Whether any of `fields` is held by a `ModelOutput`: those that are not None count.
  func truth(ofObject site: SiteID) -> Bool? {
    switch info(site).kind {
    case .list, .dictionary, .set:
      let content = store.content(of: site)
      if content.keys.contains(where: { $0 >= ListKey.each }) { return nil }
      return content.keys.contains { !FieldKey.isAttribute($0) }
    default: return true
    }
  }
}
