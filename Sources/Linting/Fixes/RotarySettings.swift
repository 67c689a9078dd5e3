import DTypeAnalysis
import Dataflow
import NumericReference
import PythonSemantics
import SourceText

/// The dtypes in which a function is entered, lanes that agree together.
struct RotarySetting: Equatable {
  var dtypes: [String: ElementType]
  /// What was rounded on the way to the tables, as far as the engine knows.
  var tables: TableOrigin
  /// The class whose `forward` made the tables, and how to run it as the lane does.
  var maker: ClassID?
  var lane: TableReplay.Lane
  /// In words, such as "q bfloat16, cos bfloat16".
  var text: String
  var lanes: LaneMask

  /// One setting for each way in which lanes enter the function, those with failing lanes first; or why none is known.
  static func all(
    of function: FunctionID, parameters: [String], failing: LaneMask, reached: LaneMask, in unit: AnalyzedUnit
  ) -> (settings: [RotarySetting], problem: String?) {
    var settings: [RotarySetting] = []
    for mask in [failing, reached - failing] {
      for lane in unit.lanes.names.indices where mask.contains(lane: lane) {
        var found = RotarySetting(
          dtypes: [:], tables: TableOrigin(inverseFrequency: .float32, table: .float32),
          lane: TableReplay.Lane(unit.lanes.lanes[lane].scenario), text: "", lanes: LaneMask(lane: lane))
        var words: [String] = []
        for parameter in unit.graph[function].parameters where parameters.contains(parameter.name.text) {
          let name = parameter.name.text
          let value = unit.analysis.binding(at: parameter.node)
          let (dtypes, isKnown) = unit.dtypes(of: value, in: found.lanes)
          guard isKnown, dtypes.dtypes.count == 1, let type = ElementType(dtypes.dtypes[0]) else {
            if failing.contains(lane: lane) { return ([], "the dtype of `\(name)` is not known") }
            continue
          }
          found.dtypes[name] = type
          words.append("\(name) \(type.rawValue)")
          if let rounded = roundedFrequency(of: value, as: type, lane: lane, in: unit) {
            found.tables.inverseFrequency = rounded
          }
          guard RotaryParameter.isTable(name) else { continue }
          let makers = FlowTrace(unit: unit, lanes: found.lanes).makers(
            of: parameter, of: unit.graph[function], value: value)
          if let owner = makers.last(where: { unit.graph[$0].name == "forward" }).flatMap({
            unit.graph[$0].definingClass
          }) {
            found.maker = owner
          }
        }
        found.text = words.joined(separator: ", ")
        if let index = settings.firstIndex(where: { $0.isAlike(found) }) {
          settings[index].lanes.formUnion(found.lanes)
        } else if found.dtypes.count == parameters.count {
          settings.append(found)
        }
      }
    }
    return (settings, settings.isEmpty ? "no lane is known to reach it" : nil)
  }

  private func isAlike(_ other: RotarySetting) -> Bool {
    dtypes == other.dtypes && tables == other.tables && maker == other.maker && lane == other.lane
  }

  /// The 16-bit dtype that a tensor's data was rounded to as a buffer, long before it is used.
  private static func roundedFrequency(
    of value: ValueID, as type: ElementType, lane: Int, in unit: AnalyzedUnit
  ) -> ElementType? {
    let interpreter = unit.analysis.interpreter
    for piece in interpreter.values.pieces(value) where piece.mask.contains(lane: lane) {
      guard case .tensor(let tensor) = interpreter.shapes[piece.shape],
        let narrow = DTypeSet(rawValue: interpreter.shapes[tensor.narrowest][lane]).dtypes.first,
        let rounded = ElementType(narrow), rounded.isReduced
      else { continue }
      if !type.isReduced { return rounded }
      var step = tensor.origin
      while step != OriginID(0) {
        let origin = interpreter.origin(step)
        if origin.kind == .moduleCast { return rounded }
        step = origin.parent
      }
    }
    return nil
  }
}

extension TableReplay.Lane {
  /// How a model gets its dtype.
  init(_ scenario: Scenario) {
    let model = ElementType(scenario.modelDType) ?? .float32
    self.init(
      defaultType: ElementType(scenario.parameterDType) ?? .float32,
      cast: scenario.modelDType == scenario.parameterDType ? nil : model, input: model)
  }
}
