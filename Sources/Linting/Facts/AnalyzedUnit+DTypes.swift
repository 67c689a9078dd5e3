import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Questions about dtypes that several rules ask.
extension AnalyzedUnit {
  /// The lanes in which a model runs in, or under, a 16-bit dtype: findings of a float32 model do not exist.
  var mixedLanes: LaneMask { lanes.all - lanes.mask(of: .fp32) }

  /// The lanes of a mask, one by one, in which a condition holds.
  func lanes(in mask: LaneMask, where condition: (LaneMask) -> Bool) -> LaneMask {
    var result = LaneMask()
    mask.forEachLane { lane in
      if condition(LaneMask(lane: lane)) { result.insert(LaneMask(lane: lane)) }
    }
    return result
  }

  /// Lanes in few words: a scenario alone stands for all of its attention implementations.
  func laneWords(_ mask: LaneMask) -> String {
    var words: [String] = []
    for name in names(of: mask) {
      let scenario = String(name.prefix { $0 != "/" })
      let all = names(of: lanes.all).filter { $0.hasPrefix(scenario + "/") }
      let isWhole = all.allSatisfy(names(of: mask).contains)
      let word = isWhole ? scenario : name
      if !words.contains(word) { words.append(word) }
    }
    return words.joined(separator: ", ")
  }

  /// The floating dtypes of an expression in some lanes; nil where it is not known or no floating tensor.
  func floatingDTypes(_ node: NodeID, in mask: LaneMask) -> DTypeSet? {
    let (dtypes, isKnown) = dtypes(of: value(of: node), in: mask)
    guard isKnown, !dtypes.isEmpty, dtypes.dtypes.allSatisfy(\.isFloatingPoint) else { return nil }
    return dtypes
  }

  /// The mixed lanes in which an expression certainly is a tensor of 16 bits.
  func halfLanes(_ node: NodeID) -> LaneMask {
    lanes(in: mixedLanes) { floatingDTypes(node, in: $0)?.dtypes.allSatisfy(\.isHalfPrecision) ?? false }
  }

  /// The tensors that a value may be in some lanes.
  func tensors(of value: ValueID, in mask: LaneMask) -> [TensorShape] {
    let shapes = analysis.interpreter.shapes
    return analysis.interpreter.values.pieces(value).filter { !($0.mask & mask).isEmpty }.flatMap { piece in
      shapes.alternatives(of: piece.shape).compactMap { shape in
        if case .tensor(let tensor) = shapes[shape] { tensor } else { nil }
      }
    }
  }

  /// The dtype names of an expression in some lanes, such as `bfloat16 or float16`.
  func dtypeWords(_ node: NodeID, in mask: LaneMask) -> String {
    dtypes(of: value(of: node), in: mask).dtypes.dtypes.map(\.name).joined(separator: " or ")
  }

  /// The last name of what a call calls: `to` for `x.to(…)`, `bucketize` for `torch.bucketize(…)`.
  func calledName(_ call: NodeID) -> String {
    let callee = tree.child(call, 0)
    return [.attribute, .name].contains(tree.kind(callee)) ? tree.symbol(callee).text : ""
  }

  /// An argument of a call, by its place or its name.
  func argument(_ place: Int, _ name: Symbol, of call: NodeID) -> NodeID? {
    let arguments = Array(tree.children(of: call).dropFirst())
    if let named = arguments.first(where: { tree.kind($0) == .keywordArgument && tree.symbol($0) == name }) {
      return tree.child(named, 0)
    }
    let positional = arguments.filter { ![.keywordArgument, .starred, .doubleStarred].contains(tree.kind($0)) }
    return place < positional.count ? positional[place] : nil
  }

  /// The functions of the checked tree that a call may run, a module's `forward` included.
  func functions(calledBy call: NodeID) -> [FunctionID] {
    let interpreter = analysis.interpreter
    let callee = value(of: tree.child(call, 0))
    return interpreter.values.pieces(callee).compactMap { interpreter.checkedFunction(behind: $0.shape) }
  }

  /// Whether an expression may be a tensor, or hold one.
  func holdsTensor(_ node: NodeID) -> Bool {
    let shapes = analysis.interpreter.shapes
    return analysis.interpreter.values.pieces(value(of: node)).contains { piece in
      shapes.alternatives(of: piece.shape).contains { shape in
        switch shapes[shape] {
        case .tensor, .tuple, .sequence, .object, .unknown, .record: true
        default: false
        }
      }
    }
  }

  /// Whether an expression is the call of a sine or cosine.
  func isSine(_ node: NodeID) -> Bool { tree.kind(node) == .call && ["cos", "sin"].contains(calledName(node)) }

  /// The class whose method an expression stands in.
  func classAround(_ node: NodeID) -> ClassID? {
    analysis.enclosingFunction(of: node).flatMap { graph[$0].lexicalClass }
  }

  /// Whether the file uses the function around a node, and only in code that nothing reached: it then ran with assumed
  /// arguments, and what it gets there is not known.
  func hasOnlyUnreachedCallers(_ node: NodeID) -> Bool {
    guard let function = analysis.enclosingFunction(of: node) else { return false }
    let uses = nodes(graph[function].definingClass == nil ? .name : .attribute).filter {
      tree.symbol($0) == graph[function].name && analysis.enclosingFunction(of: $0) != function
    }
    return !uses.isEmpty && uses.allSatisfy { value(of: $0) == .empty }
  }

  /// The classes of the file in whose methods the dtype of a value was decided.
  func originClasses(of value: ValueID, in mask: LaneMask) -> [ClassID] {
    tensors(of: value, in: mask).flatMap { tensor -> [ClassID] in
      var classes: [ClassID] = []
      var id = tensor.origin
      while id != .none, classes.count < 6 {
        let origin = analysis.interpreter.origin(id)
        if origin.module == analysis.module.id.rawValue, let owner = classAround(origin.node) { classes.append(owner) }
        id = origin.parent
      }
      return classes
    }
  }

  /// Every node of a kind, in the order of the tree.
  func nodes(_ kind: NodeKind) -> [NodeID] {
    tree.nodes.indices.dropFirst().lazy.map { NodeID(UInt32($0)) }.filter { tree.kind($0) == kind }
  }

  /// Whether a node or one of its ancestors inside its function satisfies a condition.
  func isInside(_ node: NodeID, _ condition: (NodeID) -> Bool) -> Bool {
    var current = node
    while !current.isNone, tree.kind(current) != .functionDefinition {
      if condition(current) { return true }
      current = tree.parent(current)
    }
    return false
  }

  /// The floating dtype that a dotted expression such as `torch.float16` names.
  func literalDType(_ node: NodeID) -> DType? {
    guard !node.isNone, tree.kind(node) == .attribute, isTorch(tree.child(node, 0)) else { return nil }
    return DType(name: tree.symbol(node).text)
  }

  /// Whether an expression is the module torch, by whatever name; in code that is not reached its own name decides.
  func isTorch(_ node: NodeID) -> Bool {
    guard tree.kind(node) == .name else { return false }
    if tree.symbol(node) == "torch" { return true }
    let interpreter = analysis.interpreter
    return interpreter.values.pieces(value(of: node)).contains { piece in
      interpreter.shapes[piece.shape] == .external("torch")
    }
  }
}
