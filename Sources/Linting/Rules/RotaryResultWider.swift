import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds rotary embeddings that return queries and keys wider than they got them.
///
/// See `Rules/pages/ROPE004-rotary-result-wider.md`.
package struct RotaryResultWider: Rule {
  package static let id = RuleID("ROPE004", slug: "rotary-result-wider")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    var functions: Set<String> = []
    let sites = unit.analysis.facts.sites.filter { site in
      site.module == unit.analysis.module.id && Int(site.node.rawValue) < unit.tree.nodes.count
        && unit.tree.kind(site.node) == .call
    }
    // Code that casts the key for the cache leaves the query wide on purpose: its scores are computed in float32.
    let handled = Set(sites.filter { isCastBack($0.node, unit) }.map { unit.functionName(around: $0.node) })
    return sites.compactMap { (site: SiteFact) -> Finding? in
      let function = unit.functionName(around: site.node)
      guard !handled.contains(function), !functions.contains(function),
        let finding = finding(site, function, unit)
      else { return nil }
      functions.insert(function)
      return finding
    }
  }

  private func finding(_ site: SiteFact, _ function: String, _ unit: AnalyzedUnit) -> Finding? {
    guard let input = site.arguments.first(where: { !unit.tensors(of: $0.value, in: unit.mixedLanes).isEmpty }) else {
      return nil
    }
    // Autocast lowers what the products need, and tables are float32 there on purpose.
    let candidates = unit.mixedLanes - unit.lanes.mask(of: .autocastBF16)
    let lanes = unit.lanes(in: candidates) { lane in
      let (given, isKnown) = unit.dtypes(of: input.value, in: lane)
      let (result, isResultKnown) = unit.dtypes(of: first(of: site.returns, unit), in: lane)
      return isKnown && isResultKnown && !given.isEmpty && given.dtypes.allSatisfy(\.isHalfPrecision)
        && result.single == DType.float32
    }
    guard !lanes.isEmpty else { return nil }
    let trace = FlowTrace(unit: unit, lanes: lanes)
    let flows = site.arguments.filter { unit.dtypes(of: $0.value, in: lanes).dtypes.single == DType.float32 }.map {
      table in
      let node = argument(table.name, of: site, unit)
      return OperandFlow(
        name: table.name.text, dtype: "float32", place: node.map { unit.checkedFile.place(unit.tree.span($0)) },
        steps: node.map { trace.steps(to: $0, value: table.value) }
          ?? trace.originSteps(of: table.value, attribute: nil))
    }
    return Finding(
      .wider(site.name.text, input.name.text, unit.dtypeText(of: input.value, in: lanes) ?? "16 bits"),
      at: unit.tree.span(site.node), function: function, lanes: unit.names(of: lanes), operands: flows,
      related: flows.flatMap(\.steps).map(RelatedPlace.init) + sines(behind: flows, of: site, lanes, unit),
      copyKey: unit.cloneKey(inFile: site.node),
      consequences: WideningRotation(site, in: lanes, unit).consequences)
  }

  /// Where the tables are made: the float32 sines that they come from, and those of the class that made their angles,
  /// for with another configuration than the default the call leads elsewhere.
  private func sines(
    behind tables: [OperandFlow], of site: SiteFact, _ lanes: LaneMask, _ unit: AnalyzedUnit
  ) -> [RelatedPlace] {
    let slice = DataSlice(unit)
    let names = Set(tables.map { Symbol($0.name) })
    let makers = Set(
      site.arguments.filter { names.contains($0.name) }.flatMap { unit.originClasses(of: $0.value, in: lanes) })
    let made = names.compactMap { argument($0, of: site, unit) }.flatMap { slice.expressions(behind: $0) }
    let nodes = Set(made.filter(unit.isSine))
    let sines = unit.nodes(.call).filter { node in
      nodes.contains(node) || (unit.isSine(node) && unit.classAround(node).map(makers.contains) == true)
    }.filter { unit.floatingDTypes($0, in: lanes)?.single == DType.float32 }
    return sines.reduce(into: [RelatedPlace]()) { places, node in
      let place = unit.checkedFile.place(unit.tree.span(node))
      guard places.count < 4, places.last?.line != place.line else { return }
      places.append(RelatedPlace(place, "the table is made here, in float32"))
    }
  }

  /// The first of several results.
  private func first(of value: ValueID, _ unit: AnalyzedUnit) -> ValueID {
    let shapes = unit.analysis.interpreter.shapes
    for piece in unit.analysis.interpreter.values.pieces(value) {
      switch shapes[piece.shape] {
      case .tuple(let elements): return elements.first ?? value
      case .sequence(let element): return element
      default: continue
      }
    }
    return value
  }

  private func argument(_ name: Symbol, of site: SiteFact, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    let parameters = site.callee.map { unit.graph[$0].parameters.filter { $0.name != "self" } } ?? []
    for (index, argument) in tree.children(of: site.node).dropFirst().enumerated() {
      if tree.kind(argument) == .keywordArgument {
        if tree.symbol(argument) == name { return tree.child(argument, 0) }
      } else if index < parameters.count, parameters[index].name == name {
        return argument
      }
    }
    return nil
  }

  /// Whether the result is cast here, or something that is made of it is cast further down in the same function.
  private func isCastBack(_ call: NodeID, _ unit: AnalyzedUnit) -> Bool {
    let tree = unit.tree
    if tree.kind(tree.parent(call)) == .attribute, Self.casts.contains(tree.symbol(tree.parent(call)).text) {
      return true
    }
    guard let id = unit.analysis.enclosingFunction(of: call) else { return false }
    let start = tree.span(unit.analysis.statement(of: call)).start
    var rotated: Set<Symbol> = []
    for statement in tree.statements(.assignment, in: unit.graph[id].body) where tree.span(statement).start >= start {
      let value = tree.nodes(in: tree.child(statement, 0))
      let isRotated = value.contains { $0 == call || (tree.kind($0) == .name && rotated.contains(tree.symbol($0))) }
      guard isRotated else { continue }
      for target in tree.children(of: statement).dropFirst().flatMap({ tree.nodes(in: $0) })
      where tree.kind(target) == .name { rotated.insert(tree.symbol(target)) }
    }
    return tree.nodes(in: unit.graph[id].body).contains { node in
      guard tree.kind(node) == .call, tree.span(node).start > start, Self.casts.contains(unit.calledName(node)),
        tree.kind(tree.child(node, 0)) == .attribute
      else { return false }
      // `query.to(dtype)`, or `query.transpose(1, 2).to(dtype)`.
      return tree.rootName(of: tree.child(node, 0)).map(rotated.contains) == true && !isFallback(node, unit)
    }
  }

  private static let casts: Set<String> = ["to", "type_as", "type", "half", "bfloat16"]

  /// Whether a cast is the one for float32 norm weights, behind a test for float32: that one apologizes in the log.
  private func isFallback(_ cast: NodeID, _ unit: AnalyzedUnit) -> Bool {
    unit.isGuarded(cast, by: [".float32"])
  }
}

extension Diagnostic.Message {
  fileprivate static func wider(_ name: String, _ operand: String, _ dtype: String) -> Self {
    "`\(name)` gets `\(operand)` in \(dtype) and returns it in float32"
  }
}
