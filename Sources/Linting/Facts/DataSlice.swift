import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Which expressions of a file a value is computed from: back over assignments, parameters, returns and attributes.
///
/// It over-approximates: every assignment to a name in its function counts, wherever it stands.
final class DataSlice {
  private let unit: AnalyzedUnit
  private let tree: SyntaxTree
  /// Values assigned to a name, by function (or `.none` at module level).
  private var assignments: [Key: [NodeID]] = [:]
  /// Values assigned to `self.name`, by class.
  private var attributes: [ClassKey: [NodeID]] = [:]
  /// Calls by the function of the file that they run.
  private var calls: [FunctionID: [NodeID]] = [:]
  /// Values returned by each function.
  private var returns: [FunctionID: [NodeID]] = [:]

  private struct Key: Hashable {
    var function: FunctionID?
    var name: Symbol
  }

  private struct ClassKey: Hashable {
    var owner: ClassID?
    var name: Symbol
  }

  /// More expressions than this make no argument any more.
  private static let limit = 400

  init(_ unit: AnalyzedUnit) {
    self.unit = unit
    tree = unit.tree
    for index in tree.nodes.indices.dropFirst() { register(NodeID(UInt32(index))) }
  }

  private func register(_ node: NodeID) {
    switch tree.kind(node) {
    case .assignment:
      for target in tree.children(of: node).dropFirst() { assign(tree.child(node, 0), to: target) }
    case .annotatedAssignment:
      let value = tree.child(node, 2)
      if !value.isNone { assign(value, to: tree.child(node, 0)) }
    case .augmentedAssignment: assign(tree.child(node, 1), to: tree.child(node, 0))
    case .for_, .comprehensionClause: assign(tree.child(node, 1), to: tree.child(node, 0))
    case .namedExpression: assign(tree.child(node, 1), to: tree.child(node, 0))
    case .return_:
      guard let function = unit.analysis.enclosingFunction(of: node), !tree.child(node, 0).isNone else { return }
      returns[function, default: []].append(tree.child(node, 0))
    case .call: indexCall(node)
    default: break
    }
  }

  private func assign(_ value: NodeID, to target: NodeID) {
    switch tree.kind(target) {
    case .name:
      assignments[Key(function: unit.analysis.enclosingFunction(of: target), name: tree.symbol(target)), default: []]
        .append(value)
    case .attribute:
      guard tree.kind(tree.child(target, 0)) == .name, tree.symbol(tree.child(target, 0)) == "self" else { return }
      attributes[ClassKey(owner: unit.classAround(target), name: tree.symbol(target)), default: []].append(value)
    case .tuple, .list:
      let elements = tree.children(of: target)
      let isParallel = tree.kind(value) == .tuple && tree.childCount(value) == elements.count
      for (index, element) in elements.enumerated() {
        assign(isParallel ? tree.child(value, index) : value, to: element)
      }
    case .starred: assign(value, to: tree.child(target, 0))
    default: break
    }
  }

  private func indexCall(_ node: NodeID) {
    let callee = tree.child(node, 0)
    if tree.kind(callee) == .attribute,
      tree.symbol(callee) == "register_buffer" || tree.symbol(callee) == "register_parameter",
      tree.childCount(node) > 2, tree.kind(tree.child(node, 1)) == .string
    {
      let key = ClassKey(owner: unit.classAround(node), name: tree.symbol(tree.child(node, 1)))
      attributes[key, default: []].append(tree.child(node, 2))
    }
    if tree.kind(callee) == .attribute, tree.symbol(callee) == "copy_", tree.childCount(node) > 1 {
      assign(tree.child(node, 1), to: tree.child(callee, 0))
    }
    if let function = calledFunction(callee) { calls[function, default: []].append(node) }
  }

  /// What is assigned to, or registered as, an attribute of `self`.
  func values(of attribute: NodeID) -> [NodeID] {
    attributes[ClassKey(owner: unit.classAround(attribute), name: tree.symbol(attribute))] ?? []
  }

  private func calledFunction(_ callee: NodeID) -> FunctionID? {
    let interpreter = unit.analysis.interpreter
    for piece in interpreter.values.pieces(unit.value(of: callee)) {
      guard let id = interpreter.checkedFunction(behind: piece.shape) else { continue }
      if unit.graph[id].module == unit.analysis.module.id { return id }
    }
    return isNone(callee) ? writtenFunction(callee) : nil
  }

  /// The function that a call which no lane reaches names: one of the file, or a method of the class around it.
  private func writtenFunction(_ callee: NodeID) -> FunctionID? {
    let module = unit.analysis.module
    if tree.kind(callee) == .name {
      guard case .function(let id) = unit.graph.resolve(tree.symbol(callee), in: module.id) else { return nil }
      return unit.graph[id].module == module.id ? id : nil
    }
    guard tree.kind(callee) == .attribute, tree.kind(tree.child(callee, 0)) == .name,
      tree.symbol(tree.child(callee, 0)) == "self", let owner = unit.classAround(callee),
      let method = unit.graph.method(tree.symbol(callee), of: owner), method.module == module.id
    else { return nil }
    return method.id
  }

  // MARK: Slicing

  /// All expressions that a value may be computed from, itself first, nearest first.
  ///
  /// - Parameter isFollowed: false for expressions whose own sources do not count.
  func expressions(behind node: NodeID, where isFollowed: (NodeID) -> Bool = { _ in true }) -> [NodeID] {
    var found: [NodeID] = []
    var seen: Set<NodeID> = []
    var pending = [node]
    var next = 0
    while next < pending.count, found.count < Self.limit {
      let node = pending[next]
      next += 1
      guard !node.isNone, seen.insert(node).inserted else { continue }
      found.append(node)
      if isFollowed(node) { pending += sources(of: node) }
    }
    return found
  }

  private func sources(of node: NodeID) -> [NodeID] {
    // Sizes and flags have no part in a value.
    candidates(of: node).filter { isNone($0) || unit.holdsTensor($0) }
  }

  private func isNone(_ node: NodeID) -> Bool { unit.value(of: node) == .empty }

  /// The names of factory functions: what they are given are sizes.
  private static let factories: Set<String> = [
    "arange", "zeros", "ones", "full", "empty", "linspace", "zeros_like", "ones_like", "full_like", "empty_like",
    "tensor",
    "rand", "randn", "eye",
  ]
  /// Attributes and methods that tell about a tensor and have nothing of its values.
  private static let descriptions: Set<Symbol> = ["device", "dtype", "shape", "ndim", "size", "dim", "numel"]
  /// Methods whose arguments are tensors that go into the result.
  private static let mixing: Set<String> = [
    "mul", "mul_", "div", "div_", "add", "add_", "sub", "sub_", "matmul", "bmm", "outer", "pow", "where", "masked_fill",
    "masked_scatter", "dot", "ger",
  ]

  private func candidates(of node: NodeID) -> [NodeID] {
    switch tree.kind(node) {
    case .name: return bindings(of: node)
    case .attribute:
      let base = tree.child(node, 0)
      if Self.descriptions.contains(tree.symbol(node)) { return [] }
      guard tree.kind(base) == .name, tree.symbol(base) == "self" else { return [base] }
      return attributes[ClassKey(owner: unit.classAround(node), name: tree.symbol(node))] ?? []
    case .call: return operands(of: node)
    case .conditional: return [tree.child(node, 1), tree.child(node, 2)]
    case .subscript_: return [tree.child(node, 0)]
    case .keywordArgument: return [tree.child(node, 0)]
    case .lambda, .string, .formattedString, .comparison, .integer, .float: return []
    default: return Array(tree.children(of: node))
    }
  }

  private func operands(of call: NodeID) -> [NodeID] {
    let callee = tree.child(call, 0)
    if let function = calledFunction(callee) { return returns[function] ?? [] }
    if tree.kind(callee) == .attribute, Self.descriptions.contains(tree.symbol(callee)) { return [] }
    let name = unit.calledName(call)
    if Self.factories.contains(name) { return [] }
    let arguments = Array(tree.children(of: call).dropFirst())
    guard tree.kind(callee) == .attribute else { return arguments }
    let receiver = tree.child(callee, 0)
    if isNone(receiver) || !unit.holdsTensor(receiver) { return arguments }
    return Self.mixing.contains(name) ? [receiver] + arguments : [receiver]
  }

  private func bindings(of name: NodeID) -> [NodeID] {
    let id = unit.analysis.enclosingFunction(of: name)
    let symbol = tree.symbol(name)
    let assigned = assignments[Key(function: id, name: symbol)] ?? []
    guard let id, let parameter = unit.graph[id].parameters.firstIndex(where: { $0.name == symbol }) else {
      return assigned
    }
    return assigned + arguments(for: parameter, of: unit.graph[id])
  }

  private func arguments(for parameter: Int, of function: FunctionInfo) -> [NodeID] {
    let isMethod = function.definingClass != nil && function.parameters.first?.name == "self"
    return (calls[function.id] ?? []).compactMap { call in
      var position = 0
      for argument in tree.children(of: call).dropFirst() {
        switch tree.kind(argument) {
        case .keywordArgument:
          if tree.symbol(argument) == function.parameters[parameter].name { return tree.child(argument, 0) }
        case .starred, .doubleStarred: return nil
        default:
          if position == parameter - (isMethod ? 1 : 0) { return argument }
          position += 1
        }
      }
      return nil
    }
  }
}
