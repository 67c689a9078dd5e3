import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// What the machine writes down while it runs.
extension Interpreter {
  /// Notes what a name, parameter or `return` is bound to, mutable things as the picture they are now.
  func recordBinding(_ node: NodeID, _ value: ValueID) {
    guard !frame.live.isEmpty, facts.isTracked(frame.module.id) else { return }
    let seen = picture(of: values.restrict(value, to: frame.live), depth: 0)
    facts.noteBinding(seen, at: node, in: frame.module.id, wave: wave(of: seen), values: values)
  }

  /// The wave in which a value is noted: what a part that runs alone leaves unknown fills only what no one else knows.
  func wave(of seen: ValueID) -> Wave {
    guard isPart, holdsUnknown(seen) else { return wave }
    leftToOthers += 1
    return .fallback
  }

  private func holdsUnknown(_ value: ValueID) -> Bool {
    values.pieces(value).contains { piece in
      shapes.alternatives(of: piece.shape).contains { shape in
        switch shapes[shape] {
        case .unknown: true
        case .tensor(let tensor):
          shapes[tensor.dtypes].groups(in: piece.mask).contains { DTypeSet(rawValue: $0.bits).isUnknown }
        case .tuple(let elements): elements.contains(where: holdsUnknown)
        case .sequence(let element): holdsUnknown(element)
        case .record(_, _, let fields): fields.contains(where: holdsUnknown)
        default: false
        }
      }
    }
  }

  /// `value` with lists, dicts and output objects replaced by what they hold.
  private func picture(of value: ValueID, depth: Int) -> ValueID {
    let pieces = values.pieces(value)
    var changed = false
    let pictured = pieces.map { piece -> Piece in
      let shape = picture(of: piece.shape, in: piece.mask, depth: depth)
      if shape != piece.shape { changed = true }
      return Piece(piece.mask, shape)
    }
    return changed ? values.value(pictured) : value
  }

  private func picture(of shape: ShapeID, in mask: LaneMask, depth: Int) -> ShapeID {
    guard depth < 4 else { return shape }
    switch shapes[shape] {
    case .object(let site): return picture(of: site, in: mask, depth: depth) ?? shape
    case .tuple(let elements):
      return shapes.intern(.tuple(elements.map { picture(of: $0, depth: depth + 1) }))
    case .sequence(let element): return shapes.intern(.sequence(picture(of: element, depth: depth + 1)))
    case .alternatives(let list):
      let parts = list.map { picture(of: $0, in: mask, depth: depth) }
      return parts.dropFirst().reduce(parts[0]) { shapes.join($0, $1) }
    default: return shape
    }
  }

  private func picture(of site: SiteID, in mask: LaneMask, depth: Int) -> ShapeID? {
    noteRead(of: site)
    if let fields = namedTupleFields(of: site) {
      return shapes.intern(
        .tuple(fields.map { picture(of: values.restrict($0.value, to: mask), depth: depth + 1) }))
    }
    let content = store.content(of: site)
    switch info(site).kind {
    case .list:
      if let each = content[ListKey.each] {
        let all = content.values.reduce(each) { values.join($0, $1) }
        return shapes.intern(.sequence(picture(of: values.restrict(all, to: mask), depth: depth + 1)))
      }
      return shapes.intern(
        .tuple(content.values.map { picture(of: values.restrict($0, to: mask), depth: depth + 1) }))
    case .dictionary:
      return record(
        .dictionary,
        fields(content) { key in
          if case .string(let name) = shapes[ShapeID(key)] { name } else { nil }
        }, mask, depth)
    case .instance(.checked(let id)) where isModelOutput(id) || isDataclass(id):
      let declared = dataclassFields(of: id).compactMap { field in content[field.name.fieldKey].map { (field.name, $0) }
      }
      return record(.object, declared, mask, depth)
    // Other objects hold no tensors that a binding is asked for: one stands for all.
    case .instance: return shapes.opaque(.inert)
    default: return nil
    }
  }

  private func fields(_ content: Content, _ name: (UInt32) -> Symbol?) -> [(Symbol, ValueID)] {
    zip(content.keys, content.values).compactMap { key, value in
      !FieldKey.isItem(key) ? nil : name(key).map { ($0, value) }
    }
  }

  private func record(_ kind: RecordKind, _ fields: [(Symbol, ValueID)], _ mask: LaneMask, _ depth: Int) -> ShapeID {
    let present = fields.map { ($0.0, picture(of: values.restrict($0.1, to: mask), depth: depth + 1)) }
      .filter { $0.1 != .empty }
    return shapes.intern(.record(kind, keys: present.map(\.0), values: present.map(\.1)))
  }

  // MARK: Rotary sites

  /// Whether a name is that of a function which applies rotary embeddings: `apply` and `rotary` or `rope` in it.
  static func appliesRotary(_ name: Symbol) -> Bool {
    let text = name.text.lowercased()
    return text.contains("apply") && (text.contains("rotary") || text.contains("rope"))
  }

  func isRotary(_ name: Symbol) -> Bool {
    if let known = rotaryNames[name] { return known }
    let answer = Self.appliesRotary(name)
    rotaryNames[name] = answer
    return answer
  }

  func noteRotaryCall(_ function: FunctionInfo, _ bound: [ValueID], at node: NodeID) {
    guard facts.isTracked(frame.module.id), isRotary(function.name) else { return }
    let arguments = zip(function.parameters, bound).map {
      (name: $0.name, value: picture(of: values.restrict($1, to: frame.live), depth: 0))
    }
    let index = siteFact(at: node, callee: function.id, name: function.name)
    merge(arguments, into: index)
  }

  /// - Parameter mark: where the raises of the call begin in the log.
  func noteRotaryResult(_ function: FunctionInfo, _ result: ValueID, loggedSince mark: Int, at node: NodeID) {
    guard facts.isTracked(frame.module.id), isRotary(function.name) else { return }
    let index = siteFact(at: node, callee: function.id, name: function.name)
    let raised = lanesRaised(by: function, loggedSince: mark)
    let seen = picture(of: values.restrict(result, to: frame.live - raised), depth: 0)
    facts.sites[index].noteReturn(seen, wave: wave(of: seen), values: values)
  }

  /// A modelled kernel (`flash_attn.layers.rotary.apply_rotary_emb`) has no function of the tree.
  func noteRotaryKernel(
    _ model: OperatorModel, _ arguments: CallArguments, _ result: ValueID, loggedSince mark: Int
  ) {
    guard facts.isTracked(frame.module.id), isRotary(model.name) else { return }
    let name = Symbol(model.name.text.split(separator: ".").last.map(String.init) ?? model.name.text)
    guard isRotary(name) else { return }
    let named = model.parameters.enumerated().compactMap { index, parameter in
      arguments.argument(index, parameter.name).map { (name: parameter.name, value: $0) }
    }
    let index = siteFact(at: arguments.node, callee: nil, name: name)
    merge(named, into: index)
    let raised = facts.raisesLogged(since: mark).reduce(into: LaneMask()) { $0.formUnion($1.lanes) }
    let seen = values.restrict(result, to: frame.live - raised)
    facts.sites[index].noteReturn(seen, wave: wave(of: seen), values: values)
  }

  /// The lanes in which a call raised whatever its conditions: an operation of the callee's own first lines failed.
  private func lanesRaised(by function: FunctionInfo, loggedSince mark: Int) -> LaneMask {
    facts.raisesLogged(since: mark).reduce(into: LaneMask()) { lanes, raise in
      let fact = facts.raises[raise.index]
      let place = fact.inner ?? (fact.module, fact.node)
      if place.module == function.module, isReachedByEveryCall(place.node, of: function) {
        lanes.formUnion(raise.lanes)
      }
    }
  }

  /// Whether no branch, loop or `return` comes before a node of the function's body.
  private func isReachedByEveryCall(_ node: NodeID, of function: FunctionInfo) -> Bool {
    let tree = graph[function.module].tree
    var step = node
    while !step.isNone, tree.parent(step) != function.body {
      if !Self.evaluatesAllParts.contains(tree.kind(step)) { return false }
      step = tree.parent(step)
    }
    guard !step.isNone else { return false }
    return tree.children(of: function.body).prefix { $0 != step }.allSatisfy { Self.plain.contains(tree.kind($0)) }
      && (Self.plain.contains(tree.kind(step)) || tree.kind(step) == .return_)
  }

  private static let plain: Set<NodeKind> = [
    .expressionStatement, .assignment, .annotatedAssignment, .augmentedAssignment, .pass, .assert,
  ]
  private static let evaluatesAllParts: Set<NodeKind> = plain.union([
    .return_, .call, .attribute, .subscript_, .tuple, .list, .binary, .unary, .keywordArgument, .starred,
  ])

  private func siteFact(at node: NodeID, callee: FunctionID?, name: Symbol) -> Int {
    let place = place(of: node)
    if let known = facts.siteIndex[place] { return known }
    facts.siteIndex[place] = facts.sites.count
    facts.sites.append(SiteFact(module: frame.module.id, node: node, callee: callee, name: name))
    return facts.sites.count - 1
  }

  private func merge(_ arguments: [(name: Symbol, value: ValueID)], into index: Int) {
    for (name, value) in arguments {
      facts.sites[index].note(value, for: name, wave: wave(of: value), values: values)
    }
  }
}
