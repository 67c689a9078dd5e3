import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// What configurations hold instead of their defaults: other texts, the other truth of flags, or what users must give.
struct ConfigurationVariation {
  /// What the code of a file compares each field with.
  var texts: [Symbol: [Symbol]] = [:]
  /// The same for the parameters of models that are made without a configuration.
  var argumentTexts: [Symbol: [Symbol]] = [:]
  /// Which of a field's other texts it has now; a field with fewer keeps its default.
  var round = 0
  /// The fields that decide which parts a model has, all turned round at once.
  var flags: Set<Symbol> = []
  /// The fields, and the parameters of models without a configuration, that hold what nobody knows.
  var given: Set<Symbol> = []
}

/// Models with other configurations than the default: users load those too, and the code says which there are.
extension Interpreter {
  /// Runs the models whose configuration has a text at its default that the file compares with another one.
  ///
  /// What these runs see fills only places and lanes that the plain ones left empty.
  func runVariations(of models: [ClassID], in module: Module) {
    let texts = comparedTexts(in: module) { $0 == .attribute }
    let argumentTexts = comparedTexts(in: module) { $0 == .attribute || $0 == .name }
    guard !argumentTexts.isEmpty else { return }
    for round in 0..<Bounds.variations {
      let choice = ConfigurationVariation(texts: texts, argumentTexts: argumentTexts, round: round)
      guard runVariation(choice, of: models, wave: .varied) else { break }
    }
  }

  /// Runs the models that have parts which only the other truth of a flag makes.
  func runFlagged(_ models: [ClassID], in module: Module) {
    let flags = flagsOfUnreached(in: module)
    if !flags.isEmpty { _ = runVariation(ConfigurationVariation(flags: flags), of: models, wave: .flagged) }
  }

  /// Whether some model has what varies.
  private func runVariation(_ choice: ConfigurationVariation, of models: [ClassID], wave: Wave) -> Bool {
    let varied = models.filter { isVaried($0, by: choice) }
    if varied.isEmpty { return false }
    let plain = instances
    self.wave = wave
    variation = choice
    instances.removeAll(keepingCapacity: true)
    for id in varied { runRoot(id, isModel: true) }
    variation = nil
    instances = plain
    self.wave = .first
    return true
  }

  private func isVaried(_ id: ClassID, by choice: ConfigurationVariation) -> Bool {
    if let (function, parameters) = ownArguments(of: id) {
      return parameters.contains { variedArgument($0, of: function, by: choice) != nil }
    }
    var isVaried = false
    forEachObject(of: configuration(of: id)) { site in
      isVaried = isVaried || !others(of: site, by: choice).isEmpty
    }
    return isVaried
  }

  /// `configuration` with what the variation that runs now has, in the configurations inside it too.
  func varied(_ configuration: ValueID, of id: ClassID, by choice: ConfigurationVariation) -> ValueID {
    outsideOfRoots(module: graph[graph[id].module]) {
      let arguments = CallArguments([configuration], node: graph[id].node)
      guard let copy = callCopy("deepcopy", arguments) else { return configuration }
      forEachObject(of: copy) { site in
        for (name, other) in others(of: site, by: choice) {
          store.write(site, name.fieldKey, value(other), in: lanes.all)
        }
      }
      return freeze(copy)
    }
  }

  /// What the fields of a configuration hold in a variation, where that is not their default.
  private func others(of site: SiteID, by choice: ConfigurationVariation) -> [(name: Symbol, value: Shape)] {
    let content = store.content(of: site)
    return Set(choice.texts.keys).union(choice.flags).union(choice.given).sorted { $0.text < $1.text }.compactMap {
      name in
      let field = content[name.fieldKey]
      if let field, choice.given.contains(name), isNoneOrList(field) {
        return (name, shapes[shapes.unknown(.inputOfUnknownDType, name)])
      }
      switch field.flatMap(uniform) {
      case .string(let present)?:
        let others = (choice.texts[name] ?? []).filter { $0 != present }
        return choice.round < others.count ? (name, .string(others[choice.round])) : nil
      case .bool(let present)?: return choice.flags.contains(name) ? (name, .bool(!present)) : nil
      default: return nil
      }
    }
  }

  private func isNoneOrList(_ field: ValueID) -> Bool {
    switch uniform(field) {
    case .some(.none), .tuple: true
    case .object(let site): info(site).kind == .list
    default: false
    }
  }

  /// The parameters of the `__init__` of a model that is made without a configuration.
  private func ownArguments(of id: ClassID) -> (FunctionInfo, ArraySlice<FunctionInfo.Parameter>)? {
    guard !graph.isTransformersModel(id), let function = graph.method("__init__", of: id),
      !function.parameters.contains(where: { $0.name == "config" })
    else { return nil }
    return (function, function.parameters.dropFirst())
  }

  /// What a parameter of `__init__` gets instead of its default in a variation; nil where it keeps it.
  func variedArgument(
    _ parameter: FunctionInfo.Parameter, of function: FunctionInfo, by choice: ConfigurationVariation
  ) -> ValueID? {
    let isAsked = choice.flags.contains(parameter.name) || choice.given.contains(parameter.name)
    guard !parameter.defaultValue.isNone, !choice.argumentTexts.isEmpty || isAsked else { return nil }
    let texts = choice.argumentTexts[parameter.name] ?? []
    switch uniform(defaultValue(of: parameter, in: function)) {
    case .bool(let present)?: return choice.flags.contains(parameter.name) ? value(.bool(!present)) : nil
    case .string(let present)?:
      let others = texts.filter { $0 != present }
      return choice.round < others.count ? value(.string(others[choice.round])) : nil
    case .integer? where isAsked: return value(.opaque(.positiveInteger))
    // A part that is made only if its size, or its kind, is given.
    case .some(.none) where isAsked:
      let given = constructionInput(parameter, function.module)
      // What is only tested may as well be left out: of several, constructors want one.
      return noneUses.contains(parameter.name) || choice.flags.contains(parameter.name)
        ? given : values.join(noneValue, given)
    case .some(.none): return choice.round < texts.count ? value(.string(texts[choice.round])) : nil
    default: return nil
    }
  }

  /// What the tests are made of whose code the plain calls did not reach while they made models: it makes parts that
  /// other models have.
  private func flagsOfUnreached(in module: Module) -> Set<Symbol> {
    let tree = module.tree
    var flags = Set<Symbol>()
    for function in module.functionsInOrder.map({ graph[$0] }) where function.name == "__init__" {
      for test in tree.nodes(in: function.body) where tree.kind(test) == .if_ {
        let clauses = tree.children(of: test)
        let isReached = clauses.allSatisfy { clause in
          let block = tree.child(clause, tree.kind(clause) == .elseClause ? 0 : 1)
          return tree.nodes(in: block).contains { facts.isReachedByPlainCall($0, in: module.id) }
        }
        if isReached { continue }
        for clause in clauses where tree.kind(clause) == .ifClause {
          collectFlags(of: tree.child(clause, 0), tree, into: &flags)
        }
      }
    }
    return flags
  }

  private func collectFlags(of test: NodeID, _ tree: SyntaxTree, into flags: inout Set<Symbol>) {
    switch tree.kind(test) {
    case .attribute, .name: flags.insert(tree.symbol(test))
    case .comparison where tree[tree.child(test, 1)].operation == .isNot:
      collectFlags(of: tree.child(test, 0), tree, into: &flags)
    case .unary, .boolean: for operand in tree.children(of: test) { collectFlags(of: operand, tree, into: &flags) }
    default: break
    }
  }

  /// The texts that the file compares each attribute with, in source order.
  private func comparedTexts(in module: Module, _ isSubject: (NodeKind) -> Bool) -> [Symbol: [Symbol]] {
    let tree = module.tree
    var texts: [Symbol: [Symbol]] = [:]
    for index in tree.nodes.indices where tree.nodes[index].kind == .comparison {
      let node = NodeID(UInt32(index))
      let subject = tree.child(node, 0)
      guard isSubject(tree.kind(subject)), tree.childCount(node) == 2 else { continue }
      let operand = tree.child(tree.child(node, 1), 0)
      let choices = [.tuple, .list, .set].contains(tree.kind(operand)) ? Array(tree.children(of: operand)) : [operand]
      for choice in choices where tree.kind(choice) == .string {
        let known = texts[tree.symbol(subject), default: []]
        if !known.contains(tree.symbol(choice)) { texts[tree.symbol(subject)] = known + [tree.symbol(choice)] }
      }
    }
    return texts
  }
}

extension Bounds {
  fileprivate static let variations = 3
}
