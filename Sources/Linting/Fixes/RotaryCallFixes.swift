import DTypeAnalysis
import Dataflow
import NumericReference
import PythonSemantics
import PythonSyntax
import SourceText

/// The two ways in which people mend a rotary kernel that gets different dtypes, each as edits of its calls.
///
/// All failing calls of one function are mended together: one alone would leave the function raising.
struct RotaryCallFixes {
  private struct Operand {
    var name: Symbol
    var node: NodeID
    /// What it may be where the call raises.
    var dtypes: DTypeSet
  }

  private struct Call {
    var operands: [Operand]
    /// The widest dtype among the operands.
    var widest: DType
  }

  let unit: AnalyzedUnit
  let function: FunctionID
  private let calls: [Call]
  /// The lanes in which one of the calls raises, and those that reach one.
  let failing: LaneMask
  let reached: LaneMask

  /// - Parameter raises: calls that raise; those of the function around `node` count.
  init?(around node: NodeID, raises: [RaiseFact], in unit: AnalyzedUnit) {
    guard let function = unit.analysis.enclosingFunction(of: node) else { return nil }
    self.unit = unit
    self.function = function
    var calls: [Call] = []
    var seen: Set<NodeID> = []
    var failing = LaneMask()
    var reached = LaneMask()
    for raise in raises where unit.analysis.enclosingFunction(of: raise.node) == function {
      failing.formUnion(raise.lanes)
      guard seen.insert(raise.node).inserted else { continue }
      let lanes = raises.filter { $0.node == raise.node }.reduce(LaneMask()) { $0 | $1.lanes }
      guard let site = unit.analysis.facts.sites.first(where: { $0.node == raise.node && $0.module == raise.module })
      else { return nil }
      reached = site.arguments.reduce(reached) { $0 | unit.support(of: $1.value) }
      guard let call = Self.call(site, raise, lanes, in: unit) else { return nil }
      calls.append(call)
    }
    guard !calls.isEmpty else { return nil }
    self.calls = calls
    self.failing = failing
    self.reached = reached
  }

  private static func call(_ site: SiteFact, _ raise: RaiseFact, _ lanes: LaneMask, in unit: AnalyzedUnit) -> Call? {
    let places = ArgumentPlaces(call: raise.node, in: unit, operation: raise.operation)
    var operands: [Operand] = []
    for argument in site.arguments {
      let (dtypes, isKnown) = unit.dtypes(of: argument.value, in: lanes)
      guard dtypes.dtypes.contains(where: \.isFloatingPoint) else { continue }
      // A value passed in a way that the call does not spell cannot be mended here.
      guard isKnown, let node = places.node(of: argument.name) else { return nil }
      operands.append(Operand(name: argument.name, node: node, dtypes: dtypes))
    }
    let all = operands.flatMap(\.dtypes.dtypes)
    guard let widest = [DType.float64, .float32].first(where: all.contains) else { return nil }
    return Call(operands: operands, widest: widest)
  }

  /// A way of mending, not judged yet.
  struct Candidate {
    var aim: RotaryFixes.Trial.Aim
    var title: String
    var edits: [Edit]
  }

  /// Widening what is narrow, then narrowing what is wide, alone or with the tables.
  var candidates: [Candidate] { [widening, narrowing, matching].compactMap { $0 } }

  // MARK: Widening

  private var widening: Candidate? {
    var edits: [Edit] = []
    var names: [String] = []
    for call in calls {
      for operand in call.operands where operand.dtypes.dtypes.contains(where: { $0 != call.widest }) {
        edits.append(unit.appending(call.widest == .float64 ? ".double()" : ".float()", to: operand.node))
        add(operand, to: &names)
      }
    }
    guard !edits.isEmpty, Edit.sorted(edits) != nil else { return nil }
    return Candidate(aim: .widen, title: "widen \(list(names)) to \(calls[0].widest.name)", edits: edits)
  }

  // MARK: Narrowing

  private var narrowing: Candidate? {
    var edits: [Edit] = []
    var names: [String] = []
    for call in calls {
      // The narrow operand whose dtype the others take on; it must be a name, which costs nothing to read again.
      let model = call.operands.first {
        !$0.dtypes.dtypes.contains(call.widest) && unit.tree.kind($0.node) == .name
      }
      for operand in call.operands where operand.dtypes.dtypes.contains(call.widest) {
        let span = unit.tree.span(operand.node)
        if let inner = upcast(operand.node) {
          edits.append(Edit(span: Span(start: unit.tree.span(inner).end, end: span.end), replacement: ""))
        } else if let model {
          edits.append(
            unit.appending(".to(\(unit.checkedFile.text(unit.tree.span(model.node))).dtype)", to: operand.node))
        } else {
          return nil
        }
        add(operand, to: &names)
      }
    }
    guard !edits.isEmpty, Edit.sorted(edits) != nil else { return nil }
    return Candidate(aim: .narrow, title: "do not widen \(list(names))", edits: edits)
  }

  /// Narrowing that holds whatever the tables are: they take on the dtype of what is no longer widened.
  private var matching: Candidate? {
    var edits: [Edit] = []
    var wide: [String] = []
    var tables: [String] = []
    for call in calls {
      let widened = call.operands.filter { upcast($0.node) != nil }
      guard widened.count == 1, let inner = upcast(widened[0].node), unit.tree.kind(inner) == .name else { return nil }
      let innerSpan = unit.tree.span(inner)
      edits.append(Edit(span: Span(start: innerSpan.end, end: unit.tree.span(widened[0].node).end), replacement: ""))
      add(widened[0], to: &wide)
      for operand in call.operands where operand.node != widened[0].node {
        edits.append(unit.appending(".to(\(unit.checkedFile.text(innerSpan)).dtype)", to: operand.node))
        add(operand, to: &tables)
      }
    }
    guard !tables.isEmpty, Edit.sorted(edits) != nil else { return nil }
    return Candidate(
      aim: .narrow, title: "do not widen \(list(wide)), cast \(list(tables)) to the same dtype", edits: edits)
  }

  /// The tensor that an expression widens: `x` of `x.float()`, `x.to(torch.float32)` and the like.
  private func upcast(_ node: NodeID) -> NodeID? {
    let tree = unit.tree
    guard tree.kind(node) == .call, tree.kind(tree.child(node, 0)) == .attribute else { return nil }
    let arguments = Array(tree.children(of: node).dropFirst())
    let target = tree.child(tree.child(node, 0), 0)
    switch (tree.symbol(tree.child(node, 0)).text, arguments.count) {
    case ("float", 0), ("double", 0): return target
    case ("to", 1), ("type", 1):
      let isKeyword = tree.kind(arguments[0]) == .keywordArgument
      let argument = isKeyword ? tree.child(arguments[0], 0) : arguments[0]
      guard tree.kind(argument) == .attribute else { return nil }
      return ["float32", "float", "float64", "double"].contains(tree.symbol(argument).text) ? target : nil
    default: return nil
    }
  }

  // MARK: Words

  private func add(_ operand: Operand, to names: inout [String]) {
    let target = upcast(operand.node) ?? operand.node
    let text = "`\(unit.checkedFile.text(unit.tree.span(target)))`"
    if !names.contains(text) { names.append(text) }
  }

  private func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}
