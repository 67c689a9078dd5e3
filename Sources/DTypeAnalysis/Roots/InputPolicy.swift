import Dataflow
import PythonSemantics
import PythonSyntax
package import SourceText

/// Which arguments a root is called with, and their dtypes.
extension Interpreter {
  /// The arguments of the canonical call of `function` as keywords; `self` is bound already.
  ///
  /// - Parameters:
  ///   - givesTensors: whether tensors are given that have a default: those that a model used without a test,
  ///     and all of any other function, for which no rule says which are.
  ///   - onlyNeeded: whether nothing more is given than that, also where the second call gives everything.
  func rootInputs(
    of function: FunctionInfo, isModel: Bool, givesTensors: Bool = false, onlyNeeded: Bool = false, at node: NodeID
  ) -> CallArguments {
    var arguments = CallArguments(node: node)
    for parameter in function.parameters.dropFirst(function.definingClass == nil || isStatic(function) ? 0 : 1) {
      guard parameter.kind != .variadicPositional, parameter.kind != .variadicKeyword else { continue }
      guard let input = input(for: parameter, in: function, isModel, givesTensors, onlyNeeded) else { continue }
      arguments.keywords.append((parameter.name, input))
    }
    return arguments
  }

  /// Whether a parameter's name is one that processors and feature extractors give tensors to.
  package func isFromProcessor(_ name: Symbol) -> Bool { inputRules.isFromProcessor(name.text) }

  private func isStatic(_ function: FunctionInfo) -> Bool {
    let tree = graph[function.module].tree
    return function.decorators.contains { tree.kind($0) == .name && tree.symbol($0) == "staticmethod" }
  }

  /// Nil leaves the parameter at its default.
  private func input(
    for parameter: FunctionInfo.Parameter, in function: FunctionInfo, _ isModel: Bool, _ givesTensors: Bool,
    _ onlyNeeded: Bool
  ) -> ValueID? {
    let isRequired = parameter.defaultValue.isNone
    let annotation = graph[function.module].text(of: parameter.annotation)
    var kind = inputRules.kind(
      of: parameter.name, annotation: annotation, beside: function.parameters.map(\.name), isModel: isModel)
    if kind == .unknown, isAssumed, isUsedAsFloating(parameter.name, in: function) { kind = .floating }
    if kind == .integer, inputRules.isTarget(parameter.name.text), isDivided(parameter.name, in: function) {
      kind = .floating
    }
    let wave = onlyNeeded ? .first : wave
    let isMissed = noneUses.contains(parameter.name)
    if givesTensors, isMissed, kind == .unknown, annotation.contains("Tensor") {
      return unknown(.inputOfUnknownDType, parameter.name)
    }
    let isNeeded = givesTensors && (kind.isTensor ? !isModel || isMissed : onlyNeeded && isMissed)
    let isGiven =
      isNeeded
      || (isModel
        ? isGiven(parameter.name, to: function, wave) || kind.isTensor && isMeant(parameter, annotation, of: function)
        : wave == .second)
    guard isRequired || isGiven else {
      // A dtype that a function has by default is what it is mostly called with; None says nothing.
      return !isModel && leavesDTypeToCallers(parameter, in: function.module)
        ? unknown(.inputOfUnknownDType, parameter.name) : nil
    }
    return makeInput(kind, parameter, annotation, isRequired || (isNeeded && !kind.isTensor), wave)
  }

  /// Whether a model of a package that is strict about its annotations takes a tensor where it writes `= None`.
  ///
  /// transformers is not strict: there `attention_mask: torch.Tensor = None` is what callers leave out.
  private func isMeant(_ parameter: FunctionInfo.Parameter, _ annotation: String, of forward: FunctionInfo) -> Bool {
    guard let model = forward.definingClass, !graph.isTransformersModel(model) else { return false }
    // `Tensor` and `torch.Tensor`, but not `Optional[Tensor]` or `Tensor | None`.
    let name = annotation.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
    return Self.tensorTypes.contains(name)
      && graph[forward.module].tree.kind(parameter.defaultValue) == .noneLiteral
  }

  private static let tensorTypes: Set<Substring> = ["Tensor", "FloatTensor", "LongTensor"]

  /// Methods that only floating tensors are asked for.
  private static let floatingMethods: Set<Symbol> = [
    "sigmoid", "softmax", "tanh", "relu", "erf", "rsqrt", "sin", "cos", "logit", "log_softmax",
  ]

  /// Whether the function's own code shows that a parameter is a floating tensor.
  private func isUsedAsFloating(_ name: Symbol, in function: FunctionInfo) -> Bool {
    let tree = graph[function.module].tree
    return tree.nodes(in: function.body).contains { node in
      guard tree.kind(node) == .call else { return false }
      let callee = tree.child(node, 0)
      return tree.kind(callee) == .attribute && Self.floatingMethods.contains(tree.symbol(callee))
        && tree.kind(tree.child(callee, 0)) == .name && tree.symbol(tree.child(callee, 0)) == name
    }
  }

  /// Whether the function normalizes a parameter, such as `(labels - mean) / std`: nobody divides classes.
  private func isDivided(_ name: Symbol, in function: FunctionInfo) -> Bool {
    let tree = graph[function.module].tree
    return tree.nodes(in: function.body).contains { node in
      guard tree.kind(node) == .binary, tree[node].operation == .divide else { return false }
      var dividend = tree.child(node, 0)
      while tree.kind(dividend) == .binary { dividend = tree.child(dividend, 0) }
      return tree.kind(dividend) == .name && tree.symbol(dividend) == name
    }
  }

  private func isGiven(_ name: Symbol, to forward: FunctionInfo, _ wave: Wave) -> Bool {
    let model = forward.definingClass.map { graph[$0].name } ?? .empty
    return inputRules.isGiven(name, to: model, beside: forward.parameters.map(\.name), wave: wave)
  }

  private func makeInput(
    _ kind: InputKind, _ parameter: FunctionInfo.Parameter, _ annotation: String, _ isRequired: Bool, _ wave: Wave
  ) -> ValueID? {
    switch kind {
    case .integer:
      let isCanonical = !isAssumed && wave != .second && inputRules.isTwoDimensional(parameter.name.text)
      return tensor(.int64, rank: isCanonical ? .matrix : .dimensioned)
    case .boolean: return tensor(.bool)
    case .floating: return value(floatingInput(subject: parameter.name))
    case .pair:
      let one = value(floatingInput(subject: parameter.name))
      return value(.tuple([one, one]))
    case .flag: return wave == .second ? value(.opaque(.bool)) : isRequired ? value(shapes.false_) : nil
    case .size: return value(.opaque(.positiveInteger))
    case .number: return value(.opaque(.float))
    case .unknown: return isRequired || wave == .second ? unknown(.inputOfUnknownDType, parameter.name) : nil
    }
  }

  /// A floating input: the model's dtype, float32 where the model is in float32.
  ///
  /// Inside a model, where nobody is seen to call, autocast may have lowered it before.
  func floatingInput(subject: Symbol) -> ShapeID {
    var dtypes = lanes.vector { $0.scenario.modelDType }.restricted(to: frame.live)
    if options.inputs == .processor, !isAssumed, inputRules.isFromProcessor(subject.text) {
      dtypes = LaneVector(DTypeSet(.float32).rawValue, in: frame.live)
    }
    if isAssumed {
      (lanes.mask(of: .autocastBF16) & frame.live).forEachLane { dtypes[$0] |= DTypeSet(.bfloat16).rawValue }
    }
    return tensor(
      dtypes, rank: .dimensioned, from: [], origin: origin(at: frame.function?.node ?? .none, .input, subject: subject))
  }
}
