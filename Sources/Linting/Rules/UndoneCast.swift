import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds a cast that the next one undoes, with nothing computed between them.
///
/// See `Rules/pages/CAST404-undone-cast.md`.
package struct UndoneCast: Rule {
  package static let id = RuleID("CAST404", slug: "undone-cast")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    unit.nodes(.call).compactMap { (call: NodeID) -> Finding? in
      guard let between = unit.onlyCast(by: call), let (first, isUsed) = castBehind(between, unit),
        let operand = unit.onlyCast(by: first)
      else { return nil }
      let lanes = unit.lanes(in: unit.mixedLanes) { lane in
        guard let before = unit.floatingDTypes(operand, in: lane)?.single,
          let then = unit.floatingDTypes(first, in: lane)?.single
        else { return false }
        // What is widened for another use is not rounded by the way.
        return before != then && unit.floatingDTypes(call, in: lane)?.single == before
          && !(isUsed && before.isHalfPrecision)
      }
      guard !lanes.isEmpty else { return nil }
      return Finding(
        .undone(unit.dtypeWords(first, in: lanes), unit.dtypeWords(call, in: lanes)), at: unit.tree.span(call),
        function: unit.functionName(around: call), lanes: unit.names(of: lanes),
        related: [unit.related(first, "the first cast")])
    }
  }

  /// Methods that compute nothing.
  private static let layout: Set<String> = [
    "transpose", "permute", "view", "reshape", "flatten", "unflatten", "squeeze", "unsqueeze", "expand", "expand_as",
    "contiguous", "repeat", "repeat_interleave", "chunk", "split", "clone", "detach", "narrow", "select",
  ]

  /// A longer way, or one around a loop, leads nowhere.
  private static let longest = 12

  /// The cast that an expression comes of through names and layout alone, and whether its result is read elsewhere.
  private func castBehind(_ expression: NodeID, _ unit: AnalyzedUnit) -> (cast: NodeID, isUsed: Bool)? {
    let tree = unit.tree
    var node = expression
    var isUsed = false
    for _ in 0..<Self.longest {
      switch tree.kind(node) {
      case .name:
        guard let value = unit.dominatingValue(of: node) else { return nil }
        isUsed = isUsed || reads(of: node, unit) > 1
        node = value
      case .subscript_: node = tree.child(node, 0)
      case .call:
        if unit.onlyCast(by: node) != nil { return (node, isUsed) }
        guard tree.kind(tree.child(node, 0)) == .attribute, Self.layout.contains(unit.calledName(node)) else {
          return nil
        }
        node = tree.child(tree.child(node, 0), 0)
      default: return nil
      }
    }
    return nil
  }

  /// How often the function reads a tensor by a name, to ask for its dtype or shape not counted.
  private func reads(of name: NodeID, _ unit: AnalyzedUnit) -> Int {
    let tree = unit.tree
    guard let function = unit.analysis.enclosingFunction(of: name) else { return 0 }
    return unit.reads(of: tree.symbol(name), in: unit.graph[function].body).count { read in
      let isQuestion =
        tree.kind(tree.parent(read)) == .attribute
        && ["dtype", "shape", "device"].contains(tree.symbol(tree.parent(read)))
      return !isQuestion && unit.analysis.enclosingFunction(of: read) == function
    }
  }
}

extension Diagnostic.Message {
  fileprivate static func undone(_ between: String, _ dtype: String) -> Self {
    "a cast to \(between) is undone by this one to \(dtype), with nothing computed between them"
  }
}
