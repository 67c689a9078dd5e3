import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Models that nobody can make with the defaults: users give what is missing.
extension Interpreter {
  /// A new instance of a class.
  ///
  /// Where making it with the defaults raises in every lane, what it used while it was None, or tests before it raises,
  /// is what users must give: it is made again with that unknown.
  func madeInstance(of id: ClassID, _ loading: ModelLoading, isModel: Bool) -> ValueID {
    let mark = store.mark()
    let made = instantiate(id, loading, isModel: isModel)
    guard frame.live.isEmpty else { return made }
    let plain = variation
    defer { variation = plain }
    var choice = plain ?? ConfigurationVariation()
    let tested = testedBeforeRaising(for: id)
    for _ in 0..<Bounds.constructions {
      let needed = choice.given.union(noneUses).union(tested)
      if needed == choice.given { break }
      choice.given = needed
      variation = choice
      // What the attempt wrote before it failed was never there.
      endRoot(mark)
      frame.live = lanes.all
      let made = instantiate(id, loading, isModel: isModel)
      if !frame.live.isEmpty { return made }
    }
    return made
  }

  private func instantiate(_ id: ClassID, _ loading: ModelLoading, isModel: Bool) -> ValueID {
    modes = constructionModes(loading)
    return instantiate(id, constructionArguments(of: id, isModel: isModel))
  }

  /// The names in tests such as `if config.vocab_size is None: raise …`, and in what is complained of: those of
  /// constructors and of the methods that they may call.
  private func testedBeforeRaising(for id: ClassID) -> Set<Symbol> {
    var names = Set<Symbol>()
    for function in constructors(of: id) {
      let tree = graph[function.module].tree
      for clause in tree.nodes(in: function.body) where tree.kind(clause) == .ifClause {
        guard let last = tree.children(of: tree.child(clause, 1)).last, tree.kind(last) == .raise else { continue }
        let read = tree.nodes(in: tree.child(clause, 0)) + tree.nodes(in: last)
        for node in read where [.name, .attribute].contains(tree.kind(node)) {
          names.insert(tree.symbol(node))
        }
      }
    }
    return names
  }

  /// The constructors of a class's file, whose parts it may make, and all methods that the class has itself.
  private func constructors(of id: ClassID) -> [FunctionInfo] {
    let own: [ClassID] = graph[id].mro.compactMap { if case .class_(let owner) = $0 { owner } else { nil } }
    let home = graph[id].module
    let modules = own.map { graph[$0].module }.reduce(into: [home]) { if !$0.contains($1) { $0.append($1) } }
    let functions: [FunctionInfo] = modules.flatMap { graph[$0].functionsInOrder.map { graph[$0] } }
    return functions.filter { function in
      if let owner = function.definingClass, own.contains(owner) { return true }
      return function.module == home && function.name == "__init__"
    }
  }
}

extension Bounds {
  /// What a model needs may show one after the other.
  fileprivate static let constructions = 4
}
