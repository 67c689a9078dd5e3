import Dataflow

/// The global switches of torch that decide dtypes: autocast and the default dtype, per lane.
struct Modes: Mixable {
  /// The autocast dtype per lane (a `DTypeSet` with one member), empty where autocast is off.
  var autocast = LaneVector()
  /// The default dtype per lane.
  var defaultDType: LaneVector
  /// The kind of layers that is being made.
  var layerKind: LayerKind?

  init(lanes: LaneTable) {
    defaultDType = lanes.vector { _ in .float32 }
  }

  func mix(into mixer: inout Mixer) {
    autocast.mix(into: &mixer)
    defaultDType.mix(into: &mixer)
    mixer.combine(UInt64(layerKind.map { Int($0) + 1 } ?? 0))
  }

  func autocastDType(lane: Int) -> DType? { DTypeSet(rawValue: autocast[lane]).only }

  func defaultDType(lane: Int) -> DType { DTypeSet(rawValue: defaultDType[lane]).only ?? .float32 }
}
