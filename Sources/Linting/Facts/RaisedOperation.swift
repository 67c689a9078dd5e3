import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Everything that is known of one operation that raises: the facts of all lanes and waves at one place.
struct RaisedOperation {
  /// One tensor that goes into the operation.
  struct Operand {
    /// The expression as written where that is short, else the parameter's name.
    var label: String
    var node: NodeID?
    var value: ValueID
    /// Such as `bfloat16`, in the lanes that raise.
    var dtypes: DTypeSet

    fileprivate var isHalfPrecision: Bool { dtypes.dtypes.allSatisfy(\.isHalfPrecision) }

    var dtypeText: String { dtypes.dtypes.map(\.name).joined(separator: " or ") }
  }

  let node: NodeID
  /// The qualified name, such as `torch.nn.functional.linear`.
  let operation: Symbol
  /// The lanes that raise, without those in which the whole model is float32.
  private(set) var lanes: LaneMask
  let reason: RaiseReason
  let wave: Wave
  let isAssumed: Bool
  /// Whether the call may be that of another layer: one that another one replaces in a loop may be both for the
  /// machine, and is only the last for torch.
  let isOneOfSeveral: Bool
  /// Whether it raises in float32 too: then the operation takes no floats at all.
  let raisesInFloat32: Bool
  private(set) var operands: [Operand]
  /// Where it raises, if that is in another file, which the call at `node` leads into.
  let inner: (module: ModuleID, node: NodeID)?

  /// The operation's last name, such as `linear`.
  var name: String { RotaryName.last(of: operation.text) }

  /// The floating operands whose dtypes differ from the first one's.
  var floatingOperands: [Operand] { operands.filter { $0.dtypes.dtypes.contains(where: \.isFloatingPoint) } }

  var isMismatch: Bool { Set(floatingOperands.map(\.dtypes)).count > 1 }

  /// Whether what torch refuses may be the dtype of integers, which is often no more than guessed by a name, or what it
  /// gets for the integers that it wants.
  var isAboutIntegers: Bool {
    let text = reason.template.text
    return reason.dtypes.contains(where: \.isIntegral) || Self.integers.contains(where: text.contains)
  }

  /// The same call in the lanes of both; nil where one lane has two facts, or another operand is the wide one.
  func joined(with other: RaisedOperation, _ values: ValueArena) -> RaisedOperation? {
    guard (lanes & other.lanes).isEmpty, wave == other.wave, isAssumed == other.isAssumed,
      isOneOfSeveral == other.isOneOfSeveral, inner?.node == other.inner?.node,
      operands.map(\.label) == other.operands.map(\.label),
      operands.map(\.isHalfPrecision) == other.operands.map(\.isHalfPrecision)
    else { return nil }
    var both = self
    both.lanes.formUnion(other.lanes)
    for (index, operand) in other.operands.enumerated() {
      both.operands[index].dtypes.formUnion(operand.dtypes)
      both.operands[index].value = values.join(
        values.restrict(both.operands[index].value, to: lanes), values.restrict(operand.value, to: other.lanes))
    }
    return both
  }

  private static let integers = ["long", "Long", "int64"]
}

extension AnalyzedUnit {
  /// What `raisedOperations` has once it was asked for.
  func findRaisedOperations() -> [RaisedOperation] {
    let raises = analysis.facts.raises.filter {
      $0.module == analysis.module.id && !$0.node.isNone && Int($0.node.rawValue) < tree.nodes.count
    }
    let first = raises.filter { $0.wave == .first }
    let places = Set(first.map(\.node))
    let later: [Wave] = [.varied, .second, .flagged]
    let ordered = first + later.flatMap { wave in raises.filter { $0.wave == wave && !places.contains($0.node) } }
    let float32 = lanes.mask(of: .fp32)
    let inFloat32 = Set(raises.filter { !($0.lanes & float32).isEmpty }.map(RefusedCall.init))
    return joined(ordered).compactMap { raisedOperation($0, raisesInFloat32: inFloat32.contains(RefusedCall($0))) }
  }

  /// What torch refuses at a place in whatever dtype: its message names that, so that each dtype has a fact of its own.
  private struct RefusedCall: Hashable {
    var node: NodeID
    var operation: Symbol
    var template: Symbol

    init(_ raise: RaiseFact) {
      node = raise.node
      operation = raise.operation
      template = raise.reason.template
    }
  }

  /// One fact for each call that raises: torch's message names the dtype, so that float16 has a fact of its own beside
  /// bfloat16.
  private func joined(_ raises: [RaiseFact]) -> [RaiseFact] {
    struct Call: Hashable {
      var node: NodeID
      var inner: NodeID?
      var template: Symbol
      var dtypes: [DType]
      var origins: [OriginID]
      var isAssumed: Bool
    }
    var result: [RaiseFact] = []
    var places: [Call: Int] = [:]
    for raise in raises {
      let call = Call(
        node: raise.node, inner: raise.inner?.node, template: raise.reason.template,
        dtypes: raise.reason.dtypes.map { $0.isHalfPrecision ? .bfloat16 : $0 },
        origins: raise.origins, isAssumed: raise.isAssumed)
      if let place = places[call] {
        result[place].add(raise, analysis.interpreter.values)
      } else {
        places[call] = result.count
        result.append(raise)
      }
    }
    return result
  }

  private func raisedOperation(_ fact: RaiseFact, raisesInFloat32: Bool) -> RaisedOperation? {
    let mask = fact.lanes - lanes.mask(of: .fp32)
    guard !mask.isEmpty else { return nil }
    return RaisedOperation(
      node: fact.node, operation: fact.operation, lanes: mask, reason: fact.reason, wave: fact.wave,
      isAssumed: fact.isAssumed, isOneOfSeveral: fact.isOneOfSeveral, raisesInFloat32: raisesInFloat32,
      operands: operands(of: fact, in: mask), inner: fact.inner)
  }

  private func operands(of raise: RaiseFact, in mask: LaneMask) -> [RaisedOperation.Operand] {
    let nodes = raise.inner == nil ? operandNodes(of: raise) : []
    var result: [RaisedOperation.Operand] = []
    let parameters =
      analysis.interpreter.library.operatorID(named: raise.operation)
      .map { analysis.interpreter.library[$0].parameters } ?? []
    for (index, value) in raise.operands.enumerated() {
      let node = index < nodes.count ? nodes[index] : nil
      let name = index < parameters.count ? parameters[index].name : ""
      append(value, name, node, mask, to: &result)
    }
    for keyword in raise.keywords {
      let node = raise.inner == nil ? keywordNode(keyword.name, in: raise.node) : nil
      append(keyword.value, keyword.name, node, mask, to: &result)
    }
    return result
  }

  private func append(
    _ value: ValueID, _ name: Symbol, _ node: NodeID?, _ mask: LaneMask, to list: inout [RaisedOperation.Operand]
  ) {
    let (dtypes, isKnown) = dtypes(of: value, in: mask)
    guard isKnown, !dtypes.isEmpty else { return }
    list.append(
      .init(label: node.flatMap(shortText) ?? name.text, node: node, value: value, dtypes: dtypes))
  }

  /// The expressions behind the positional arguments, the receiver first.
  private func operandNodes(of raise: RaiseFact) -> [NodeID?] {
    let node = raise.node
    switch tree.kind(node) {
    case .binary: return tree.children(of: node).map { $0 }
    case .augmentedAssignment: return [tree.child(node, 0), tree.child(node, 1)]
    case .unary: return [tree.child(node, 0)]
    case .call:
      let callee = tree.child(node, 0)
      let arguments = tree.children(of: node).dropFirst()
      guard !arguments.contains(where: { tree.kind($0) == .starred }) else { return [] }
      let positional = arguments.filter { ![.keywordArgument, .doubleStarred].contains(tree.kind($0)) }
      let hasReceiver = raise.operands.count == positional.count + 1 && tree.kind(callee) == .attribute
      return (hasReceiver ? [tree.child(callee, 0)] : []) + positional
    default: return assignedItem(at: node)
    }
  }

  /// `target[index] = value`: target, index, value.
  private func assignedItem(at node: NodeID) -> [NodeID?] {
    let statement = analysis.statement(of: node)
    guard tree.kind(statement) == .assignment else { return [] }
    let target =
      tree.kind(node) == .subscript_
      ? node : tree.children(of: statement).dropFirst().first { tree.kind($0) == .subscript_ } ?? .none
    guard !target.isNone else { return [] }
    return [tree.child(target, 0), tree.child(target, 1), tree.child(statement, 0)]
  }

  private func keywordNode(_ name: Symbol, in call: NodeID) -> NodeID? {
    guard tree.kind(call) == .call else { return nil }
    return tree.children(of: call).first { tree.kind($0) == .keywordArgument && tree.symbol($0) == name }
      .map { tree.child($0, 0) }
  }

  /// An expression's text where it is short enough for a headline.
  func shortText(_ node: NodeID) -> String? {
    let text = checkedFile.text(tree.span(node))
    return text.utf8.count <= 40 && !text.contains(where: \.isNewline) ? text : nil
  }
}

extension [RaisedOperation.Operand] {
  /// The operands with their dtypes, such as "`query` is float32 and `value` is bfloat16".
  var listing: String {
    let parts = map { "`\($0.label)` is \($0.dtypeText)" }
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "the operands are unknown" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }
}
