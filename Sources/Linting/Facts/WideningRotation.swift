import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// The rotary calls of a function that return their result wider than they got it, and what comes of that further down.
struct WideningRotation {
  private let unit: AnalyzedUnit
  private let site: SiteFact
  private let lanes: LaneMask
  private let calls: Set<NodeID>
  /// Where the dtype of the tables was decided.
  private let origins: Set<RaiseCause>

  /// - Parameter lanes: those in which the result is wider.
  init(_ site: SiteFact, in lanes: LaneMask, _ unit: AnalyzedUnit) {
    self.unit = unit
    self.site = site
    self.lanes = lanes
    let function = unit.analysis.enclosingFunction(of: site.node)
    calls = Set(
      unit.analysis.facts.sites.filter {
        $0.module == site.module && unit.analysis.enclosingFunction(of: $0.node) == function
      }.map(\.node))
    let tables = site.arguments.map(\.value).filter { unit.dtypes(of: $0, in: lanes).dtypes.single == DType.float32 }
    origins = Set(tables.flatMap { unit.causes(of: $0, in: lanes) })
  }

  /// Where something raises because of the wide result, or goes into a cache beside a value of another dtype.
  var consequences: [Span] {
    let raises = unit.raisedOperations.filter { RaiseRule.isAboutDTypes($0, in: unit) && made($0) }.map(\.node)
    let entries = CacheDTypeMismatch.entries(in: unit).filter { leads(to: $0.key, in: lanes) }.map(\.place)
    return (raises + entries).map(unit.tree.span)
  }

  /// Whether the way of an expression's dtype leads through one of the calls.
  private func leads(to node: NodeID, in lanes: LaneMask) -> Bool {
    !FlowTrace(unit: unit, lanes: lanes).way(to: node).isDisjoint(with: calls)
  }

  /// Whether an operation raises because of the wide result: the way of a float32 operand leads through the rotation,
  /// or it stands behind it and what made the tables float32 made the operand so.
  private func made(_ raised: RaisedOperation) -> Bool {
    let common = raised.lanes & lanes
    guard !common.isEmpty, !calls.contains(raised.node) else { return false }
    let isBehind =
      unit.analysis.enclosingFunction(of: raised.node) == unit.analysis.enclosingFunction(of: site.node)
      && unit.tree.span(raised.node).start > unit.tree.span(site.node).end
    return raised.floatingOperands.contains { operand in
      guard operand.dtypes.single == DType.float32 else { return false }
      if let node = operand.node, leads(to: node, in: common) { return true }
      return isBehind && !origins.isDisjoint(with: unit.ancestry(of: operand.value, in: common))
    }
  }
}
