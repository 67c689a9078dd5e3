import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Functions of the checked code: arguments are bound, the body is interpreted, or a summary is replayed.
extension Interpreter {
  func callFunction(_ id: FunctionID, environment: SiteID?, _ arguments: CallArguments) -> ValueID {
    let function = graph[id]
    guard frame.depth < options.callDepth else { return unknown(.tooDeep, function.name) }
    let closure = IDPair(id.rawValue, environment?.rawValue ?? .max)
    // A stub stands for code that calls itself once for each model inside another.
    let limit = graph[function.module].isStub ? Bounds.stubRecursion : Bounds.recursion
    let active = activeCalls[closure.high, closure.low] ?? 0
    let walked = active > 0 ? moduleToWalk(function, arguments) : nil
    guard active < (walked == nil ? limit : Bounds.moduleDepth) else { return unknown(.recursion, function.name) }
    if let walked { walkedModules.append(walked) }
    defer { if walked != nil { walkedModules.removeLast() } }
    let context = contexts.context(frame.context, place: place(of: arguments.node))
    guard let bound = bind(arguments, to: function, context: context) else {
      // A call that does not fit raises a TypeError in Python; here the signature may be misread, so stay unknown.
      return unknown(.badArguments, function.name)
    }
    noteRotaryCall(function, bound, at: arguments.node)
    let outside = modes
    defer { modes = outside }
    if let region = autocastRegions[id.rawValue] { modes = autocastModes(region) }
    let mark = facts.raiseLog.count
    let live = frame.live
    let knownUses = noneUseLog.count
    let result = splitOptional(bound) { bound in
      self.summarized(function, environment, bound, context: context) {
        self.run(function, environment: environment, bound, context: context)
      }
    }
    if noneUseLog.count > knownUses { noteNoneUses(of: function, bound, arguments) }
    if facts.raiseLog.count > mark, frame.function != nil, facts.isTracked(frame.module.id),
      !graph[function.module].isStub,
      !facts.isTracked(function.module)
    {
      facts.noteRaises(
        loggedSince: mark, at: arguments.node, in: frame.module.id, live: live, wave: wave, isAssumed: isAssumed,
        values: values)
    }
    noteRotaryResult(function, result, loggedSince: mark, at: arguments.node)
    return result
  }

  /// Calls with an argument that may be None or a tensor as two calls: what becomes of the tensor is certain in one.
  private func splitOptional(_ bound: [ValueID], _ call: ([ValueID]) -> ValueID) -> ValueID {
    for (index, argument) in bound.enumerated() {
      guard let parts = optionalParts(of: argument) else { continue }
      let both = [parts.none, parts.tensor].map { part in
        var one = bound
        one[index] = part
        return one
      }
      var result = ValueID.empty
      branch(
        Truth(both: frame.live), then: { result = call(both[0]) },
        otherwise: { result = values.join(result, call(both[1])) })
      return result
    }
    return call(bound)
  }

  /// What may be None or a tensor in each of its lanes, apart; nil for everything else.
  ///
  /// Where origins are tracked, the tensors of the lanes are several shapes, and have to be told apart all the same.
  private func optionalParts(of value: ValueID) -> (none: ValueID, tensor: ValueID)? {
    var nones: [Piece] = []
    var tensors: [Piece] = []
    for piece in values.pieces(value) {
      guard case .alternatives(let list) = shapes[piece.shape], list.count == 2,
        let none = list.first(where: { isNone($0) == true }), let tensor = list.first(where: isTensor)
      else { return nil }
      nones.append(Piece(piece.mask, none))
      tensors.append(Piece(piece.mask, tensor))
    }
    return nones.isEmpty ? nil : (values.value(nones), values.value(tensors))
  }

  /// Interprets a function's body with its parameters bound; the caller's lanes go on unless they raised.
  private func run(
    _ function: FunctionInfo, environment: SiteID?, _ bound: [ValueID], context: ContextID
  ) -> ValueID {
    let caller = frame
    let callee = Frame(
      function: function, module: graph[function.module], context: context, definingClass: function.definingClass,
      environment: allocateEnvironment(of: function, context: context, closure: environment), closure: environment,
      live: caller.live, caller: caller)
    frame = callee
    entered.insert(function.id)
    // Closures count apart: one decorator wraps many functions that call each other.
    let closure = IDPair(function.id.rawValue, environment?.rawValue ?? .max)
    let active = activeCalls[closure.high, closure.low] ?? 0
    activeCalls.set(closure.high, closure.low, to: active + 1)
    let savedModes = modes
    bindParameters(function, bound)
    let tree = callee.tree
    if tree.kind(function.node) == .lambda {
      frame.result = evaluate(function.body)
      frame.returned = frame.live
      recordBinding(function.node, frame.result)
    } else {
      execute(block: function.body)
      finish(function)
    }
    modes = savedModes
    activeCalls.set(closure.high, closure.low, to: active)
    frame = caller
    // Lanes that left by an exception do not come back; it is on its way to a handler of the caller, or out.
    frame.raised.formUnion(callee.raised - callee.returned)
    frame.live = callee.returned
    noteFlow(through: function, bound, callee.result)
    return callee.result
  }

  private func bindParameters(_ function: FunctionInfo, _ bound: [ValueID]) {
    let standIn = graph.environment.insteadOfNone[function.name]
    for (parameter, given) in zip(function.parameters, bound) {
      var value = given
      if let standIn, standIn.parameter == parameter.name, uniform(given) == Shape.none {
        value = self.value(.string(standIn.value))
      }
      store(value, name: parameter.name, at: parameter.node)
      recordBinding(parameter.node, value)
    }
  }

  /// Falling off the end returns None; a generator returns what it yielded.
  private func finish(_ function: FunctionInfo) {
    if function.isGenerator {
      frame.live.formUnion(frame.returned)
      let shape: Shape = frame.yieldsInLoop ? .sequence(shapes.joined(frame.yielded)) : .tuple(frame.yielded)
      frame.result = value(shape)
      frame.returned = frame.live
      return
    }
    guard !frame.live.isEmpty else { return }
    frame.result = values.join(frame.result, noneValue)
    frame.returned.formUnion(frame.live)
  }

  // MARK: Binding

  /// One value per parameter, nil when the arguments cannot fit.
  func bind(_ arguments: CallArguments, to function: FunctionInfo, context: ContextID) -> [ValueID]? {
    var result = [ValueID?](repeating: nil, count: function.parameters.count)
    var rest = arguments.positional[...]
    for (index, parameter) in function.parameters.enumerated() {
      switch parameter.kind {
      case .variadicPositional:
        result[index] = variadic(Array(rest), more: arguments.morePositional)
        rest = []
      case .variadicKeyword, .keywordOnly: break
      default:
        if let next = rest.popFirst() { result[index] = next }
      }
    }
    guard rest.isEmpty else { return nil }
    for (index, parameter) in function.parameters.enumerated() where result[index] == nil {
      guard parameter.kind != .variadicKeyword else { continue }
      if parameter.kind != .positionalOnly, let given = arguments[parameter.name] {
        result[index] = given
      } else if parameter.kind != .keywordOnly, let more = arguments.morePositional {
        result[index] = more
      } else if !parameter.defaultValue.isNone {
        result[index] = defaultValue(of: parameter, in: function)
        if let more = arguments.moreKeywords { result[index] = values.join(result[index] ?? .empty, more) }
      } else if let more = arguments.moreKeywords {
        result[index] = more
      } else {
        return nil
      }
    }
    let extra = arguments.keywords.filter { !isBound($0.name, function, result) }
    if let index = function.parameters.firstIndex(where: { $0.kind == .variadicKeyword }) {
      result[index] = keywordDictionary(extra, more: arguments.moreKeywords, function, context)
    } else if !extra.isEmpty {
      return nil
    }
    return result.map { values.restrict($0 ?? .empty, to: frame.live) }
  }

  /// Whether a keyword has found its parameter, or one already filled by position: Python raises then, we drop it.
  private func isBound(_ name: Symbol, _ function: FunctionInfo, _ result: [ValueID?]) -> Bool {
    for (index, parameter) in function.parameters.enumerated() where parameter.name == name {
      return result[index] != nil && parameter.kind != .variadicKeyword && parameter.kind != .positionalOnly
    }
    return false
  }

  private func variadic(_ elements: [ValueID], more: ValueID?) -> ValueID {
    guard let more else { return value(.tuple(elements)) }
    return value(.sequence(shapes.joined(elements + [more])))
  }

  private func keywordDictionary(
    _ keywords: [(name: Symbol, value: ValueID)], more: ValueID?, _ function: FunctionInfo, _ context: ContextID
  ) -> ValueID {
    let site = allocate(.dictionary, at: function.node, in: function.module, context: context)
    for (name, value) in keywords { writeField(site, shapes.string(name).rawValue, value) }
    if let more { writeField(site, DictionaryKey.any, more) }
    return value(.object(site))
  }

  /// Defaults are evaluated in the scope around the function; those of modules and classes once.
  func defaultValue(of parameter: FunctionInfo.Parameter, in function: FunctionInfo) -> ValueID {
    let tree = graph[function.module].tree
    switch tree.kind(parameter.defaultValue) {
    case .noneLiteral: return noneValue
    case .trueLiteral: return value(shapes.true_)
    case .falseLiteral: return value(shapes.false_)
    default: break
    }
    let key = IDPair(function.module.rawValue | 0x8000_0000, parameter.defaultValue.rawValue)
    if let known = globals[key] { return values.restrict(known, to: frame.live) }
    let module = graph[function.module]
    let made = outsideOfRoots(module: module) { evaluate(parameter.defaultValue) }
    globals[key] = made
    return values.restrict(made, to: frame.live)
  }
}

extension Bounds {
  static let recursion: UInt32 = 2
  static let stubRecursion: UInt32 = 8
}
