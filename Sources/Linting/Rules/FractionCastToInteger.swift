import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds casts to integers of what lies between -1 and 1, which leave zeros.
///
/// See `Rules/pages/PREC308-fraction-cast-to-integer.md`.
package struct FractionCastToInteger: Rule {
  package static let id = RuleID("PREC308", slug: "fraction-cast-to-integer")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    let bounded = BoundedValue(unit)
    return unit.nodes(.call).flatMap { (cast: NodeID) -> [Finding] in
      guard Self.casts.contains(unit.calledName(cast)), unit.tree.kind(unit.tree.child(cast, 0)) == .attribute else {
        return []
      }
      let fraction = unit.tree.child(unit.tree.child(cast, 0), 0)
      guard let origin = bounded.origin(of: fraction) else { return [] }
      // What a parameter is that nobody gives is a guess.
      let givers = parameter(of: cast, unit).map { callers(giving: $0, to: cast, unit) } ?? [cast]
      return givers.compactMap { finding($0, cast, origin, unit) }
    }
  }

  private static let casts: Set<String> = ["to", "type_as", "type", "long", "int"]

  /// The lanes in which integers are among what an expression may be.
  private func lanes(ofIntegers node: NodeID, _ unit: AnalyzedUnit) -> LaneMask {
    unit.lanes(in: unit.lanes.all) { !integers(node, in: $0, unit).isEmpty }
  }

  private func integers(_ node: NodeID, in lanes: LaneMask, _ unit: AnalyzedUnit) -> [DType] {
    unit.dtypes(of: unit.value(of: node), in: lanes).dtypes.dtypes.filter { $0.isIntegral && $0 != .bool }
  }

  /// The arguments of calls in the file that make the cast one to integers: it takes its dtype from a parameter.
  private func callers(giving parameter: Symbol, to cast: NodeID, _ unit: AnalyzedUnit) -> [NodeID] {
    guard let id = unit.analysis.enclosingFunction(of: cast) else { return [] }
    let function = unit.graph[id]
    let isMethod = function.definingClass != nil && function.parameters.first?.name == "self"
    let names = function.parameters.dropFirst(isMethod ? 1 : 0).map(\.name)
    return unit.nodes(.call).filter { unit.functions(calledBy: $0).contains(id) }.compactMap { call in
      let argument = ArgumentPlaces(call: call, in: unit, parameters: names).node(of: parameter)
      return argument.flatMap { lanes(ofIntegers: $0, unit).isEmpty ? nil : $0 }
    }
  }

  /// The parameter that a cast takes its dtype from.
  private func parameter(of cast: NodeID, _ unit: AnalyzedUnit) -> Symbol? {
    guard let name = model(of: cast, unit), let function = unit.analysis.enclosingFunction(of: cast),
      unit.graph[function].parameters.contains(where: { $0.name == name })
    else { return nil }
    return name
  }

  /// `x` of `….to(x.dtype)` and `….type_as(x)`.
  private func model(of cast: NodeID, _ unit: AnalyzedUnit) -> Symbol? {
    let tree = unit.tree
    for argument in tree.children(of: cast).dropFirst() {
      var given = tree.kind(argument) == .keywordArgument ? tree.child(argument, 0) : argument
      if tree.kind(given) == .attribute, tree.symbol(given) == "dtype" { given = tree.child(given, 0) }
      if tree.kind(given) == .name { return tree.symbol(given) }
    }
    return nil
  }

  private func finding(_ node: NodeID, _ cast: NodeID, _ origin: NodeID, _ unit: AnalyzedUnit) -> Finding? {
    let lanes = lanes(ofIntegers: node, unit)
    guard !lanes.isEmpty else { return nil }
    let places = [(origin, "a value between -1 and 1 is made here")] + (node == cast ? [] : [(cast, "cast here")])
    let dtype = integers(node, in: lanes, unit).map(\.name).joined(separator: " or ")
    return Finding(
      node == cast
        ? .castToIntegers(unit.shortText(cast), unit.calledName(origin), dtype)
        : .integersGiven(unit.shortText(node), unit.calledName(origin), dtype),
      at: unit.tree.span(node), function: unit.functionName(around: node), lanes: unit.names(of: lanes),
      related: places.map { unit.related($0, $1) })
  }
}

/// Whether a value lies between -1 and 1: it comes from functions that give nothing else, and was only moved since.
private struct BoundedValue {
  private let unit: AnalyzedUnit
  private let tree: SyntaxTree

  init(_ unit: AnalyzedUnit) {
    self.unit = unit
    tree = unit.tree
  }

  private static let bounded: Set<String> = ["sin", "cos", "sigmoid", "tanh", "softmax"]
  private static let moving: Set<String> = [
    "cat", "concat", "stack", "flatten", "reshape", "view", "permute", "transpose", "squeeze", "unsqueeze", "expand",
    "repeat", "repeat_interleave", "contiguous", "clone", "detach", "to", "float",
  ]
  /// A longer way makes no argument any more.
  private static let longest = 12

  /// The first call on all ways back from `node` that gives such values; nil if there is a way without one.
  func origin(of node: NodeID) -> NodeID? { origin(of: node, Self.longest) }

  private func origin(of node: NodeID, _ steps: Int) -> NodeID? {
    guard steps > 0, !node.isNone else { return nil }
    switch tree.kind(node) {
    case .call: return origin(ofCall: node, steps - 1)
    case .list, .tuple:
      let origins = tree.children(of: node).map { origin(of: $0, steps - 1) }
      return origins.contains { $0 == nil } ? nil : origins.first ?? nil
    case .listComprehension, .generatorExpression, .subscript_: return origin(of: tree.child(node, 0), steps - 1)
    case .unary: return tree[node].operation == .negate ? origin(of: tree.child(node, 0), steps - 1) : nil
    case .name: return assigned(to: node).flatMap { origin(of: $0, steps - 1) }
    default: return nil
    }
  }

  private func origin(ofCall call: NodeID, _ steps: Int) -> NodeID? {
    let name = unit.calledName(call)
    if Self.bounded.contains(name) { return call }
    guard Self.moving.contains(name) else { return nil }
    let callee = tree.child(call, 0)
    if tree.kind(callee) == .attribute, unit.holdsTensor(tree.child(callee, 0)) {
      return origin(of: tree.child(callee, 0), steps)
    }
    return origin(of: tree.child(call, 1), steps)
  }

  /// The last value above a use that is assigned to a name, if nothing is assigned inside an inner block.
  private func assigned(to name: NodeID) -> NodeID? {
    guard let id = unit.analysis.enclosingFunction(of: name) else { return nil }
    let limit = tree.span(unit.analysis.statement(of: name)).start
    return tree.statements(.assignment, in: unit.graph[id].body).last { statement in
      tree.span(statement).start < limit && tree.childCount(statement) == 2
        && tree.kind(tree.child(statement, 1)) == .name && tree.symbol(tree.child(statement, 1)) == tree.symbol(name)
    }.map { tree.child($0, 0) }
  }
}

extension Diagnostic.Message {
  fileprivate static func castToIntegers(_ cast: String?, _ function: String, _ dtype: String) -> Self {
    "\(cast.map { "`\($0)`" } ?? "a cast") makes \(dtype) of the results of `\(function)`, which leaves zeros"
  }

  fileprivate static func integersGiven(_ argument: String?, _ function: String, _ dtype: String) -> Self {
    """
    the results of `\(function)` are cast to the dtype of \(argument.map { "`\($0)`" } ?? "this argument"), \
    \(dtype), which leaves zeros
    """
  }
}
