import PythonSyntax
import SourceText

extension ModelReader {
  /// `class Linear(Module): …`: the tensors, `__init__` and `forward`; what is not declared comes from the first base.
  func addModule(_ node: NodeID, into builder: inout ModelBuilder) {
    let name = Symbol(prefix + "." + tree.symbol(node).text)
    let bases = tree.child(node, 0).isNone ? [] : tree.children(of: tree.child(node, 0)).map { tree.symbol($0).text }
    let parents = bases.map { Symbol(prefix + "." + $0) }
    let inherited = parents.first.flatMap { builder.modules[$0] }
    if let first = parents.first, inherited == nil {
      builder.problems.append(problem(node, "`\(first)` is not declared above"))
    }
    var model = ModuleModel(
      name: name, bases: parents, initParameters: inherited?.initParameters ?? [], tensors: inherited?.tensors ?? [],
      forward: [],
      isContainer: inherited?.isContainer ?? false || bases.contains("Container") || name == "torch.nn.Container")
    var ownTensors: [ModuleTensor] = []
    var forwards: [NodeID] = []
    for statement in tree.children(of: tree.child(node, 1)) {
      switch tree.kind(statement) {
      case .annotatedAssignment:
        if let tensor = moduleTensor(statement, &builder.problems) { ownTensors.append(tensor) }
      case .functionDefinition where tree.symbol(statement) == "__init__":
        var declaration = OperatorDeclaration(reader: self, node: statement)
        model.initParameters = declaration.readParameters(dropping: "self")
        builder.problems += declaration.problems
      case .functionDefinition where tree.symbol(statement) == "forward": forwards.append(statement)
      case .expressionStatement, .pass: continue
      default: builder.problems.append(problem(statement, "a tensor, `__init__` or `forward` is expected"))
      }
    }
    if !ownTensors.isEmpty { model.tensors = ownTensors }
    checkPresence(of: model, node, &builder.problems)
    let forwardName = Symbol(name.text + ".forward")
    for forward in forwards {
      model.forward.append(addForward(forward, named: forwardName, tensors: model.tensors, into: &builder))
    }
    if forwards.isEmpty, let parent = parents.first {
      builder.alias(Symbol(parent.text + ".forward"), as: forwardName)
      model.forward = builder.overloads[forwardName] ?? []
    }
    builder.modules[name] = model
  }

  private func addForward(
    _ node: NodeID, named name: Symbol, tensors: [ModuleTensor], into builder: inout ModelBuilder
  ) -> OperatorID {
    var declaration = OperatorDeclaration(reader: self, node: node)
    var parameters = declaration.readParameters(dropping: "self")
    for tensor in tensors {
      parameters.append(
        OperatorParameter(
          name: tensor.attribute, kind: .keywordOnly, role: .tensor, hasDefault: true, accepts: .tensor,
          defaultValue: ArgumentClass.none, usualDType: nil, isFill: false))
    }
    declaration.compile(name: name, parameters: parameters)
    builder.problems += declaration.problems
    return builder.add(declaration.model, declaration.contract)
  }

  private func checkPresence(of model: ModuleModel, _ node: NodeID, _ problems: inout [ModelProblem]) {
    let names = Set(model.initParameters.map(\.name))
    for tensor in model.tensors {
      let used: [Symbol] =
        switch tensor.presence {
        case .always: []
        case .ifTrue(let name), .ifNotNone(let name): [name]
        case .ifBothTrue(let first, let second): [first, second]
        }
      for name in used where !names.contains(name) {
        problems.append(problem(node, "`\(tensor.attribute)`: `__init__` has no parameter `\(name)`"))
      }
    }
  }

  /// `bias: Parameter = when(bias)`, `count: Buffer[int64, zero]`.
  private func moduleTensor(_ statement: NodeID, _ problems: inout [ModelProblem]) -> ModuleTensor? {
    var annotation = tree.child(statement, 1)
    var tensor = ModuleTensor(
      attribute: tree.symbol(tree.child(statement, 0)), role: .parameter, dtype: .keywordElseDefault,
      presence: .always, rank: .dimensioned)
    if tree.kind(annotation) == .subscript_ {
      let inner = tree.child(annotation, 1)
      for word in tree.kind(inner) == .tuple ? Array(tree.children(of: inner)) : [inner] {
        if tree.symbol(word) == "zero" {
          tensor.rank = .zeroDimensional
        } else if let dtype = DType(name: tree.symbol(word).text) {
          tensor.dtype = .fixed(dtype)
        } else {
          problems.append(problem(word, "a dtype or `zero` is expected"))
        }
      }
      annotation = tree.child(annotation, 0)
    }
    switch tree.symbol(annotation) {
    case "Parameter": tensor.role = .parameter
    case "Buffer": tensor.role = .buffer
    default:
      problems.append(problem(annotation, "Parameter or Buffer is expected"))
      return nil
    }
    let value = tree.child(statement, 2)
    guard !value.isNone else { return tensor }
    guard tree.kind(value) == .call, tree.symbol(tree.child(value, 0)) == "when",
      let presence = presence(tree.child(value, 1))
    else {
      problems.append(problem(value, "`when(…)` is expected"))
      return nil
    }
    tensor.presence = presence
    return tensor
  }

  private func presence(_ condition: NodeID) -> ModuleTensor.Presence? {
    switch tree.kind(condition) {
    case .name: return .ifTrue(tree.symbol(condition))
    case .boolean where tree[condition].operation == .and && tree.childCount(condition) == 2:
      return .ifBothTrue(tree.symbol(tree.child(condition, 0)), tree.symbol(tree.child(condition, 1)))
    case .comparison where tree.kind(tree.child(condition, 0)) == .name:
      return .ifNotNone(tree.symbol(tree.child(condition, 0)))
    default: return nil
    }
  }
}
