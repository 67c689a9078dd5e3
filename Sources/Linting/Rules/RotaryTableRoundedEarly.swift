import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds rotary tables that are rounded to the model's dtype, although the rotation is written to run in float32.
///
/// See `Rules/pages/ROPE005-rotary-table-rounded-early.md`.
package struct RotaryTableRoundedEarly: Rule {
  package static let id = RuleID("ROPE005", slug: "rotary-table-rounded-early")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    let sites = unit.analysis.facts.sites.filter {
      $0.module == unit.analysis.module.id && unit.tree.kind($0.node) == .call
    }
    let slice = DataSlice(unit)
    var functions: Set<String> = []
    let called = sites.compactMap { (site: SiteFact) -> Finding? in
      guard let evidence = RotationEvidence(site, in: unit) else { return nil }
      for argument in unit.tree.children(of: site.node).dropFirst() {
        // What was rotated once and is rotated again was cast behind the first rotation, as it should be.
        guard let (cast, lanes) = roundingCast(behind: argument, slice, unit),
          site.callee == nil || unit.analysis.enclosingFunction(of: cast) != site.callee
        else { continue }
        guard functions.insert(unit.functionName(around: cast)).inserted else { return nil }
        let later = casts(behind: argument, slice, unit).filter { $0 != cast }
        return finding(cast, lanes, later, (site.node, RotaryName.last(of: site.name.text)), evidence, unit)
      }
      return nil
    }
    return called
      + WidenedProduct.all(in: unit, slice).compactMap { product in
        // Tables that come rounded and are rotated in float32 are what many models were trained with; a function that
        // widens one factor and rounds the other contradicts itself.
        guard let (cast, rounded) = roundingCast(behind: product.table, slice, unit),
          unit.analysis.enclosingFunction(of: cast) == unit.analysis.enclosingFunction(of: product.node)
        else { return nil }
        let lanes = rounded & product.lanes
        guard !lanes.isEmpty, functions.insert(unit.functionName(around: cast)).inserted else { return nil }
        let later = casts(behind: product.table, slice, unit).filter { $0 != cast }
        let name = RotaryName.last(of: unit.functionName(around: product.node))
        return finding(cast, lanes, later, (product.node, name), RotationEvidence(product, in: unit), unit)
      }
  }

  /// A cast to 16 bits of a float32 sine or cosine that the argument comes from.
  private func roundingCast(behind argument: NodeID, _ slice: DataSlice, _ unit: AnalyzedUnit) -> (NodeID, LaneMask)? {
    let tree = unit.tree
    for node in casts(behind: argument, slice, unit) {
      let table = tree.child(tree.child(node, 0), 0)
      let lanes =
        unit.halfLanes(node)
        & unit.lanes(in: unit.mixedLanes) {
          unit.floatingDTypes(table, in: $0)?.single == DType.float32
        }
      if !lanes.isEmpty { return (node, lanes) }
    }
    return nil
  }

  /// The casts of sines and cosines, and of nothing else, that the argument comes from.
  private func casts(behind argument: NodeID, _ slice: DataSlice, _ unit: AnalyzedUnit) -> [NodeID] {
    let tree = unit.tree
    return slice.expressions(behind: argument).filter { node in
      guard tree.kind(node) == .call, ["to", "type_as", "type"].contains(unit.calledName(node)),
        tree.kind(tree.child(node, 0)) == .attribute
      else { return false }
      let table = tree.child(tree.child(node, 0), 0)
      return slice.expressions(behind: table).contains { unit.isSine($0) }
        && !AngleOperand(table, slice, unit).isWeighted
    }
  }

  private func finding(
    _ cast: NodeID, _ lanes: LaneMask, _ later: [NodeID], _ rotation: (node: NodeID, name: String),
    _ evidence: RotationEvidence, _ unit: AnalyzedUnit
  ) -> Finding {
    let dtype = unit.dtypeWords(cast, in: lanes)
    let more = later.prefix(4).map { ($0, "cast here, too") }
    let places = (more + [(rotation.node, "rotated here"), (evidence.node, evidence.words)]).map {
      unit.related($0, $1)
    }
    return Finding(
      .roundedEarly(unit.shortText(cast), dtype, rotation.name), at: unit.tree.span(cast),
      function: unit.functionName(around: cast), lanes: unit.names(of: lanes), related: places,
      notes: [evidence.note])
  }
}

/// What in the code shows that a rotation is meant to run in float32.
private struct RotationEvidence {
  let node: NodeID
  let words: String
  let note: String

  init?(_ site: SiteFact, in unit: AnalyzedUnit) {
    let name = RotaryName.last(of: site.name.text)
    if let callee = site.callee, unit.graph[callee].module == unit.analysis.module.id {
      if let cast = Self.castBack(in: unit.graph[callee], unit) {
        (node, words) = (cast, "`\(name)` casts its result back to the dtype of its input")
        note = "with float32 tables the same code rotates in float32 and rounds once, at its end"
        return
      }
    }
    guard let cast = Self.castBack(after: site.node, unit) else { return nil }
    (node, words) = (cast, "the rotated tensor is cast back here")
    note = "the caller of `\(name)` is written for a result in float32, which is rounded once, after the rotation"
  }

  /// A factor that is widened for the product.
  init(_ product: WidenedProduct, in unit: AnalyzedUnit) {
    node = product.widening
    words = "what is rotated is widened here"
    note = "the product runs in float32, with a table that has been rounded"
  }

  /// A returned cast to the dtype of a parameter, which has nothing to do while the tables have that dtype, too.
  private static func castBack(in function: FunctionInfo, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    let slice = DTypeNames(function, unit)
    for statement in tree.statements(.return_, in: function.body) {
      let value = tree.child(statement, 0)
      let elements = [.tuple, .list].contains(tree.kind(value)) ? Array(tree.children(of: value)) : [value]
      for element in elements where tree.kind(element) == .call {
        guard let target = slice.castTarget(element), function.parameters.contains(where: { $0.name == target })
        else { continue }
        let rotated = tree.child(tree.child(element, 0), 0)
        let idle = unit.halfLanes(rotated) & unit.halfLanes(element)
        if !idle.isEmpty { return element }
      }
    }
    return nil
  }

  /// `if query.dtype != value.dtype: query = query.to(value.dtype)` behind the call that rotates `query`.
  private static func castBack(after site: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    let statement = unit.analysis.statement(of: site)
    guard tree.kind(statement) == .assignment, let id = unit.analysis.enclosingFunction(of: site) else { return nil }
    let rotated = Set(
      tree.children(of: statement).dropFirst().flatMap { tree.nodes(in: $0) }
        .filter { tree.kind($0) == .name }.map { tree.symbol($0) })
    let names = DTypeNames(unit.graph[id], unit)
    return tree.statements(.ifClause, in: unit.graph[id].body).first { clause in
      guard tree.span(clause).start > tree.span(statement).end else { return false }
      let test = tree.child(clause, 0)
      guard tree.kind(test) == .comparison, tree.childCount(test) == 2,
        tree[tree.child(test, 1)].operation == .notEqual,
        let left = names.owner(ofDType: tree.child(test, 0)), rotated.contains(left),
        let right = names.owner(ofDType: tree.child(tree.child(test, 1), 0)), !rotated.contains(right)
      else { return false }
      return true
    }
  }
}

/// Resolves `x.dtype` and the names of a function that hold it.
private struct DTypeNames {
  private let tree: SyntaxTree
  private let unit: AnalyzedUnit
  private var owners: [Symbol: Symbol] = [:]

  init(_ function: FunctionInfo, _ unit: AnalyzedUnit) {
    tree = unit.tree
    self.unit = unit
    for statement in tree.statements(.assignment, in: function.body) {
      for target in tree.children(of: statement).dropFirst() { assign(tree.child(statement, 0), to: target) }
    }
  }

  private mutating func assign(_ value: NodeID, to target: NodeID) {
    if tree.kind(target) == .tuple, tree.kind(value) == .tuple, tree.childCount(target) == tree.childCount(value) {
      for (part, name) in zip(tree.children(of: value), tree.children(of: target)) { assign(part, to: name) }
    } else if tree.kind(target) == .name, let owner = owner(ofDType: value) {
      owners[tree.symbol(target)] = owner
    }
  }

  /// `x` of `x.dtype`, or of a name that holds it.
  func owner(ofDType node: NodeID) -> Symbol? {
    switch tree.kind(node) {
    case .name: owners[tree.symbol(node)]
    case .attribute where tree.symbol(node) == "dtype" && tree.kind(tree.child(node, 0)) == .name:
      tree.symbol(tree.child(node, 0))
    default: nil
    }
  }

  /// `x` of `….to(x.dtype)` and `….type_as(x)`.
  func castTarget(_ call: NodeID) -> Symbol? {
    let argument = tree.child(call, 1)
    guard !argument.isNone, tree.kind(tree.child(call, 0)) == .attribute else { return nil }
    let given = tree.kind(argument) == .keywordArgument ? tree.child(argument, 0) : argument
    switch unit.calledName(call) {
    case "to", "type": return owner(ofDType: given)
    case "type_as": return tree.kind(given) == .name ? tree.symbol(given) : nil
    default: return nil
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func roundedEarly(_ cast: String?, _ dtype: String, _ name: String) -> Self {
    let subject = cast.map { "`\($0)`" } ?? "a cast"
    return "\(subject) rounds the rotary table to \(dtype) before `\(name)`, which is written to rotate in float32"
  }
}
