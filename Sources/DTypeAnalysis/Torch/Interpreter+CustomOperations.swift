import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Operations that code registers with torch: `torch.ops.name.operation` runs the function it was made of.
extension Interpreter {
  /// The function behind `torch.ops.<namespace>.<name>`, if the module that calls it made it by
  /// `torch.library.custom_op("namespace::name", …)`, called with the function or used as its decorator.
  func customOperation(_ name: Symbol) -> ShapeID? {
    let parts = name.text.split(separator: ".")
    guard parts.count >= 4, parts[0] == "torch", parts[1] == "ops" else { return nil }
    let wanted = Symbol("\(parts[2])::\(parts[3])")
    let tree = frame.tree
    for index in tree.nodes.indices where tree.nodes[index].kind == .call {
      let node = NodeID(UInt32(index))
      let registration = tree.child(node, 0)
      guard tree.kind(registration) == .attribute || tree.kind(registration) == .name,
        tree.symbol(registration) == "custom_op", tree.childCount(node) > 1, tree.kind(tree.child(node, 1)) == .string,
        constantString(evaluate(tree.child(node, 1))) == wanted
      else { continue }
      return function(registeredBy: node)
    }
    return nil
  }

  private func function(registeredBy call: NodeID) -> ShapeID? {
    let tree = frame.tree
    let module = frame.module.id
    let around = tree.parent(call)
    let found: FunctionID? =
      if tree.kind(around) == .functionDefinition {
        graph.function(at: around, in: module)
      } else if tree.childCount(call) > 2,
        case .function(let id) = graph.definition(
          ofExpression: tree.child(call, 2), in: module)
      {
        id
      } else {
        nil
      }
    return found.map { shapes.intern(.function($0.rawValue, environment: nil)) }
  }
}
