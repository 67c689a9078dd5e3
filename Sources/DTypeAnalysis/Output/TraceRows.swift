package import Dataflow
package import PythonSemantics
package import PythonSyntax
import SourceText

/// One binding of a tensor-bearing name: a line of `dtypelint trace --output-format jsonl`.
package struct TraceRow {
  package enum Kind: String { case param, local, return_ = "return" }

  package var file: String
  package var function: String
  package var line: Int
  package var name: String
  package var kind: Kind
  /// The parameter, target or `return` statement.
  package var node: NodeID
  package var value: ValueID
  /// Alternatives per lane, in the order of the lane table; lanes that do not reach the binding are left out.
  package var lanes: [(lane: String, alternatives: [LaneValue])]

  package var json: String {
    let values = lanes.map { "\(jsonText($0.lane)): [\($0.alternatives.map(\.json).joined(separator: ", "))]" }
    return "{\"file\": \(jsonText(file)), \"func\": \(jsonText(function)), \"line\": \(line), "
      + "\"name\": \(jsonText(name)), \"kind\": \"\(kind.rawValue)\", \"values\": {\(values.joined(separator: ", "))}}"
  }
}

extension UnitAnalysis {
  /// What a name, parameter or return statement of the file was bound to.
  package func binding(at node: NodeID) -> ValueID {
    facts.binding(at: node, in: module.id, none: interpreter.shapes.none, values: interpreter.values)
  }

  /// The bindings of the file in source order, those that hold a tensor in some lane.
  package func traceRows() -> [TraceRow] {
    var rows: [TraceRow] = []
    let tree = module.tree
    for index in 1..<max(1, tree.nodes.count) {
      let node = NodeID(UInt32(index))
      let value = binding(at: node)
      if value == .empty { continue }
      if let row = row(node, value) { rows.append(row) }
    }
    rows.sort { ($0.line, $0.function, $0.name, $0.kind.rawValue) < ($1.line, $1.function, $1.name, $1.kind.rawValue) }
    return rows
  }

  /// What raises in each statement of the file, in the order of the places: a name bound there has the dtype that it
  /// would have if this were mended, so that one mistake is not told again all the way down.
  package func raisesByStatement() -> [NodeID: [RaiseFact]] {
    let raises = facts.raises.filter { $0.module == module.id }
      .sorted { module.tree.span($0.node).start < module.tree.span($1.node).start }
    return Dictionary(grouping: raises) { statement(of: $0.node) }
  }

  private func row(_ node: NodeID, _ value: ValueID) -> TraceRow? {
    let lanes = lanes(of: value)
    guard lanes.contains(where: { $0.alternatives.contains(where: \.holdsTensor) }),
      let function = enclosingFunction(of: node)
    else { return nil }
    let tree = module.tree
    let kind: TraceRow.Kind =
      switch tree.kind(node) {
      case .parameter: .param
      case .return_, .listComprehension, .setComprehension, .dictionaryComprehension, .lambda: .return_
      default: .local
      }
    let anchor = kind == .param ? interpreter.graph[function].node : statement(of: node)
    return TraceRow(
      file: module.file, function: interpreter.graph[function].qualifiedName.text + innerNames(of: node),
      line: module.lines.line(at: tree.span(anchor).start),
      name: kind == .return_ ? "<return>" : tree.symbol(node).text,
      kind: kind, node: node, value: value, lanes: lanes)
  }

  /// The unnamed functions around a node, the node itself included, as Python's qualified names have them.
  private func innerNames(of node: NodeID) -> String {
    var names = ""
    var step = node
    while !step.isNone, module.tree.kind(step) != .functionDefinition {
      if let name = module.tree.kind(step).unnamedFunction {
        names = ".<\(name)>" + names
      }
      step = module.tree.parent(step)
    }
    return names
  }

  /// What a value is in each lane that has it.
  package func lanes(of value: ValueID) -> [(lane: String, alternatives: [LaneValue])] {
    interpreter.lanes.names.enumerated().compactMap { lane, name in
      let alternatives = interpreter.alternatives(of: value, lane: lane, atTop: true)
      return alternatives.isEmpty ? nil : (name, alternatives)
    }
  }

  /// The innermost statement that holds a node.
  package func statement(of node: NodeID) -> NodeID {
    var step = node
    while !step.isNone, !module.tree.kind(step).isStatement { step = module.tree.parent(step) }
    return step.isNone ? node : step
  }

  /// The innermost `def` around a node; nil at module level.
  package func enclosingFunction(of node: NodeID) -> FunctionID? {
    var step = module.tree.parent(node)
    while !step.isNone {
      if module.tree.kind(step) == .functionDefinition {
        return interpreter.graph.function(at: step, in: module.id)
      }
      step = module.tree.parent(step)
    }
    return nil
  }
}

extension NodeKind {
  /// What Python calls the function that such an expression is run as.
  fileprivate var unnamedFunction: String? {
    switch self {
    case .listComprehension: "listcomp"
    case .setComprehension: "setcomp"
    case .dictionaryComprehension: "dictcomp"
    case .generatorExpression: "genexpr"
    case .lambda: "lambda"
    default: nil
    }
  }

  /// Whether this is a statement of its own (clauses belong to theirs).
  var isStatement: Bool {
    switch self {
    case .expressionStatement, .assignment, .annotatedAssignment, .augmentedAssignment, .return_, .raise, .pass,
      .break_, .continue_, .global, .nonlocal, .delete, .assert, .if_, .while_, .for_, .with, .try_, .match,
      .functionDefinition, .classDefinition, .importModules, .importFrom, .typeAlias, .ifClause:
      true
    default: false
    }
  }
}
