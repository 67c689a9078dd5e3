import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// An angle that is rounded to 16 bits before its sine or cosine is taken.
struct RoundedAngle {
  /// The product, power or table that is computed in, or from, 16 bits.
  var node: NodeID
  /// The 16-bit operand; nil where wider operands are lowered by autocast.
  var operand: NodeID?
  var lanes: LaneMask
  var dtypes: DTypeSet
  /// The sine or cosine that is taken of it.
  var use: NodeID
  /// Whether it is the angle of a rotary embedding.
  var isRotary: Bool
}

/// Finds sines and cosines whose argument was computed in 16 bits.
///
/// A bfloat16 number has eight bits: positions beyond 256 are not exact, and an angle of 1,000 is off by up to four
/// radians. What was rounded before it is widened again stays rounded, so operands count as well as results.
final class AnglePrecision {
  private let unit: AnalyzedUnit
  private let tree: SyntaxTree
  private lazy var slice = DataSlice(unit)
  private let model: LaneMask

  init(_ unit: AnalyzedUnit) {
    self.unit = unit
    tree = unit.tree
    model = unit.lanes.all - unit.lanes.mask(of: .fp32)
  }

  /// One for each function in which an angle is rounded, in source order.
  func roundedAngles() -> [RoundedAngle] {
    var found: [RoundedAngle] = []
    var functions: Set<String> = []
    for index in tree.nodes.indices.dropFirst() where tree.nodes[index].kind == .call {
      let call = NodeID(UInt32(index))
      guard let argument = argumentOfSine(call), let angle = roundedAngle(behind: argument, use: call) else { continue }
      if functions.insert(unit.functionName(around: angle.node)).inserted { found.append(angle) }
    }
    return found
  }

  /// What `x.cos()` or `torch.cos(x)` is taken of.
  private func argumentOfSine(_ call: NodeID) -> NodeID? {
    let callee = tree.child(call, 0)
    guard tree.kind(callee) == .attribute, ["cos", "sin", "cos_", "sin_"].contains(tree.symbol(callee).text) else {
      return nil
    }
    let receiver = tree.child(callee, 0)
    if !floating(receiver, in: unit.lanes.all).isEmpty { return receiver }
    let argument = tree.child(call, 1)
    return argument.isNone ? nil : argument
  }

  private func roundedAngle(behind argument: NodeID, use: NodeID) -> RoundedAngle? {
    let expressions = slice.expressions(behind: argument)
    // The product next to the sine is where a person would widen.
    for node in expressions {
      guard !isInitialization(node), let operands = operands(of: node),
        let (operand, lanes) = rounded(node, operands), operand.map({ isRebuilt($0) }) != true
      else { continue }
      let dtypes = operand.map { floating($0, in: lanes) } ?? floating(node, in: lanes)
      return RoundedAngle(
        node: node, operand: operand, lanes: lanes, dtypes: dtypes, use: use,
        isRotary: isRotary(expressions + [use]))
    }
    return nil
  }

  /// The counted operand that has 16 bits, and where; no operand where wider ones are lowered.
  private func rounded(_ node: NodeID, _ operands: [NodeID]) -> (NodeID?, LaneMask)? {
    for operand in operands where isCounted(operand) {
      let lanes = lanes { self.half(operand, $0) }
      if !lanes.isEmpty { return (operand, lanes) }
    }
    let autocast = unit.lanes.mask(of: .autocastBF16)
    let lanes = lanes { mask in
      autocast.isSuperset(of: mask) && self.half(node, mask) && operands.allSatisfy { !self.half($0, mask) }
    }
    return lanes.isEmpty || !operands.contains(where: isCounted) ? nil : (nil, lanes)
  }

  /// The operands of a multiplication, power or matrix product; nil for other expressions.
  private func operands(of node: NodeID) -> [NodeID]? {
    switch tree.kind(node) {
    case .binary:
      let tree = tree
      return [.multiply, .divide, .power, .matrixMultiply].contains(tree[node].operation)
        ? Array(tree.children(of: node)) : nil
    case .call:
      let callee = tree.child(node, 0)
      let name = [.attribute, .name].contains(tree.kind(callee)) ? tree.symbol(callee).text : ""
      guard ["einsum", "outer", "ger", "matmul", "bmm", "mul"].contains(name) else { return nil }
      let arguments = tree.children(of: node).dropFirst().filter { tree.kind($0) != .string }
      return (tree.kind(callee) == .attribute ? [tree.child(callee, 0)] : []) + arguments
    default: return nil
    }
  }

  /// Weights may be initialized as one likes.
  private func isInitialization(_ node: NodeID) -> Bool {
    let name = unit.functionName(around: node)
    return name.contains("reset_parameters") || name.hasSuffix("_init_weights")
  }

  // MARK: Dtypes

  private func floating(_ node: NodeID, in mask: LaneMask) -> DTypeSet {
    DTypeSet(
      unit.dtypes(of: unit.value(of: node), in: mask).dtypes.dtypes.filter(\.isFloatingPoint).map { DTypeSet($0) })
  }

  /// Whether an expression has 16 bits in one of its uses: what runs while a model is made, and again later, sees a
  /// buffer before and after it is cast.
  private func half(_ node: NodeID, _ mask: LaneMask) -> Bool {
    let (dtypes, isKnown) = unit.dtypes(of: unit.value(of: node), in: mask)
    return isKnown && !dtypes.isEmpty && dtypes.dtypes.contains(where: \.isHalfPrecision)
  }

  private func lanes(where condition: (LaneMask) -> Bool) -> LaneMask {
    var result = LaneMask()
    model.forEachLane { lane in
      let mask = LaneMask(lane: lane)
      if condition(mask) { result.insert(mask) }
    }
    return result
  }

  /// Whether an expression is computed from counted positions or from a table of frequencies, not from activations.
  private func isCounted(_ node: NodeID) -> Bool {
    slice.expressions(behind: node).contains { tree.kind($0) == .call && isCount($0) }
  }

  private func isCount(_ call: NodeID) -> Bool {
    let callee = tree.child(call, 0)
    return [.attribute, .name].contains(tree.kind(callee)) && ["arange", "linspace"].contains(tree.symbol(callee).text)
  }

  /// Whether the class that made the buffer restores it when it is cast: it then has an `_apply` of its own.
  private func isRebuilt(_ operand: NodeID) -> Bool {
    guard let function = unit.analysis.enclosingFunction(of: operand), let owner = unit.graph[function].lexicalClass,
      let member = unit.graph.member("_apply", of: owner)
    else { return false }
    return unit.graph[member.owner].module == unit.analysis.module.id
  }

  private func isRotary(_ expressions: [NodeID]) -> Bool {
    expressions.contains { node in
      let name = unit.functionName(around: node).lowercased()
      if name.contains("rotary") || name.contains("rope") { return true }
      return [.name, .attribute].contains(tree.kind(node)) && tree.symbol(node).text.contains("inv_freq")
    }
  }
}

extension RoundedAngle {
  /// The largest integer up to which all integers are exact.
  var exactLimit: String { dtypes.dtypes.contains(.bfloat16) ? "256" : "2,048" }

  /// The finding at this angle, with the way of its 16-bit operand.
  func finding(_ message: Diagnostic.Message, in unit: AnalyzedUnit) -> Finding {
    let trace = FlowTrace(unit: unit, lanes: lanes)
    let steps = operand.map { trace.steps(to: $0, value: unit.value(of: $0)) } ?? []
    let reached = unit.support(of: unit.value(of: node)) & unit.mixedLanes
    let sine = unit.checkedFile.place(unit.tree.span(use))
    return Finding(
      message, at: unit.tree.span(node), function: unit.functionName(around: node), lanes: unit.names(of: lanes),
      holdingLanes: unit.names(of: reached - lanes),
      operands: operand.map { operand in
        [
          OperandFlow(
            name: unit.shortText(operand) ?? "operand", dtype: unit.dtypeWords(operand, in: lanes),
            place: unit.checkedFile.place(unit.tree.span(operand)), steps: steps)
        ]
      } ?? [],
      related: steps.map { RelatedPlace(file: $0.file, path: $0.path, line: $0.line, message: $0.text) } + [
        RelatedPlace(file: sine.file, path: sine.path, line: sine.line, message: "a sine of it is taken here")
      ],
      notes: Workarounds(lanes: unit.lanes, failing: lanes).notes)
  }
}
