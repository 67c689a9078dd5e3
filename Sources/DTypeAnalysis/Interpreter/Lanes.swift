package import Dataflow
import SourceText

/// How a model gets its dtype.
package enum Scenario: UInt8, CaseIterable, Sendable {
  case loadBF16, loadFP16, castBF16, autocastBF16, fp32

  package var name: String {
    switch self {
    case .loadBF16: "load-bf16"
    case .loadFP16: "load-fp16"
    case .castBF16: "cast-bf16"
    case .autocastBF16: "autocast-bf16"
    case .fp32: "fp32"
    }
  }

  /// The dtype of parameters made by factory calls without a dtype.
  package var parameterDType: DType {
    switch self {
    case .loadBF16: .bfloat16
    case .loadFP16: .float16
    case .castBF16, .autocastBF16, .fp32: .float32
    }
  }

  /// The dtype that the model's floating parameters and inputs have when it runs.
  package var modelDType: DType { self == .castBF16 ? .bfloat16 : parameterDType }
}

/// The attention implementation that a configuration asks for.
package enum AttentionImplementation: UInt8, CaseIterable, Sendable {
  case eager, sdpa, flashAttention2

  package var name: String {
    switch self {
    case .eager: "eager"
    case .sdpa: "sdpa"
    case .flashAttention2: "flash_attention_2"
    }
  }
}

/// One way of running a model.
package struct Lane: Hashable, Sendable {
  package var scenario: Scenario
  package var attention: AttentionImplementation

  package var name: String { "\(scenario.name)/\(attention.name)" }
}

/// The lanes of a pass, at most sixteen; a lane's number is its place here.
package struct LaneTable: Sendable {
  package let lanes: [Lane]
  package let names: [String]
  package let all: LaneMask

  package init(_ lanes: [Lane]) {
    precondition(lanes.count <= 16, "a pass has at most sixteen lanes")
    self.lanes = lanes
    names = lanes.map(\.name)
    all = LaneMask(first: lanes.count)
  }

  /// Five scenarios by three attention implementations.
  package static let standard = LaneTable(
    Scenario.allCases.flatMap { scenario in
      AttentionImplementation.allCases.map { Lane(scenario: scenario, attention: $0) }
    })

  /// The lanes for inputs of float32: models in 16 bits that nothing casts for.
  package static let processorInputs = LaneTable(
    [Scenario.loadBF16, .loadFP16, .castBF16].flatMap { scenario in
      AttentionImplementation.allCases.map { Lane(scenario: scenario, attention: $0) }
    })

  package func mask(where condition: (Lane) -> Bool) -> LaneMask {
    var mask = LaneMask()
    for (index, lane) in lanes.enumerated() where condition(lane) { mask.insert(LaneMask(lane: index)) }
    return mask
  }

  package func mask(of scenario: Scenario) -> LaneMask { mask { $0.scenario == scenario } }

  /// One dtype per lane.
  package func vector(_ dtype: (Lane) -> DType) -> LaneVector {
    var vector = LaneVector()
    for (index, lane) in lanes.enumerated() { vector[index] = DTypeSet(dtype(lane)).rawValue }
    return vector
  }
}
