import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Explains how a value came to its dtype: goes back from an expression over the frozen facts, binding by binding.
///
/// It follows what carries the dtype: the operand with the dtype of the result, the argument behind a parameter, the
/// `return` behind a call; and it ends where the dtype is decided. It explains a finding and never makes one.
struct FlowTrace {
  let unit: AnalyzedUnit
  /// The lanes that the explanation is for.
  let lanes: LaneMask

  /// More hops than this help nobody.
  static let longest = 24

  /// The hops that lead to `node`, the origin first.
  func steps(to node: NodeID, value: ValueID) -> [FlowStep] {
    guard let dtype = text(node) ?? unit.dtypeText(of: value, in: lanes) else { return [] }
    return steps(value: value, Walk(dtype: dtype)) { _ in Position(node: node, path: []) }
  }

  /// An expression as the operand of a finding, with the hops that lead to it.
  func operand(_ node: NodeID) -> OperandFlow {
    OperandFlow(
      name: unit.shortText(node) ?? "operand", dtype: unit.dtypeWords(node, in: lanes),
      place: unit.checkedFile.place(unit.tree.span(node)), steps: steps(to: node, value: unit.value(of: node)))
  }

  /// The hops that lead to what is bound at `node`: a parameter, a target of an assignment, or a `return`.
  func steps(toBinding node: NodeID, value: ValueID) -> [FlowStep] {
    guard let dtype = unit.dtypeText(of: value, in: lanes) else { return [] }
    return steps(value: value, Walk(dtype: dtype)) { bound(at: node, &$0) }
  }

  /// - Parameter start: the first position to go back from; may take a hop itself.
  private func steps(value: ValueID, _ walk: Walk, from start: (inout Walk) -> Position?) -> [FlowStep] {
    var walk = walk
    var current = start(&walk)
    while let position = current, walk.steps.count < Self.longest, walk.seen.insert(position.node).inserted {
      current = back(from: position, &walk)
    }
    if walk.isDecided { return walk.steps.reversed() }
    let origin = originSteps(of: walk.last == .empty ? value : walk.last, attribute: walk.attribute)
    let known = Set(walk.steps.map { "\($0.path):\($0.line)" })
    return origin.filter { !known.contains("\($0.path):\($0.line)") } + walk.steps.reversed()
  }

  /// An expression, and which element of it is meant: the indices of nested tuples, the outermost last.
  struct Position {
    var node: NodeID
    var path: [Int]
  }

  struct Walk {
    let dtype: String
    var steps: [FlowStep] = []
    var seen: Set<NodeID> = []
    /// Whether the last hop is where the dtype came from.
    var isDecided = false
    /// The attribute that was read last, such as a buffer's name.
    var attribute: String?
    /// The value at the farthest place reached.
    var last = ValueID.empty
    /// The functions that returned it, the first one that did last.
    var makers: [FunctionID] = []
    /// Operands that have the dtype, too, beside those that were followed.
    var others: [NodeID] = []
  }

  /// Where else the dtype comes from: the other operands of operations on the way whose operands all have it.
  ///
  /// An edit at the origin alone changes nothing while these are as they are.
  func otherOrigins(of node: NodeID) -> [FlowStep] {
    guard let (walk, _) = wholeWalk(from: node) else { return [] }
    return walk.others.prefix(Self.mostOthers).compactMap { steps(to: $0, value: unit.value(of: $0)).first }
  }

  private static let mostOthers = 4

  /// The same for what the function returns in which the dtype of a value was decided.
  func originsBeside(_ value: ValueID) -> [FlowStep] {
    guard let origin = origin(of: value), origin.module == unit.analysis.module.id.rawValue,
      let function = unit.analysis.enclosingFunction(of: origin.node)
    else { return [] }
    return unit.tree.statements(.return_, in: unit.graph[function].body).flatMap { statement -> [FlowStep] in
      let returned = unit.tree.child(statement, 0)
      let isTuple = !returned.isNone && unit.tree.kind(returned) == .tuple
      return (isTuple ? Array(unit.tree.children(of: returned)) : [returned]).flatMap(otherOrigins)
    }
  }

  /// Where the buffer is registered that an expression gets its dtype from.
  func registration(behind node: NodeID) -> FlowStep? {
    let tree = unit.tree
    guard let (_, last) = wholeWalk(from: node), tree.kind(last) == .attribute, let owner = unit.classAround(last)
    else {
      return nil
    }
    let call = unit.nodes(.call).first { call in
      unit.calledName(call) == "register_buffer" && tree.childCount(call) > 2
        && tree.kind(tree.child(call, 1)) == .string
        && tree.symbol(tree.child(call, 1)) == tree.symbol(last) && unit.classAround(call) == owner
    }
    return call.map { step(at: $0, "registered by `\(snippet($0))`") }
  }

  /// The expressions through which the dtype of one came.
  func way(to node: NodeID) -> Set<NodeID> { wholeWalk(from: node)?.0.seen ?? [] }

  /// Goes all the way back, and says where that ended.
  private func wholeWalk(from node: NodeID) -> (Walk, last: NodeID)? {
    guard let dtype = text(node) else { return nil }
    var walk = Walk(dtype: dtype)
    var last = node
    var current: Position? = Position(node: node, path: [])
    while let position = current, walk.steps.count < Self.longest, walk.seen.insert(position.node).inserted {
      last = position.node
      current = back(from: position, &walk)
    }
    return (walk, last)
  }

  func text(_ node: NodeID) -> String? { unit.dtypeText(of: unit.value(of: node), in: lanes) }

  // MARK: One step

  func back(from position: Position, _ walk: inout Walk) -> Position? {
    let tree = unit.tree
    let node = position.node
    let value = unit.value(of: node)
    if position.path.isEmpty, value != .empty { walk.last = value }
    switch tree.kind(node) {
    case .name: return binding(of: node, position.path, &walk)
    case .tuple, .list:
      guard let index = position.path.last, index < tree.childCount(node) else { return nil }
      return Position(node: tree.child(node, index), path: position.path.dropLast())
    case .subscript_:
      return carrying(tree.child(node, 0), position.path, walk) ?? decided(at: node, walk: &walk)
    case .attribute:
      if position.path.isEmpty { walk.attribute = tree.symbol(node).text }
      return carrying(tree.child(node, 0), position.path, walk)
    case .call: return call(position, &walk)
    case .conditional:
      return firstCarrying([tree.child(node, 1), tree.child(node, 2)], position.path, walk)
    case .unary, .await: return carrying(tree.child(node, 0), position.path, walk)
    case .namedExpression: return Position(node: tree.child(node, 1), path: position.path)
    case .binary:
      noteOthers(in: tree.children(of: node), &walk)
      return firstCarrying(tree.children(of: node), position.path, walk)
        ?? decided(at: node, walk: &walk)
    case .listComprehension, .generatorExpression: return carrying(tree.child(node, 0), [], walk)
    case .keywordArgument, .starred: return Position(node: tree.child(node, 0), path: position.path)
    default: return nil
    }
  }

  /// A part of an expression, if it has the dtype that is followed (or holds it, where an element is meant).
  func carrying(_ node: NodeID, _ path: [Int], _ walk: Walk) -> Position? {
    let value = unit.value(of: node)
    if value == .empty { return nil }
    if let dtype = unit.dtypeText(of: value, in: lanes) {
      // What is taken out of a tensor has its dtype.
      return dtype == walk.dtype ? Position(node: node, path: []) : nil
    }
    // A tuple or list of tensors: what is taken out of it.
    return !path.isEmpty || isContainer(value) ? Position(node: node, path: path) : nil
  }

  /// The first part that has the dtype, or else the first that may hold something that has.
  private func firstCarrying(_ nodes: some Sequence<NodeID>, _ path: [Int], _ walk: Walk) -> Position? {
    let nodes = nodes.filter { unit.value(of: $0) != .empty }
    if let tensor = nodes.first(where: { text($0) == walk.dtype }) { return Position(node: tensor, path: []) }
    return nodes.first { isContainer(unit.value(of: $0)) }.map { Position(node: $0, path: path) }
  }

  private func noteOthers(in operands: some Sequence<NodeID>, _ walk: inout Walk) {
    walk.others += operands.filter { text($0) == walk.dtype }.dropFirst()
  }

  private func isContainer(_ value: ValueID) -> Bool {
    let interpreter = unit.analysis.interpreter
    return interpreter.values.pieces(value).contains { interpreter.isContainer($0.shape) }
  }

  /// The operation at `node` has another dtype than its operands: here it was decided.
  private func decided(at node: NodeID, walk: inout Walk) -> Position? {
    add(node, "`\(snippet(node))` makes it \(walk.dtype)", &walk)
    walk.isDecided = true
    return nil
  }

  // MARK: Calls

  private func call(_ position: Position, _ walk: inout Walk) -> Position? {
    let tree = unit.tree
    let node = position.node
    let callee = tree.child(node, 0)
    if let function = function(called: callee) { return returned(by: function, position, &walk) }
    let arguments = tree.children(of: node).dropFirst()
    let operands = (tree.kind(callee) == .attribute ? [tree.child(callee, 0)] : []) + arguments
    // Of a list written in the call, such as that of `torch.cat`, an element carries the dtype.
    let written = operands.flatMap { operand in
      [.tuple, .list].contains(tree.kind(operand)) ? Array(tree.children(of: operand)) : [operand]
    }
    if let next = firstCarrying(written, position.path, walk) { return next }
    guard position.path.isEmpty else { return nil }
    // `dtype=x.dtype`, `.to(x.dtype)`: the dtype is that of x.
    let models = arguments.map { tree.kind($0) == .keywordArgument ? tree.child($0, 0) : $0 }
      .filter { tree.kind($0) == .attribute && tree.symbol($0).text == "dtype" }.map { tree.child($0, 0) }
    return firstCarrying(models, [], walk) ?? decided(at: node, walk: &walk)
  }

  /// The function of the checked file that an expression stands for, a module's `forward` included.
  private func function(called callee: NodeID) -> FunctionInfo? {
    let interpreter = unit.analysis.interpreter
    for piece in interpreter.values.pieces(unit.value(of: callee)) where !(piece.mask & lanes).isEmpty {
      guard let id = interpreter.checkedFunction(behind: piece.shape) else { continue }
      let function = unit.graph[id]
      if function.module == unit.analysis.module.id { return function }
    }
    return nil
  }

  private func returned(by function: FunctionInfo, _ position: Position, _ walk: inout Walk) -> Position? {
    let returns = unit.tree.statements(.return_, in: function.body)
    for statement in returns {
      let value = unit.tree.child(statement, 0)
      guard !value.isNone, unit.value(of: value) != .empty else { continue }
      guard let next = carrying(value, position.path, walk) else { continue }
      add(statement, "returned by `\(function.qualifiedName.text)`", &walk)
      walk.makers.append(function.id)
      return next
    }
    return nil
  }

  // MARK: Words

  func add(_ node: NodeID, _ text: String, _ walk: inout Walk) {
    let step = step(at: node, text)
    // Of two hops on one line the later one, which shows more of it, tells all.
    if walk.steps.last.map({ $0.line == step.line && $0.path == step.path }) != true { walk.steps.append(step) }
  }

  private func step(at node: NodeID, _ text: String) -> FlowStep {
    let place = unit.checkedFile.place(unit.tree.span(node))
    return FlowStep(file: place.file, path: place.path, line: place.line, column: place.column, text: text)
  }

  /// The first line of a node's text, shortened.
  func snippet(_ node: NodeID) -> String {
    let text = unit.checkedFile.text(unit.tree.span(node))
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    let isWhole = line.count == text.count && line.count <= 60
    return isWhole ? line : String(line.prefix(57)) + "…"
  }
}
