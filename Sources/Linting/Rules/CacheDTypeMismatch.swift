import DTypeAnalysis
import Dataflow
import PythonSyntax
import SourceText

/// Finds keys and values of different dtypes that go into a cache together.
///
/// One of them was widened on the way, most often the keys by a float32 rotary table: the cache grows by half, and the
/// next step concatenates or multiplies tensors that no longer match.
/// See `Rules/pages/LEAK201-cache-dtype-mismatch.md`.
package struct CacheDTypeMismatch: Rule {
  package static let id = RuleID("LEAK201", slug: "cache-dtype-mismatch")

  package init() {}

  package func findings(in unit: AnalyzedUnit) -> [Finding] {
    Self.entries(in: unit).compactMap { finding($0, in: unit) }
  }

  /// Where a key and a value go into a cache.
  static func entries(in unit: AnalyzedUnit) -> [Entry] {
    unit.nodes(.call).compactMap { updated($0, unit) } + unit.nodes(.assignment).compactMap { kept($0, unit) }
  }

  struct Entry {
    var place: NodeID
    var key: NodeID
    var value: NodeID
  }

  /// `past_key_values.update(key, value, …)`.
  private static func updated(_ call: NodeID, _ unit: AnalyzedUnit) -> Entry? {
    let tree = unit.tree
    let callee = tree.child(call, 0)
    guard tree.kind(callee) == .attribute, tree.symbol(callee) == "update", tree.childCount(call) >= 3 else {
      return nil
    }
    return Entry(place: call, key: tree.child(call, 1), value: tree.child(call, 2))
  }

  /// `present = (key, value)`, also `… if use_cache else None`.
  private static func kept(_ assignment: NodeID, _ unit: AnalyzedUnit) -> Entry? {
    let tree = unit.tree
    var pair = tree.child(assignment, 0)
    if tree.kind(pair) == .conditional { pair = tree.child(pair, 1) }
    let target = tree.child(assignment, 1)
    guard tree.kind(pair) == .tuple, tree.childCount(pair) == 2, tree.kind(target) == .name,
      tree.symbol(target).text.contains("present") || tree.symbol(target).text.contains("past")
    else { return nil }
    return Entry(place: pair, key: tree.child(pair, 0), value: tree.child(pair, 1))
  }

  private func finding(_ entry: Entry, in unit: AnalyzedUnit) -> Finding? {
    // Under autocast a model is trained, without a cache that anyone keeps.
    let lanes = unit.lanes(in: unit.mixedLanes - unit.lanes.mask(of: .autocastBF16)) { lane in
      guard let key = unit.floatingDTypes(entry.key, in: lane), let value = unit.floatingDTypes(entry.value, in: lane)
      else { return false }
      return key.isDisjoint(with: value)
    }
    guard !lanes.isEmpty, unit.shortText(entry.key) != nil, unit.shortText(entry.value) != nil else { return nil }
    let flows = [entry.key, entry.value].map(FlowTrace(unit: unit, lanes: lanes).operand)
    let wide = flows.filter { $0.dtype.contains("float32") }
    return Finding(
      .mixedCache(flows), at: unit.tree.span(entry.place), function: unit.functionName(around: entry.place),
      lanes: unit.names(of: lanes), operands: flows,
      related: wide.flatMap(\.steps).map(RelatedPlace.init), workarounds: unit.workarounds(failing: lanes),
      copyKey: unit.cloneKey(inFile: entry.place))
  }
}

extension Diagnostic.Message {
  fileprivate static func mixedCache(_ flows: [OperandFlow]) -> Self {
    let parts = flows.map { "`\($0.name)` in \($0.dtype)" }
    return "the cache gets \(parts.joined(separator: " and "))"
  }
}
