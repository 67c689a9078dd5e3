import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Finds rotary functions that a hub kernel may replace and that get tensors of different dtypes.
///
/// See `Rules/pages/ROPE006-rotary-hub-kernel-dtype-mismatch.md`.
package struct RotaryHubKernelDTypeMismatch: Rule {
  package static let id = RuleID("ROPE006", slug: "rotary-hub-kernel-dtype-mismatch")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    var functions: Set<String> = []
    return unit.analysis.facts.sites.compactMap { (site: SiteFact) -> Finding? in
      guard site.module == unit.analysis.module.id, unit.tree.kind(site.node) == .call, let callee = site.callee,
        let decorator = swap(of: callee, at: site.node, unit)
      else { return nil }
      let lanes = divergingLanes(site, unit)
      let function = unit.functionName(around: site.node)
      guard !lanes.isEmpty, functions.insert(function).inserted else { return nil }
      return finding(site, lanes, decorator, function, unit)
    }
  }

  /// The decorator that lets a kernel take the function's place: its own, or that of the class around the call.
  private func swap(of callee: FunctionID, at call: NodeID, _ unit: AnalyzedUnit) -> String? {
    let function = unit.graph[callee]
    let own = unit.graph[function.module]
    for decorator in function.decorators where own.tree.kind(decorator) == .call {
      let name = own.tree.symbol(own.tree.child(decorator, 0)).text
      if name.hasPrefix("use_kernel") { return name }
    }
    guard let owner = unit.classAround(call) else { return nil }
    for decorator in unit.graph[owner].decorators where unit.tree.kind(decorator) == .call {
      let name = unit.calledName(decorator)
      let names = unit.tree.nodes(in: decorator).filter { unit.tree.kind($0) == .name }.map { unit.tree.symbol($0) }
      if name.hasPrefix("use_kernel"), names.contains(function.name) { return name }
    }
    return nil
  }

  /// The lanes without autocast in which floating arguments certainly differ: kernels are swapped in for inference.
  private func divergingLanes(_ site: SiteFact, _ unit: AnalyzedUnit) -> LaneMask {
    unit.lanes(in: unit.mixedLanes - unit.lanes.mask(of: .autocastBF16)) { lane in
      var met: Set<DType> = []
      for argument in site.arguments {
        let (dtypes, isKnown) = unit.dtypes(of: argument.value, in: lane)
        guard isKnown else { return false }
        if let only = dtypes.single, only.isFloatingPoint { met.insert(only) }
      }
      return met.count > 1
    }
  }

  private func finding(
    _ site: SiteFact, _ lanes: LaneMask, _ decorator: String, _ function: String, _ unit: AnalyzedUnit
  ) -> Finding {
    let operands = site.arguments.compactMap { argument -> OperandFlow? in
      let dtypes = unit.dtypes(of: argument.value, in: lanes).dtypes.dtypes.filter(\.isFloatingPoint)
      guard !dtypes.isEmpty else { return nil }
      return OperandFlow(name: argument.name.text, dtype: dtypes.map(\.name).joined(separator: " or "))
    }
    let reached = site.arguments.reduce(LaneMask()) { $0 | unit.support(of: $1.value) } & unit.mixedLanes
    return Finding(
      .hubKernel(RotaryName.last(of: site.name.text), decorator, operands), at: unit.tree.span(site.node),
      function: function, lanes: unit.names(of: lanes), holdingLanes: unit.names(of: reached - lanes),
      operands: operands,
      notes: ["the Python body promotes; a kernel reads the tensors with one dtype"],
      condition: "where a hub kernel is used, as with `use_kernels=True`",
      copyKey: .text(unit.checkedFile.text(unit.tree.span(site.node))))
  }
}

extension Diagnostic.Message {
  fileprivate static func hubKernel(_ name: String, _ decorator: String, _ operands: [OperandFlow]) -> Self {
    let words = operands.map { "`\($0.name)` in \($0.dtype)" }.joined(separator: ", ")
    return "`\(name)`, which `\(decorator)` may swap for a kernel, gets \(words)"
  }
}
