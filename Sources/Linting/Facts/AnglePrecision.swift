import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// An angle that is rounded to 16 bits before its sine or cosine is taken.
struct RoundedAngle {
  /// The product, power or table that is computed in, or from, 16 bits; the cast or the buffer that rounds an angle
  /// computed in more.
  var node: NodeID
  /// The 16-bit operand; nil where wider operands are lowered by autocast.
  var operand: NodeID?
  var lanes: LaneMask
  /// The 16-bit dtypes among those of the operand.
  var dtypes: DTypeSet
  /// The sine or cosine that is taken of it.
  var use: NodeID
  /// What makes the buffers that go into it.
  var buffers: [NodeID]
  /// Whether it is the angle of a rotary embedding.
  var isRotary: Bool
  var part: Part

  /// What the 16-bit operand is to the angle.
  enum Part {
    case position
    case frequency
    case exponent
    /// The angle itself.
    case whole
  }
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

  private struct Cause: Hashable {
    var function: String
    var isAutocast: Bool
  }

  /// One for each function in which an angle is rounded, in source order, and one more where autocast rounds it
  /// elsewhere.
  ///
  /// Of several in a function, one that a plain call reaches.
  func roundedAngles() -> [RoundedAngle] {
    var found: [RoundedAngle] = []
    var causes: [Cause: Int] = [:]
    for index in tree.nodes.indices.dropFirst() where tree.nodes[index].kind == .call {
      let call = NodeID(UInt32(index))
      // What other parts lose is not worth a word; where they raise, it is told.
      if unit.analysis.facts.isReachedWithFlagsOnly(call, in: unit.analysis.module.id) { continue }
      guard let argument = argumentOfSine(call) else { continue }
      for angle in roundedAngles(behind: argument, use: call) {
        let cause = Cause(function: unit.functionName(around: angle.node), isAutocast: angle.operand == nil)
        if let known = causes[cause] {
          if isPlain(angle.node), !isPlain(found[known].node) { found[known] = angle }
        } else {
          causes[cause] = found.count
          found.append(angle)
        }
      }
    }
    return found
  }

  private func isPlain(_ node: NodeID) -> Bool {
    unit.analysis.facts.isReachedByPlainCall(node, in: unit.analysis.module.id)
  }

  /// What `x.cos()`, `torch.cos(x)` or `torch.polar(radius, x)` is taken of.
  private func argumentOfSine(_ call: NodeID) -> NodeID? {
    let callee = tree.child(call, 0)
    guard tree.kind(callee) == .attribute else { return nil }
    if tree.symbol(callee) == "polar" { return unit.argument(1, "angle", of: call) }
    guard ["cos", "sin", "cos_", "sin_"].contains(tree.symbol(callee).text) else { return nil }
    let receiver = tree.child(callee, 0)
    if !floating(receiver, in: unit.lanes.all).isEmpty { return receiver }
    let argument = tree.child(call, 1)
    return argument.isNone ? nil : argument
  }

  /// What rounds the argument of a sine: an operand, or autocast, or each of them in lanes of its own.
  private func roundedAngles(behind argument: NodeID, use: NodeID) -> [RoundedAngle] {
    // What goes through a layer is no angle any more, but an activation.
    let expressions = slice.expressions(behind: argument) {
      !AngleOperand.usesWeights($0, unit) && !isRestored($0)
    }
    guard let first = roundedAngle(among: expressions, use: use) else { return [] }
    guard first.operand != nil, let lowered = loweredAngle(among: expressions, use: use),
      (lowered.lanes & first.lanes).isEmpty
    else { return [first] }
    return [first, lowered]
  }

  private func loweredAngle(among expressions: [NodeID], use: NodeID) -> RoundedAngle? {
    for node in expressions {
      guard let (operands, kinds) = factors(of: node), let lanes = loweredLanes(of: node, operands, kinds) else {
        continue
      }
      return angle(node, nil, lanes, use, .position)
    }
    return nil
  }

  /// The operands of a product that may be an angle, and what each of them is to it.
  private func factors(of node: NodeID) -> (operands: [NodeID], kinds: [AngleOperand])? {
    guard let operands = operands(of: node), !isInitialization(node), !operands.contains(where: isLimit) else {
      return nil
    }
    return (operands, operands.map { AngleOperand($0, slice, unit) })
  }

  private func roundedAngle(among expressions: [NodeID], use: NodeID) -> RoundedAngle? {
    // The product next to the sine is where a person would widen.
    for node in expressions {
      if let lanes = roundingLanes(node, use: use) { return angle(node, node, lanes, use, .whole) }
      guard let (operands, kinds) = factors(of: node) else { continue }
      if let (operand, lanes) = rounded(node, operands, kinds), operand.map({ isRebuilt($0) }) != true {
        return angle(node, operand, lanes, use, part(of: operand, in: node))
      }
      if let (count, lanes) = roundedCount(behind: operands, kinds) {
        return angle(count, count, lanes, use, .position)
      }
    }
    return nil
  }

  /// Where positions are counted in, or cast to, 16 bits that are widened before they meet their table.
  private func roundedCount(behind operands: [NodeID], _ kinds: [AngleOperand]) -> (NodeID, LaneMask)? {
    guard kinds.contains(where: \.isTable) else { return nil }
    for (operand, kind) in zip(operands, kinds) where kind.isPosition {
      for count in slice.expressions(behind: operand) where isCountOrCast(count) {
        let source = unit.roundedByCast(count)
        let lanes = lanes { mask in
          self.half(count, mask) && !self.half(operand, mask) && source.map { self.half($0, mask) } != true
            && unit.tensors(of: unit.value(of: operand), in: mask).contains { self.wasHalf($0, mask) }
        }
        if !lanes.isEmpty { return (count, lanes) }
      }
    }
    return nil
  }

  private func isCountOrCast(_ node: NodeID) -> Bool {
    tree.kind(node) == .call
      && (["arange", "cumsum"].contains(unit.calledName(node)) || unit.roundedByCast(node) != nil)
  }

  /// Whether a tensor went through 16 bits.
  private func wasHalf(_ tensor: TensorShape, _ mask: LaneMask) -> Bool {
    let narrowest = unit.analysis.interpreter.shapes[tensor.narrowest]
    var found = false
    mask.forEachLane { lane in
      found = found || DTypeSet(rawValue: narrowest[lane]).dtypes.contains(where: \.isHalfPrecision)
    }
    return found
  }

  private func angle(
    _ node: NodeID, _ operand: NodeID?, _ lanes: LaneMask, _ use: NodeID, _ part: RoundedAngle.Part
  ) -> RoundedAngle {
    let dtypes = floating(operand ?? node, in: lanes).dtypes.filter(\.isHalfPrecision)
    return RoundedAngle(
      node: node, operand: operand, lanes: lanes, dtypes: DTypeSet(dtypes.map { DTypeSet($0) }), use: use,
      buffers: buffers(behind: node, lanes), isRotary: isRotary([node, use]), part: part)
  }

  /// Where a cast, or a buffer that is cast with its module, rounds an angle that was computed in more than 16 bits.
  private func roundingLanes(_ node: NodeID, use: NodeID) -> LaneMask? {
    let sources = wideSources(of: node)
    guard !sources.isEmpty else { return nil }
    let isBefore =
      unit.functionName(around: node) != unit.functionName(around: use) || tree.span(node).start < tree.span(use).end
    guard isBefore, !isInitialization(node) else { return nil }
    for source in sources {
      let lanes = lanes { mask in
        self.half(node, mask) && !self.half(source, mask) && !self.floating(source, in: mask).isEmpty
      }
      if !lanes.isEmpty, isComputedAngle(source), !isRebuilt(node) { return lanes }
    }
    return nil
  }

  /// What a cast is called on, or a buffer is made of.
  private func wideSources(of node: NodeID) -> [NodeID] {
    switch tree.kind(node) {
    case .call: [unit.roundedByCast(node)].compactMap { $0 }
    case .attribute: slice.values(of: node)
    default: []
    }
  }

  /// Whether an expression is a position multiplied with a frequency, and not what frequencies are made of.
  private func isComputedAngle(_ source: NodeID) -> Bool {
    slice.expressions(behind: source) { !AngleOperand.usesWeights($0, unit) && !isPower($0) }.contains { product in
      guard !isPower(product), let operands = operands(of: product)?.filter(unit.holdsTensor), operands.count > 1 else {
        return false
      }
      // A table that is multiplied with a mask is still one of frequencies.
      return operands.map { AngleOperand($0, slice, unit) }.contains(where: \.isPosition)
    }
  }

  private func isPower(_ node: NodeID) -> Bool {
    tree.kind(node) == .call ? ["pow", "exp"].contains(unit.calledName(node)) : tree[node].operation == .power
  }

  private func part(of operand: NodeID?, in node: NodeID) -> RoundedAngle.Part {
    if tree[node].operation == .power { return .exponent }
    return operand.map { AngleOperand($0, slice, unit).isTable } == true ? .frequency : .position
  }

  /// The values of the buffers of 16 bits that an expression is made of, as they are registered.
  private func buffers(behind node: NodeID, _ lanes: LaneMask) -> [NodeID] {
    var found: [NodeID] = []
    for attribute in slice.expressions(behind: node) where tree.kind(attribute) == .attribute {
      let isBuffer = unit.tensors(of: unit.value(of: attribute), in: lanes).contains { $0.role.isBuffer }
      guard isBuffer, !floating(attribute, in: lanes).dtypes.allSatisfy({ !$0.isHalfPrecision }) else { continue }
      for value in slice.values(of: attribute) where !found.contains(value) { found.append(value) }
    }
    return found
  }

  /// The operand that has 16 bits and whose rounding matters, and where; no operand where wider ones are lowered.
  private func rounded(_ node: NodeID, _ operands: [NodeID], _ kinds: [AngleOperand]) -> (NodeID?, LaneMask)? {
    for (operand, kind) in zip(operands, kinds) where kind.isCounted {
      let others = zip(operands, kinds).filter { $0.0 != operand }
      guard matters(kind, beside: others.map(\.1), in: node, isDivisor: operand == operands.last) else { continue }
      // Beside a factor that was rounded itself, a rounded table makes no error of another size.
      let isAlone = tree[node].operation == .power || !kind.isTable || others.contains(where: \.1.isCounted)
      let lanes = lanes { mask in
        self.half(operand, mask) && (isAlone || others.contains { !self.half($0.0, mask) })
      }
      if !lanes.isEmpty { return (operand, lanes) }
    }
    return loweredLanes(of: node, operands, kinds).map { (nil, $0) }
  }

  /// Where autocast lowers the product of wider operands.
  private func loweredLanes(of node: NodeID, _ operands: [NodeID], _ kinds: [AngleOperand]) -> LaneMask? {
    // What is multiplied with a table of frequencies is a position, whoever counted it.
    let hasTable = kinds.contains { $0.isCounted && $0.isTable }
    let isPosition = { (kind: AngleOperand) in !kind.isBounded && !kind.isTable && !kind.isWeighted }
    guard isLowered(node), kinds.contains(where: { isPosition($0) && ($0.isCounted || hasTable) }) else { return nil }
    let autocast = unit.lanes.mask(of: .autocastBF16)
    // Autocast leaves float64 alone: a table that has it where the device can is lowered on none that people train on.
    let lanes = lanes { mask in
      autocast.isSuperset(of: mask) && self.half(node, mask) && operands.allSatisfy { !self.half($0, mask) }
        && !floating(node, in: mask).contains(.float64)
    }
    return lanes.isEmpty ? nil : lanes
  }

  /// Whether 16 bits in this operand make a large error: coordinates between zero and one, and what they are multiplied
  /// with, lose no more than any other value of a model in 16 bits.
  private func matters(
    _ kind: AngleOperand, beside others: [AngleOperand], in node: NodeID, isDivisor: Bool
  ) -> Bool {
    // An exponent is multiplied by the logarithm of the base: a power of 10,000 is off by up to two percent.
    if tree[node].operation == .power { return true }
    if !kind.isTable { return !kind.isBounded }
    let isSmall = kind.isReciprocal || (tree[node].operation == .divide && isDivisor)
    return !isSmall || !others.contains(where: \.isBounded)
  }

  private func isLowered(_ node: NodeID) -> Bool {
    guard tree.kind(node) == .call else { return tree[node].operation == .matrixMultiply }
    return unit.analysis.interpreter.library.autocastLowers(unit.calledName(node), on: .cuda)
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
      guard ["einsum", "outer", "ger", "matmul", "bmm", "mm", "mul", "multiply"].contains(name) else { return nil }
      let arguments = tree.children(of: node).dropFirst().filter { tree.kind($0) != .string }
      return (tree.kind(callee) == .attribute ? [tree.child(callee, 0)] : []) + arguments
    default: return nil
    }
  }

  /// Whether an expression is the least or largest number of a dtype: what is multiplied with it is a mask.
  private func isLimit(_ node: NodeID) -> Bool { unit.limit(behind: node) != nil }

  /// Weights may be initialized as one likes.
  private func isInitialization(_ node: NodeID) -> Bool {
    let name = unit.functionName(around: node)
    if name.hasText("reset_parameters") || name.hasSuffix("_init_weights") || name.hasText("._init_") { return true }
    return rebuilders.contains(String(name.split(separator: ".").last ?? ""))
  }

  /// The functions that `_init_weights` calls: what they made in the dtype of the checkpoint they make anew in float32.
  private lazy var rebuilders: Set<String> = {
    let calls = unit.nodes(.call).filter { unit.functionName(around: $0).hasSuffix("._init_weights") }
    return Set(calls.map(unit.calledName))
  }()

  /// Whether an attribute is a buffer that `_init_weights` fills anew, in whatever dtype it has: what it was made of
  /// is gone.
  private func isRestored(_ attribute: NodeID) -> Bool {
    tree.kind(attribute) == .attribute && restored.contains(tree.symbol(attribute))
  }

  /// The attributes of modules that `_init_weights` copies into.
  private lazy var restored: Set<Symbol> = {
    let copies = unit.nodes(.call).filter {
      unit.calledName($0) == "copy_" && unit.functionName(around: $0).hasSuffix("._init_weights")
    }
    return Set(
      copies.flatMap { [tree.child($0, 1), tree.child(tree.child($0, 0), 0)] }.filter { tree.kind($0) == .attribute }
        .map(tree.symbol))
  }()

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

  /// Whether the class that made a buffer restores it when it is cast: it then has an `_apply` of its own.
  private func isRebuilt(_ operand: NodeID) -> Bool {
    slice.expressions(behind: operand).contains { node in
      guard tree.kind(node) == .attribute || node == operand,
        let owner = unit.classAround(node), let member = unit.graph.member("_apply", of: owner)
      else { return false }
      return unit.graph[member.owner].module == unit.analysis.module.id
    }
  }

  private func isRotary(_ nodes: [NodeID]) -> Bool {
    nodes.contains { RotaryName.isPart(of: unit.functionName(around: $0)) }
  }
}

extension RoundedAngle {
  /// What is lost: integers are exact up to a limit, and other numbers off by half a step of the dtype; with
  /// an exponent between one half and one, a power of 10,000 is off by 9.2 times that much.
  var loss: String {
    let isCoarse = dtypes.dtypes.contains(.bfloat16)
    return switch part {
    case .position: "which rounds positions beyond \(isCoarse ? "256" : "2,048")"
    case .frequency: "which puts frequencies off by up to \(isCoarse ? "0.4" : "0.05") %"
    case .exponent: "which puts powers of 10,000 off by up to \(isCoarse ? "1.8" : "0.2") %"
    case .whole: "which puts an angle of 200 off by up to \(isCoarse ? "0.5" : "0.06") radians"
    }
  }

  /// The finding at this angle, with the way of its 16-bit operand.
  func finding(about subject: String, in unit: AnalyzedUnit) -> Finding {
    let flow = operand.map(FlowTrace(unit: unit, lanes: lanes).operand)
    let reached = unit.support(of: unit.value(of: node)) & unit.mixedLanes
    return Finding(
      .rounded(self, subject, operand: operand.flatMap(unit.shortText)), at: unit.tree.span(node),
      function: unit.functionName(around: node), lanes: unit.names(of: lanes),
      holdingLanes: unit.names(of: reached - lanes),
      operands: [flow].compactMap { $0 },
      related: (flow?.steps ?? []).map(RelatedPlace.init) + [unit.related(use, "a sine of it is taken here")]
        + buffers.map { unit.related($0, "the buffer is made here, and cast with its module") },
      workarounds: unit.workarounds(failing: lanes),
      copyKey: unit.cloneKey(expression: node))
  }
}

extension Diagnostic.Message {
  fileprivate static func rounded(_ angle: RoundedAngle, _ subject: String, operand: String?) -> Self {
    let dtype = angle.dtypes.dtypes.map(\.name).joined(separator: " or ")
    if angle.operand == nil { return "\(subject) is lowered to \(dtype) by autocast" }
    if angle.part == .whole { return "\(subject) is rounded to \(dtype), \(angle.loss)" }
    let factor = operand.map { "`\($0)`" } ?? (angle.part == .position ? "positions" : "a factor")
    return "\(subject) is computed from \(factor) in \(dtype), \(angle.loss)"
  }
}
