import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Classes that callers may choose instead of one that models make themselves: a static cache for a dynamic one.
extension Interpreter {
  /// Runs each method that nothing called, with what came to that of the same name in another subclass of its base.
  func runSiblings(in module: Module) {
    let methods = module.functionsInOrder.map { graph[$0] }.filter {
      $0.definingClass != nil && $0.enclosingFunction == nil
    }
    let namesakes = Dictionary(grouping: methods, by: \.name)
    for function in methods where !entered.contains(function.id) && !function.name.text.hasPrefix("_") {
      guard let id = function.definingClass, graph[id].enclosingFunction == nil, !graph.isModel(id),
        let sibling = enteredSibling(of: function, among: namesakes[function.name] ?? [])
      else { continue }
      runSibling(function, like: sibling, of: id)
    }
  }

  /// The method that ran of a class that shares a base of this file with the one of `function`, where that has it too.
  private func enteredSibling(of function: FunctionInfo, among namesakes: [FunctionInfo]) -> FunctionInfo? {
    guard let owner = function.definingClass else { return nil }
    let bases = graph[owner].mro.dropFirst().filter { entry in
      guard case .class_(let base) = entry else { return false }
      return graph[base].module == function.module && graph.ownMember(function.name, of: base) != nil
    }
    guard !bases.isEmpty else { return nil }
    return namesakes.first { other in
      guard entered.contains(other.id), let id = other.definingClass else { return false }
      return graph[id].mro.contains { bases.contains($0) }
    }
  }

  private func runSibling(_ function: FunctionInfo, like sibling: FunctionInfo, of id: ClassID) {
    inRoot(named: function.qualifiedName) {
      isAssumed = true
      let made = constructedInstance(of: id, isModel: false)
      isAssumed = false
      guard let made else { return }
      frame.live = lanes.all
      var arguments = CallArguments(node: function.node)
      for parameter in function.parameters.dropFirst() {
        guard parameter.kind != .variadicPositional, parameter.kind != .variadicKeyword,
          let other = sibling.parameters.first(where: { $0.name == parameter.name })
        else { continue }
        let seen = facts.binding(at: other.node, in: sibling.module, none: shapes.none, values: values)
        arguments.keywords.append(
          (parameter.name, isPlain(seen) ? seen : unknown(.inputOfUnknownDType, parameter.name)))
      }
      call(function, on: made, arguments)
    }
  }

  /// Whether a value is the same outside of the run that it was met in: what objects held then is forgotten.
  private func isPlain(_ value: ValueID) -> Bool {
    let pieces = values.pieces(value)
    return !pieces.isEmpty
      && pieces.allSatisfy { piece in
        switch shapes[piece.shape] {
        case .tensor, .integer, .float, .opaque, .none: true
        default: false
        }
      }
  }
}
