import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Calls: arguments are evaluated once, then every kind of callee gets its own lanes.
extension Interpreter {
  func evaluateCall(_ node: NodeID) -> ValueID {
    let tree = frame.tree
    let functionNode = tree.child(node, 0)
    if let result = evaluateSuper(node, function: functionNode) { return result }
    let callee = evaluate(functionNode)
    if frame.live.isEmpty { return .empty }
    let questions = trainingQuestions
    let given = tree.children(of: node).dropFirst().map { evaluateGiven($0) }
    if frame.live.isEmpty { return .empty }
    if trainingQuestions > questions, isOperation(callee) {
      // An operation gives the same dtypes however it trains.
      let direct = tree.children(of: node).dropFirst().count { asksWhetherItTrains($0) }
      trainingQuestions = max(questions, trainingQuestions - direct)
    }
    let parts = partition(by: given)
    if parts.count == 1 { return call(callee, arguments(given, at: node)) }
    var result = ValueID.empty
    var live = LaneMask()
    for part in parts {
      frame.live = part
      result = values.join(result, call(values.restrict(callee, to: part), arguments(given, at: node)))
      live.formUnion(frame.live)
    }
    frame.live = live
    return result
  }

  private func isOperation(_ callee: ValueID) -> Bool {
    switch uniform(callee) {
    case .operation, .boundOperation: true
    default: false
    }
  }

  private func asksWhetherItTrains(_ argument: NodeID) -> Bool {
    let tree = frame.tree
    let node = tree.kind(argument) == .keywordArgument ? tree.child(argument, 0) : argument
    return tree.kind(node) == .attribute && tree.symbol(node) == "training"
  }

  /// `super()` and `super(C, self)`.
  private func evaluateSuper(_ node: NodeID, function: NodeID) -> ValueID? {
    let tree = frame.tree
    guard tree.kind(function) == .name, tree.symbol(function) == "super", let current = frame.function else {
      return nil
    }
    var owner = frame.definingClass
    var receiver: ValueID?
    if tree.childCount(node) == 3 {
      if case .class_(let id)? = uniform(evaluate(tree.child(node, 1))) { owner = ClassID(id) }
      receiver = evaluate(tree.child(node, 2))
    } else if let first = current.parameters.first {
      receiver = first.slot >= 0 ? frame.locals[first.slot] : global(first.name, in: frame.module.id)
    }
    guard let owner, let receiver else { return unknown(.unresolvedName, "super") }
    return mapPieces(of: receiver) { value(.superProxy(afterClass: owner.rawValue, receiver: $0)) }
  }

  /// An argument as it is written, and its value.
  private struct Given {
    var node: NodeID
    var kind: NodeKind
    var value: ValueID
  }

  private func evaluateGiven(_ argument: NodeID) -> Given {
    let kind = frame.tree.kind(argument)
    let isWrapped = [.keywordArgument, .starred, .doubleStarred].contains(kind)
    let value = frame.live.isEmpty ? .empty : evaluate(isWrapped ? frame.tree.child(argument, 0) : argument)
    return Given(node: argument, kind: kind, value: value)
  }

  /// The lanes split where something that is unpacked does not hold as much in all of them.
  private func partition(by given: [Given]) -> [LaneMask] {
    refinement(of: given.filter { values.single($0.value) == nil && isUneven($0) }.map(\.value), in: frame.live)
  }

  private func isUneven(_ argument: Given) -> Bool {
    switch argument.kind {
    case .starred: if case .repeated = iteration(over: argument.value) { true } else { false }
    case .doubleStarred: uniform(argument.value) == nil
    default: false
    }
  }

  private func arguments(_ given: [Given], at node: NodeID) -> CallArguments {
    var arguments = CallArguments(node: node)
    for argument in given {
      let value = values.restrict(argument.value, to: frame.live)
      switch argument.kind {
      case .keywordArgument: arguments.keywords.append((frame.tree.symbol(argument.node), value))
      case .starred: addStarred(value, to: &arguments)
      case .doubleStarred: addDoubleStarred(value, to: &arguments)
      default: arguments.positional.append(value)
      }
    }
    return arguments
  }

  private func addStarred(_ value: ValueID, to arguments: inout CallArguments) {
    switch iteration(over: value) {
    case .elements(let elements): arguments.positional += elements
    case .repeated(let element): arguments.morePositional = element
    }
  }

  private func addDoubleStarred(_ value: ValueID, to arguments: inout CallArguments) {
    guard case .object(let site)? = uniform(value) else {
      arguments.moreKeywords = unknown(.badArguments, "**")
      return
    }
    switch info(site).kind {
    case .dictionary: addItems(of: site, to: &arguments)
    case .instance(.checked(let id)) where isModelOutput(id):
      for (name, field) in presentFields(of: site, id) where arguments[name] == nil {
        arguments.keywords.append((name, field))
      }
    case .instance(.checked(let id)) where isDictionaryClass(id): addItems(of: site, to: &arguments)
    default: arguments.moreKeywords = unknown(.badArguments, "**")
    }
  }

  private func addItems(of site: SiteID, to arguments: inout CallArguments) {
    noteRead(of: site)
    let content = store.content(of: site)
    for (key, field) in zip(content.keys, content.values) {
      if key == DictionaryKey.any {
        arguments.moreKeywords = field
      } else if FieldKey.isItem(key), case .string(let name) = shapes[ShapeID(key)] {
        let present = values.restrict(field, to: frame.live)
        if present != .empty, arguments[name] == nil { arguments.keywords.append((name, present)) }
      }
    }
  }

  /// Calls a value with arguments already evaluated.
  func call(_ callee: ValueID, _ arguments: CallArguments) -> ValueID {
    if let piece = values.single(callee), piece.mask.isSuperset(of: frame.live) {
      if case .alternatives = shapes[piece.shape] {} else { return callShape(piece.shape, arguments) }
    }
    let outer = callOfSeveral
    defer { callOfSeveral = outer }
    if isSeveralObjects(callee) { callOfSeveral = arguments.node }
    return mapPieces(of: callee) { shape in
      self.callShape(shape, arguments.restricted(to: self.frame.live, self.values))
    }
  }

  /// Whether a callee may, in one lane, be one of several layers.
  private func isSeveralObjects(_ callee: ValueID) -> Bool {
    values.pieces(callee).contains { piece in
      let objects = shapes.alternatives(of: piece.shape).filter {
        if case .object = shapes[$0] { true } else { false }
      }
      return objects.count > 1
    }
  }

  func callShape(_ callee: ShapeID, _ arguments: CallArguments) -> ValueID {
    switch shapes[callee] {
    case .function(let id, let environment): return callFunction(FunctionID(id), environment: environment, arguments)
    case .boundMethod(let function, let receiver):
      return callShape(function, arguments.prepending(value(receiver)))
    case .descriptor(_, let function): return callShape(function, arguments)
    case .class_(let id): return instantiate(ClassID(id), arguments)
    case .operation(let id): return callBaseForward(id, arguments) ?? callOperation(id, receiver: nil, arguments)
    case .boundOperation(let id, let receiver): return callOperation(id, receiver: receiver, arguments)
    case .builtin(let name): return callBuiltin(name, arguments)
    case .external(let name): return callExternal(name, arguments)
    case .boundExternal(let name, let receiver): return callMethod(name, of: receiver, arguments)
    case .object(let site): return callObject(site, callee, arguments)
    case .dtype: return unknown(.notCallable, "torch.dtype")
    case .none: return callNone(arguments)
    case .unknown(let reason): return value(.unknown(reason))
    case .opaque(.inert): return value(.opaque(.inert))
    default: return unknown(.notCallable)
    }
  }

  /// `nn.LayerNorm.forward(self, x)`: what a module inherits from a class of torch, called by that class's name.
  private func callBaseForward(_ operation: OperatorID, _ arguments: CallArguments) -> ValueID? {
    guard let piece = arguments.positional.first.flatMap(values.single), case .object(let site) = shapes[piece.shape],
      isModule(site)
    else { return nil }
    let name = library[operation].name.text
    guard name.hasPrefix("torch.nn."), name.hasSuffix(".forward"),
      let method = modelledMember("forward", piece.shape, of: Symbol(String(name.dropLast(".forward".count))))
    else { return nil }
    return call(method, arguments.dropping(first: 1))
  }

  /// Calling None raises: a name that an import guard left empty.
  private func callNone(_ arguments: CallArguments) -> ValueID {
    leaveByException()
    return .empty
  }

  /// `module(x)`, `partial(x)`, an object with `__call__`.
  private func callObject(_ site: SiteID, _ shape: ShapeID, _ arguments: CallArguments) -> ValueID {
    switch sites[Int(site.rawValue)].kind {
    case .partial: return callPartial(site, arguments)
    case .instance(let owner):
      if let made = namedTuple(madeBy: site, arguments) { return made }
      return callInstance(owner, shape, arguments)
    default: return unknown(.notCallable)
    }
  }

  private func callInstance(_ owner: ObjectClass, _ receiver: ShapeID, _ arguments: CallArguments) -> ValueID {
    guard case .checked(let id) = owner else { return callModule(owner, receiver, arguments) }
    let name = calledMethod(of: id)
    if let method = method(name, of: id, receiver: receiver) {
      let entry = frame.live
      let result = callShape(method, arguments)
      if decoratedNames.contains(name) { runReplaced(name, of: id, receiver: receiver, arguments, in: entry) }
      return result
    }
    return name == "forward" ? callModule(owner, receiver, arguments) : unknown(.notCallable, graph[id].name)
  }

  /// The method that calling an instance runs: a layer class that wraps `__call__` (gradient checkpointing) still ends
  /// in `forward`.
  func calledMethod(of id: ClassID) -> Symbol {
    graph.isSubclass(id, of: "torch.nn.Module") ? "forward" : "__call__"
  }
}

/// The field of a dict that stands for keys the analysis does not know.
enum DictionaryKey {
  static let any: UInt32 = .max - 3
}

/// The field of a list that stands for each element, when the length is not known.
enum ListKey {
  static let each: UInt32 = .max - 4
}
