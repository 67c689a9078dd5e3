import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds casts whose result nobody reads.
///
/// A tensor's `to` does not change the tensor. See `Rules/pages/CAST402-discarded-cast.md`.
package struct DiscardedCast: Rule {
  package static let id = RuleID("CAST402", slug: "discarded-cast")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    let tree = unit.tree
    return unit.nodes(.call).compactMap { (call: NodeID) -> Finding? in
      let statement = tree.parent(call)
      guard [.expressionStatement, .assignment].contains(tree.kind(statement)), isCast(call, unit),
        let function = unit.analysis.enclosingFunction(of: call)
      else { return nil }
      let receiver = tree.child(tree.child(call, 0), 0)
      if tree.kind(statement) == .expressionStatement {
        guard isTensor(receiver, unit) else { return nil }
      } else {
        guard isDead(statement, receiver, unit.graph[function], unit), !isModule(receiver, tree) else { return nil }
      }
      let reached = unit.support(of: unit.value(of: call)) & unit.mixedLanes
      return Finding(
        .discarded(unit.shortText(call)), at: tree.span(call), function: unit.functionName(around: call),
        lanes: unit.names(of: reached.isEmpty ? unit.mixedLanes : reached))
    }
  }

  /// Whether a call casts to a dtype that it spells, or to that of something else: `x.to(y.dtype)`.
  private func isCast(_ call: NodeID, _ unit: AnalyzedUnit) -> Bool {
    if let written = unit.writtenCast(call) { return written.isCast }
    let name = unit.calledName(call)
    guard unit.tree.kind(unit.tree.child(call, 0)) == .attribute else { return false }
    return name == "type_as"
      || ["to", "type"].contains(name)
        && unit.tree.children(of: call).dropFirst().contains { argument in
          unit.isDType(unit.tree.kind(argument) == .keywordArgument ? unit.tree.child(argument, 0) : argument)
        }
  }

  /// Whether something is known to be a tensor, which a cast does not change in place as it does a module.
  private func isTensor(_ receiver: NodeID, _ unit: AnalyzedUnit) -> Bool {
    let interpreter = unit.analysis.interpreter
    let isComputed = interpreter.values.pieces(unit.value(of: receiver)).contains { piece in
      interpreter.shapes.alternatives(of: piece.shape).contains { shape in
        switch interpreter.shapes[shape] {
        case .tensor: true
        case .unknown(let reason): [.mixedDTypes, .operatorUnknown].contains(interpreter.shapes[reason].kind)
        default: false
        }
      }
    }
    return isComputed || isAnnotatedTensor(receiver, unit)
  }

  /// Whether a name is a parameter that its function declares to be a tensor.
  private func isAnnotatedTensor(_ name: NodeID, _ unit: AnalyzedUnit) -> Bool {
    guard unit.tree.kind(name) == .name, let function = unit.analysis.enclosingFunction(of: name) else { return false }
    return unit.graph[function].parameters.contains { parameter in
      parameter.name == unit.tree.symbol(name) && !parameter.annotation.isNone
        && unit.checkedFile.text(unit.tree.span(parameter.annotation)).hasText("Tensor")
    }
  }

  /// Whether `name = name.to(…)` is bound to a name that is not read any more.
  private func isDead(_ statement: NodeID, _ receiver: NodeID, _ function: FunctionInfo, _ unit: AnalyzedUnit) -> Bool {
    let tree = unit.tree
    let target = tree.child(statement, 1)
    guard tree.childCount(statement) == 2, tree.kind(target) == .name, tree.kind(receiver) == .name,
      tree.symbol(target) == tree.symbol(receiver), function.locals.contains(tree.symbol(target))
    else { return false }
    let name = tree.symbol(target)
    let end = tree.span(statement).end
    let loop = loop(around: statement, binding: name, tree)
    let later =
      (loop?.isBound == true ? end : loop?.span.start ?? end)..<(loop?.isBound == true ? loop?.span.end ?? .max : .max)
    return !unit.reads(of: name, in: function.body).contains { read in
      later.contains(tree.span(read).start) && !isInside(read, statement, tree)
    }
  }

  /// The loop around a statement in which a read may come after it: the innermost one that binds the name anew for
  /// each round, or else the outermost.
  private func loop(around statement: NodeID, binding name: Symbol, _ tree: SyntaxTree) -> (span: Span, isBound: Bool)?
  {
    if let bound = loopBinding(name, around: statement, tree) { return (tree.span(bound), true) }
    var found: (span: Span, isBound: Bool)?
    var node = tree.parent(statement)
    while !node.isNone, tree.kind(node) != .functionDefinition {
      if tree.kind(node) == .for_ || tree.kind(node) == .while_ { found = (tree.span(node), false) }
      node = tree.parent(node)
    }
    return found
  }

  /// The innermost loop that binds a name anew for each round.
  private func loopBinding(_ name: Symbol, around place: NodeID, _ tree: SyntaxTree) -> NodeID? {
    var node = tree.parent(place)
    while !node.isNone, tree.kind(node) != .functionDefinition {
      if tree.kind(node) == .for_, tree.binds(tree.child(node, 0), name) { return node }
      node = tree.parent(node)
    }
    return nil
  }

  /// Whether a loop over a model's modules binds the name: `to` of a module works in place.
  private func isModule(_ receiver: NodeID, _ tree: SyntaxTree) -> Bool {
    guard let loop = loopBinding(tree.symbol(receiver), around: receiver, tree) else { return false }
    return givesModules(tree.child(loop, 1), tree)
  }

  private func givesModules(_ iterable: NodeID, _ tree: SyntaxTree) -> Bool {
    let methods: Set<String> = ["modules", "named_modules", "children", "named_children"]
    return tree.kind(iterable) == .call
      && tree.children(of: iterable).contains { part in
        (tree.kind(part) == .attribute && methods.contains(tree.symbol(part).text)) || givesModules(part, tree)
      }
  }

  private func isInside(_ node: NodeID, _ ancestor: NodeID, _ tree: SyntaxTree) -> Bool {
    let (inner, outer) = (tree.span(node), tree.span(ancestor))
    return inner.start >= outer.start && inner.end <= outer.end
  }
}

extension Diagnostic.Message {
  fileprivate static func discarded(_ text: String?) -> Self {
    "the result of \(text.map { "`\($0)`" } ?? "this cast") is never read, so nothing is cast"
  }
}
