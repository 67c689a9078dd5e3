import DTypeAnalysis
import Dataflow
import NumericReference
import PythonSemantics
import SourceText

/// Measures the tables that a module makes, before and after a fix of it.
struct TableEvidence {
  /// Before and after for each way in which the finding's lanes treat the module.
  private(set) var outcomes: [FixEvidence.Outcome] = []
  /// Whether everywhere at most half of the error is left.
  private(set) var isBetter = true

  /// Nil if the finding is in no module that can be run in all of its lanes.
  init?(_ finding: Finding, in unit: AnalyzedUnit, after: AnalyzedUnit) {
    guard let node = unit.expression(at: finding.span), let function = unit.analysis.enclosingFunction(of: node),
      let owner = unit.graph[function].definingClass,
      let edited = after.analysis.module.classesInOrder.first(where: {
        after.graph[$0].qualifiedName == unit.graph[owner].qualifiedName
      })
    else { return nil }
    let lanes = unit.lanes(in: unit.lanes.all) { unit.names(of: $0).allSatisfy(finding.lanes.contains) }
    var groups: [(lane: TableReplay.Lane, mask: LaneMask)] = []
    lanes.forEachLane { index in
      let lane = TableReplay.Lane(unit.lanes.lanes[index].scenario)
      if let known = groups.firstIndex(where: { $0.lane == lane }) {
        groups[known].mask.insert(LaneMask(lane: index))
      } else {
        groups.append((lane, LaneMask(lane: index)))
      }
    }
    for group in groups {
      guard let old = TableReplay(owner, in: unit.graph).tables(in: group.lane),
        let new = TableReplay(edited, in: after.graph).tables(in: group.lane),
        let before = try? Measure(old), let measured = try? Measure(new)
      else { return nil }
      let words = ([old.maker] + old.buffers).joined(separator: ", ")
      let setting = "\(words) (\(unit.laneWords(group.mask)))"
      outcomes.append(before.outcome("before", setting))
      outcomes.append(measured.outcome("after", setting))
      if !(measured.total.maximum <= before.total.maximum / 2) { isBetter = false }
    }
    if outcomes.isEmpty { return nil }
  }

  /// How far cosines and sines are from the truth.
  private struct Measure {
    var dtype: ElementType
    var total = ErrorStatistics()
    var positions: [FixEvidence.PositionError] = []

    init(_ tables: ReplayedTables) throws {
      var rows = [ErrorStatistics](repeating: ErrorStatistics(), count: RotaryLayout.positionValues.count)
      dtype = .float32
      for operation in [UnaryOperation.cosine, .sine] {
        guard let table = try tables.rows.table(operation, for: .float32),
          let truth = try tables.exact.table(operation, for: .float64)
        else { throw PythonFailure.wrongShape }
        dtype = tables.rows.angles?.dtype ?? table.dtype
        total.add(table, truth: truth)
        for index in rows.indices {
          rows[index].add(try table.selected(0, at: index), truth: try truth.selected(0, at: index))
        }
      }
      positions = zip(RotaryLayout.positionValues, rows).map { .init(position: $0, error: $1.maximum) }
    }

    func outcome(_ variant: String, _ setting: String) -> FixEvidence.Outcome {
      FixEvidence.Outcome(
        variant: variant, setting: setting, resultDType: dtype.rawValue, maximumError: total.maximum,
        rootMeanSquareError: total.rootMeanSquare, maximumUlps: total.worstUlps, errorByPosition: positions)
    }
  }
}
