import DTypeAnalysis
import Dataflow
import NumericReference
import PythonSemantics
import PythonSyntax
import SourceText

/// Mends a rotary function that returns queries and keys wider than it got them.
struct RotaryResultFixes {
  private let unit: AnalyzedUnit
  private let site: SiteFact
  private let callee: FunctionID
  private let lanes: LaneMask
  private var tree: SyntaxTree { unit.tree }

  /// - Parameter finding: at the call of the function; one in another file is not mended from here.
  init?(_ finding: Finding, in unit: AnalyzedUnit) {
    let module = unit.analysis.module.id
    guard
      let site = unit.analysis.facts.sites.first(where: {
        $0.module == module && Int($0.node.rawValue) < unit.tree.nodes.count
          && unit.tree.span($0.node) == finding.span && unit.tree.kind($0.node) == .call
      }), let callee = site.callee, unit.graph[callee].module == module
    else { return nil }
    self.unit = unit
    self.site = site
    self.callee = callee
    lanes = unit.lanes(in: unit.lanes.all) { unit.names(of: $0).allSatisfy(finding.lanes.contains) }
  }

  var ranked: [Fix] {
    let castBack = castBackEdits
    let narrowing = narrowingEdits
    let subjects = RotaryParameter.all(of: unit.graph[callee].node, in: tree).filter { $0.role == .subject }.map(\.name)
    let titles = (
      castBack: "cast the result back to the dtype of " + subjects.map { "`\($0)`" }.joined(separator: " and "),
      narrowing: "cast the tables to the dtype of `\(subjects.first ?? "")` before the call"
    )
    let measurement: RotaryMeasurement
    do {
      let reached = site.arguments.reduce(LaneMask()) { $0 | unit.support(of: $1.value) }
      measurement = try RotaryMeasurement(callee, failing: lanes, reached: reached, in: unit)
    } catch {
      return castBack.isEmpty
        ? [] : [RotaryFixes.shown(titles.castBack, castBack, in: unit, because: error.reason)]
    }
    var trials: [RotaryFixes.Trial] = []
    if !castBack.isEmpty, let reports = measurement.reports(after: castBack) {
      trials.append(.init(aim: .castBack, title: titles.castBack, edits: castBack, reports: reports))
    }
    if !narrowing.isEmpty {
      let reports = measurement.reports { setting in
        setting.dtypes.merging(
          setting.dtypes.keys.filter(RotaryParameter.isTable).map { ($0, subject(setting, subjects) ?? .float32) }
        ) { $1 }
      }
      trials.append(.init(aim: .narrow, title: titles.narrowing, edits: narrowing, reports: reports))
    }
    return RotaryFixes(
      unit: unit, words: measurement.words, before: measurement.reports(),
      expected: measurement.settings.map { subject($0, subjects) }
    ).ranked(trials)
  }

  private func subject(_ setting: RotarySetting, _ names: [String]) -> ElementType? {
    names.lazy.compactMap { setting.dtypes[$0] }.first
  }

  // MARK: Edits

  /// `return q_embed, k_embed` becomes `return q_embed.to(q.dtype), k_embed.to(k.dtype)`.
  private var castBackEdits: [Edit] {
    let info = unit.graph[callee]
    let subjects = RotaryParameter.all(of: info.node, in: tree).filter { $0.role == .subject }.map(\.name)
    let rebound = boundNames(in: info.body)
    var edits: [Edit] = []
    for statement in tree.statements(.return_, in: info.body) {
      let value = tree.child(statement, 0)
      guard !value.isNone else { return [] }
      let parts = tree.kind(value) == .tuple ? Array(tree.children(of: value)) : [value]
      guard parts.count <= subjects.count else { return [] }
      for (part, subject) in zip(parts, subjects) {
        // The parameter must still hold what was given.
        guard !rebound.contains(subject), tree.kind(part) != .starred else { return [] }
        edits.append(unit.appending(".to(\(subject).dtype)", to: part))
      }
    }
    return Edit.sorted(edits) == nil ? [] : edits
  }

  /// The names that a function's statements bind.
  private func boundNames(in body: NodeID) -> Set<String> {
    var names: Set<String> = []
    var pending = tree.statements(.assignment, in: body).flatMap { tree.children(of: $0).dropFirst() }
    pending += (tree.statements(.augmentedAssignment, in: body) + tree.statements(.for_, in: body)).map {
      tree.child($0, 0)
    }
    while let target = pending.popLast() {
      switch tree.kind(target) {
      case .name: names.insert(tree.symbol(target).text)
      case .tuple, .list, .starred: pending += tree.children(of: target)
      default: break
      }
    }
    return names
  }

  /// `apply(q, k, cos, sin)` becomes `apply(q, k, cos.to(q.dtype), sin.to(q.dtype))`.
  private var narrowingEdits: [Edit] {
    let parameters = unit.graph[callee].parameters.filter { $0.name != "self" }
    var model: NodeID?
    var edits: [Edit] = []
    for (index, argument) in tree.children(of: site.node).dropFirst().enumerated() {
      let isKeyword = tree.kind(argument) == .keywordArgument
      guard tree.kind(argument) != .starred, tree.kind(argument) != .doubleStarred,
        isKeyword || index < parameters.count
      else { return [] }
      let name = isKeyword ? tree.symbol(argument) : parameters[index].name
      let value = isKeyword ? tree.child(argument, 0) : argument
      if RotaryParameter.isTable(name.text) {
        guard let model else { return [] }
        edits.append(unit.appending(".to(\(unit.checkedFile.text(tree.span(model))).dtype)", to: value))
      } else if model == nil {
        guard unit.isReadable(value) else { return [] }
        model = value
      }
    }
    return edits
  }
}
