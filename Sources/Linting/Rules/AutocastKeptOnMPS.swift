import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds blocks that switch autocast off to stay in float32, but for another device than the one that they run on.
///
/// See `Rules/pages/PREC305-autocast-kept-on-mps.md`.
package struct AutocastKeptOnMPS: Rule {
  package static let id = RuleID("PREC305", slug: "autocast-kept-on-mps")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    var places: Set<NodeID> = []
    return unit.nodes(.with).compactMap { (block: NodeID) -> Finding? in
      guard let device = switchedOffDevice(block, unit), let product = loweredOperation(in: block, unit),
        let choice = deviceChoice(behind: device, unit), places.insert(choice).inserted
      else { return nil }
      return Finding(
        .keptOnMPS(unit.calledName(product)), at: unit.tree.span(choice),
        function: unit.functionName(around: choice), lanes: unit.names(of: unit.lanes.mask(of: .autocastBF16)),
        related: [unit.related(product, "this product is still lowered on MPS")],
        notes: ["the state of autocast is kept per device type: `\"cpu\"` switches nothing off for MPS tensors"],
        // Every place that makes this choice was copied from one, whatever it calls its device.
        copyKey: .text("\"cpu\" for MPS"))
    }
  }

  /// The device argument of `with autocast(device_type, enabled=False)`.
  private func switchedOffDevice(_ block: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    for item in tree.children(of: block).dropFirst() {
      let call = tree.child(item, 0)
      guard tree.kind(call) == .call, unit.calledName(call).hasSuffix("autocast") else { continue }
      let arguments = tree.children(of: call).dropFirst()
      let isOff = arguments.contains {
        tree.kind($0) == .keywordArgument && tree.symbol($0) == "enabled"
          && tree.kind(tree.child($0, 0)) == .falseLiteral
      }
      guard isOff else { continue }
      let keyword = arguments.first { tree.kind($0) == .keywordArgument && tree.symbol($0) == "device_type" }
      if let keyword { return tree.child(keyword, 0) }
      if let first = arguments.first, tree.kind(first) != .keywordArgument { return first }
    }
    return nil
  }

  /// The first operation below a block that autocast lowers on MPS and that does not say its dtype is 16 bits anyway.
  private func loweredOperation(in block: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    let library = unit.analysis.interpreter.library
    return tree.nodes(in: tree.child(block, 0)).first { node in
      switch tree.kind(node) {
      case .binary: tree[node].operation == .matrixMultiply
      case .call: library.autocastLowers(unit.calledName(node), on: .mps)
      default: false
      }
    }
  }

  /// The expression that gives `"cpu"` where the device is MPS, which a device argument is, or is assigned from.
  private func deviceChoice(behind device: NodeID, _ unit: AnalyzedUnit) -> NodeID? {
    let tree = unit.tree
    if isChoice(device, unit) { return device }
    guard tree.kind(device) == .name, let function = unit.analysis.enclosingFunction(of: device) else { return nil }
    for statement in tree.statements(.assignment, in: unit.graph[function].body) {
      let targets = tree.children(of: statement).dropFirst()
      guard targets.contains(where: { tree.kind($0) == .name && tree.symbol($0) == tree.symbol(device) }) else {
        continue
      }
      if isChoice(tree.child(statement, 0), unit) { return tree.child(statement, 0) }
    }
    return nil
  }

  private func isChoice(_ node: NodeID, _ unit: AnalyzedUnit) -> Bool {
    let tree = unit.tree
    guard tree.kind(node) == .conditional else { return false }
    let isCPU = [tree.child(node, 1), tree.child(node, 2)].contains { isString($0, "cpu", tree) }
    return isCPU && tree.nodes(in: tree.child(node, 0)).contains { isString($0, "mps", tree) }
  }

  private func isString(_ node: NodeID, _ text: Symbol, _ tree: SyntaxTree) -> Bool {
    tree.kind(node) == .string && tree.symbol(node) == text
  }
}

extension Diagnostic.Message {
  fileprivate static func keptOnMPS(_ name: String) -> Self {
    let product = name.isEmpty ? "the matrix product" : "`\(name)`"
    return
      "autocast is switched off for `\"cpu\"` where the tensors are on MPS, which still lowers \(product) to 16 bits"
  }
}
