import DTypeAnalysis
import Dataflow
import NumericReference
import PythonSemantics
import SourceText

/// Measures a rotary function on the reference kernel in every way in which lanes enter it, as it is and after edits.
struct RotaryMeasurement {
  let unit: AnalyzedUnit
  let function: FunctionID
  let settings: [RotarySetting]
  private let layout: RotaryLayout
  private let tables: [ReplayedTables?]

  /// Why a function could not be measured.
  struct Problem: Error {
    var reason: String
  }

  /// - Parameters:
  ///   - failing: the lanes that a finding is about; the dtypes in those must be known.
  ///   - reached: all lanes that reach the function.
  init(_ function: FunctionID, failing: LaneMask, reached: LaneMask, in unit: AnalyzedUnit) throws(Problem) {
    let evidence = RotaryEvidence(function: function, in: unit.graph, policy: OperatorPromotion())
    let (settings, problem) = RotarySetting.all(
      of: function, parameters: evidence.tensorParameters, failing: failing, reached: reached, in: unit)
    if let problem { throw Problem(reason: problem) }
    switch evidence.layout() {
    case .success(let found): layout = found
    case .failure(let failure): throw Problem(reason: failure.description)
    }
    self.unit = unit
    self.function = function
    self.settings = settings
    tables = settings.map { setting in
      setting.maker.flatMap { TableReplay($0, in: unit.graph).tables(in: setting.lane) }
    }
  }

  /// Each setting in words, such as "q bfloat16, cos float32", and its lanes.
  var words: [(dtypes: String, lanes: LaneMask)] {
    zip(settings, tables).map { setting, tables in
      let assumed = setting.tables.inverseFrequency
      let rounded = tables?.buffers ?? (assumed.isReduced ? ["frequencies \(assumed.rawValue)"] : [])
      let parts = [setting.text] + rounded
      return (parts.filter { !$0.isEmpty }.joined(separator: ", "), setting.lanes)
    }
  }

  /// The function as it is, one report for each setting.
  ///
  /// - Parameter adapt: changes the dtypes in which a setting enters it, as a cast before the call would.
  func reports(adapting adapt: (RotarySetting) -> [String: ElementType] = { $0.dtypes }) -> [EvidenceReport] {
    reports(RotaryEvidence(function: function, in: unit.graph, policy: OperatorPromotion()), adapt)
  }

  /// The function after edits of its file; nil if they break it.
  func reports(after edits: [Edit]) -> [EvidenceReport]? {
    guard let bytes = Edit.apply(edits, to: unit.checkedFile.bytes) else { return nil }
    let path = unit.analysis.module.path
    let info = unit.graph[function]
    let graph = ModuleGraph(
      cache: SourceCache(unit.graph.cache, editing: path, bytes: bytes), roots: unit.graph.roots,
      environment: unit.graph.environment)
    guard let module = graph.module(atPath: path), graph[module].problems.isEmpty else { return nil }
    let candidates = graph[module].functionsInOrder.filter { graph[$0].qualifiedName == info.qualifiedName }
    guard let edited = candidates.first(where: { graph[$0].node == info.node }) ?? candidates.last else { return nil }
    return reports(RotaryEvidence(function: edited, in: graph, policy: OperatorPromotion())) { $0.dtypes }
  }

  private func reports(
    _ evidence: RotaryEvidence, _ adapt: (RotarySetting) -> [String: ElementType]
  ) -> [EvidenceReport] {
    zip(settings, tables).map { setting, tables in
      evidence.report(layout, dtypes: adapt(setting), tables: setting.tables, replayed: tables)
    }
  }
}
