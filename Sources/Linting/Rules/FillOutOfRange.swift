import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// Finds fill values that the dtype of the filled tensor cannot hold.
///
/// See `Rules/pages/PREC307-fill-out-of-range.md`.
package struct FillOutOfRange: Rule {
  package static let id = RuleID("PREC307", slug: "fill-out-of-range")
  package static let isAboutModels = true

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    var functions: Set<String> = []
    let places =
      unit.nodes(.call).map { ($0, raising($0, unit) ?? chosen($0, unit) ?? infinite($0, unit)) }
      + unit.nodes(.binary).map { ($0, scaled($0, unit)) } + unit.nodes(.assignment).map { ($0, written($0, unit)) }
    return places.compactMap { (node: NodeID, finding: Finding?) -> Finding? in
      guard let finding, unit.classAround(node) != nil || !unit.hasOnlyUnreachedCallers(node) else { return nil }
      return functions.insert(finding.function).inserted ? finding : nil
    }
  }

  /// torch refuses a fill that does not fit.
  private func raising(_ call: NodeID, _ unit: AnalyzedUnit) -> Finding? {
    guard let fill = unit.fill(of: call) else { return nil }
    let lanes = unit.lanes(in: unit.mixedLanes) { lane in
      guard let value = constant(fill, in: lane, unit), let dtype = unit.floatingDTypes(call, in: lane)?.single else {
        return false
      }
      return !dtype.holdsFill(value)
    }
    guard !lanes.isEmpty else { return nil }
    return finding(
      call, fill, lanes, unit, severity: .error, note: "torch raises: value cannot be converted without overflow")
  }

  /// What `where` chooses, and limits that `minimum` and `maximum` get as tensors, become infinite without a word.
  private func chosen(_ call: NodeID, _ unit: AnalyzedUnit) -> Finding? {
    numbers(of: call, unit).lazy.compactMap { silent(call, $0, unit) }.first
  }

  /// What a mask is multiplied with: `(1 - mask) * -1e9`.
  private func scaled(_ product: NodeID, _ unit: AnalyzedUnit) -> Finding? {
    guard unit.tree[product].operation == .multiply else { return nil }
    // What autocast lowers was meant for float32.
    let lanes = unit.mixedLanes - unit.lanes.mask(of: .autocastBF16)
    return unit.tree.children(of: product).lazy.compactMap { silent(product, $0, in: lanes, unit) }.first
  }

  /// What is written into places of a tensor: `scores[mask] = -1e9`.
  private func written(_ assignment: NodeID, _ unit: AnalyzedUnit) -> Finding? {
    let (value, target) = (unit.tree.child(assignment, 0), unit.tree.child(assignment, 1))
    guard unit.tree.kind(target) == .subscript_ else { return nil }
    return silent(unit.tree.child(target, 0), value, unit)
  }

  /// A number that becomes infinite in a tensor without an error.
  private func silent(
    _ tensor: NodeID, _ number: NodeID, in candidates: LaneMask? = nil, _ unit: AnalyzedUnit
  ) -> Finding? {
    let lanes = unit.lanes(in: candidates ?? unit.mixedLanes) { lane in
      guard let value = constant(number, in: lane, unit), value.isFinite,
        let dtype = unit.floatingDTypes(tensor, in: lane)?.single
      else { return false }
      return DType.float32.holdsFill(value) && !dtype.holdsFill(value)
    }
    guard !lanes.isEmpty else { return nil }
    return finding(tensor, number, lanes, unit, severity: nil, note: "it becomes infinite without an error")
  }

  /// The numbers among the operands of a call that chooses.
  private func numbers(of call: NodeID, _ unit: AnalyzedUnit) -> [NodeID] {
    let tree = unit.tree
    let arguments = Array(tree.children(of: call).dropFirst())
    switch unit.calledName(call) {
    case "where": return arguments
    case "minimum", "maximum":
      return arguments.filter { tree.kind($0) == .call && unit.calledName($0) == "tensor" && tree.childCount($0) > 1 }
        .map { tree.child($0, 1) }
    default: return []
    }
  }

  /// A float32 tensor with a large fill becomes infinite where it is cast.
  private func infinite(_ call: NodeID, _ unit: AnalyzedUnit) -> Finding? {
    let tree = unit.tree
    guard ["to", "type", "type_as", "half"].contains(unit.calledName(call)),
      tree.kind(tree.child(call, 0)) == .attribute
    else { return nil }
    let filled = tree.child(tree.child(call, 0), 0)
    guard tree.kind(filled) == .call, let fill = unit.fill(of: filled) else { return nil }
    let lanes = unit.lanes(in: unit.mixedLanes) { lane in
      guard let value = constant(fill, in: lane, unit), value.isFinite,
        let wide = unit.floatingDTypes(filled, in: lane)?.single,
        let dtype = unit.floatingDTypes(call, in: lane)?.single
      else { return false }
      return wide.holdsFill(value) && !dtype.holdsFill(value)
    }
    guard !lanes.isEmpty else { return nil }
    return finding(
      call, fill, lanes, unit, severity: nil, note: "the cast makes it infinite: a row that is masked whole becomes NaN"
    )
  }

  private func finding(
    _ call: NodeID, _ fill: NodeID, _ lanes: LaneMask, _ unit: AnalyzedUnit, severity: Severity?, note: String
  ) -> Finding {
    let reached = unit.support(of: unit.value(of: call)) & unit.mixedLanes
    return Finding(
      .outOfRange(unit.shortText(fill) ?? "the value", unit.dtypeWords(call, in: lanes)), at: unit.tree.span(call),
      function: unit.functionName(around: call), lanes: unit.names(of: lanes),
      holdingLanes: unit.names(of: reached - lanes), notes: [note], severity: severity)
  }

  /// The number that an expression certainly is in a lane.
  private func constant(_ node: NodeID, in lane: LaneMask, _ unit: AnalyzedUnit) -> Double? {
    switch onlyShape(of: node, in: lane, unit) {
    case nil: nil
    case .integer(let number)?: Double(number)
    case .float(let bits)?: Double(bitPattern: bits)
    case _?: limit(node, in: lane, unit) ?? wrapped(node, in: lane, unit)
    }
  }

  /// The number in `float(number)`, `torch.tensor(number)` or `-number`.
  private func wrapped(_ node: NodeID, in lane: LaneMask, _ unit: AnalyzedUnit) -> Double? {
    let tree = unit.tree
    guard let node = unit.onlyValue(of: node) else { return nil }
    switch tree.kind(node) {
    case .call where tree.childCount(node) == 2 && ["float", "tensor"].contains(unit.calledName(node)):
      return constant(tree.child(node, 1), in: lane, unit)
    case .unary where tree[node].operation == .negate:
      return constant(tree.child(node, 0), in: lane, unit).map { -$0 }
    default: return nil
    }
  }

  /// What an expression is in a lane, if it is one thing there.
  private func onlyShape(of node: NodeID, in lane: LaneMask, _ unit: AnalyzedUnit) -> Shape? {
    let interpreter = unit.analysis.interpreter
    let pieces = interpreter.values.pieces(unit.value(of: node)).filter { !($0.mask & lane).isEmpty }
    return pieces.count == 1 ? pieces.first.map { interpreter.shapes[$0.shape] } : nil
  }

  /// The number that `torch.finfo(dtype).min` is, also through a name that is bound to it alone.
  private func limit(_ node: NodeID, in lane: LaneMask, _ unit: AnalyzedUnit) -> Double? {
    let tree = unit.tree
    guard let (bound, call) = unit.limit(behind: node), tree.childCount(call) == 2,
      let dtype = dtype(tree.child(call, 1), in: lane, unit), let limits = dtype.floatLimits
    else { return nil }
    return bound == "min" ? -limits.max : limits.max
  }

  private func dtype(_ node: NodeID, in lane: LaneMask, _ unit: AnalyzedUnit) -> DType? {
    guard case .dtype(let dtypes)? = onlyShape(of: node, in: lane, unit) else { return nil }
    return DTypeSet(rawValue: unit.analysis.interpreter.shapes[dtypes][lane.first & 15]).single
  }
}

extension Diagnostic.Message {
  fileprivate static func outOfRange(_ value: String, _ dtype: String) -> Self {
    "`\(value)` does not fit into \(dtype)"
  }
}
