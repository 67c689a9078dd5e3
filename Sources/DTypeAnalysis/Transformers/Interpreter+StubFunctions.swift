import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// What stub files import from `dtypelint`: values that the analysis knows and Python cannot spell.
extension Interpreter {
  private static let package = "dtypelint."

  /// Calls `dtypelint.<function>`; nil for every other name.
  func callStubFunction(_ name: Symbol, _ arguments: CallArguments) -> ValueID? {
    guard name.text.hasPrefix(Self.package) else { return nil }
    switch name.text.dropFirst(Self.package.count) {
    case "lane_attention": return laneAttention()
    case "lane_dtype": return value(.dtype(shapes.intern(laneDTypes)))
    case "size": return value(.opaque(.positiveInteger))
    case "number": return value(.opaque(.number))
    case "inert": return value(.opaque(.inert))
    case "true": return value(shapes.true_)
    case "false": return value(shapes.false_)
    case "unknown": return unknown(.noModel, arguments.positional.first.flatMap(constantString) ?? name)
    case "many": return newRepeatedList(arguments.positional.first ?? noneValue, at: arguments.node)
    case "tensor": return stubTensor(arguments.positional.first)
    case "is_configuration": return isConfiguration(arguments.positional.first ?? noneValue)
    case "imported": return imported(arguments)
    case "module_dtype": return moduleDType(arguments.positional.first ?? noneValue)
    case "configuration_class": return configurationClass(arguments)
    case "automatic_class": return automaticClass(arguments)
    case "captured": return captured(arguments)
    default: return unknown(.noModel, name)
    }
  }

  /// The name of the attention implementation, a string per lane.
  private func laneAttention() -> ValueID {
    var result = ValueID.empty
    for attention in AttentionImplementation.allCases {
      let mask = lanes.mask { $0.attention == attention } & frame.live
      if mask.isEmpty { continue }
      result = values.join(result, values.value(shapes.string(Symbol(attention.name)), in: mask))
    }
    return result
  }

  /// The dtype that the model is loaded in; `cast-…` lanes load float32 and are cast later.
  private var laneDTypes: LaneVector { lanes.vector { $0.scenario.parameterDType }.restricted(to: frame.live) }

  private func stubTensor(_ dtype: ValueID?) -> ValueID {
    guard let dtype else { return unknownTensor() }
    var vector = LaneVector()
    frame.live.forEachLane { vector[$0] = DTypeSet.unknown.rawValue }
    override(&vector, with: dtype)
    return value(tensor(vector, rank: .dimensioned, from: []))
  }

  /// `imported("transformers.cache_utils", "DynamicLayer")`: a class or function of the tree, None if it has none.
  private func imported(_ arguments: CallArguments) -> ValueID {
    guard arguments.positional.count == 2, let module = constantString(arguments.positional[0]),
      let name = constantString(arguments.positional[1])
    else { return unknown(.badArguments, "imported") }
    guard let id = graph.module(named: module) else { return noneValue }
    switch graph.attribute(name, of: id) {
    case .class_(let found): return value(classValue(found))
    case .function(let found): return value(functionValue(found))
    default: return noneValue
    }
  }

  // MARK: Questions

  /// The lanes in which a tensor is floating for certain.
  private func floatingLanes(of tensor: TensorShape, in mask: LaneMask) -> LaneMask {
    var result = LaneMask()
    mask.forEachLane { lane in
      let dtypes = shapes[tensor.dtypes][lane]
      if dtypes != 0, dtypes & ~DTypeSet.floating.rawValue == 0 { result.insert(LaneMask(lane: lane)) }
    }
    return result
  }

  private func isConfiguration(_ given: ValueID) -> ValueID {
    var result = Truth()
    for piece in values.pieces(values.restrict(given, to: frame.live)) {
      switch shapes[piece.shape] {
      case .object(let site) where isConfiguration(site): result.true_.formUnion(piece.mask)
      case .unknown, .alternatives: result.both.formUnion(piece.mask)
      default: result.false_.formUnion(piece.mask)
      }
    }
    return boolean(result, negated: false)
  }

  private func isConfiguration(_ site: SiteID) -> Bool {
    guard case .instance(.checked(let id)) = info(site).kind else { return false }
    return graph.isSubclass(id, of: "transformers.configuration_utils.PreTrainedConfig")
      || graph.isSubclass(id, of: "transformers.configuration_utils.PretrainedConfig")
  }

  /// The dtype of a module's first floating parameter, as `model.dtype` answers; the lane's where it has none.
  private func moduleDType(_ given: ValueID) -> ValueID {
    var vector = lanes.vector { $0.scenario.modelDType }.restricted(to: frame.live)
    for piece in values.pieces(values.restrict(given, to: frame.live)) {
      guard case .object(let site) = shapes[piece.shape] else { continue }
      var missing = piece.mask
      var seen = Set<SiteID>()
      firstParameter(below: site, &vector, &missing, &seen)
    }
    return value(.dtype(shapes.intern(vector)))
  }

  private func firstParameter(
    below site: SiteID, _ vector: inout LaneVector, _ missing: inout LaneMask, _ seen: inout Set<SiteID>
  ) {
    guard !missing.isEmpty, seen.insert(site).inserted else { return }
    noteRead(of: site)
    let fields = store.content(of: site).values
    for field in fields {
      for piece in values.pieces(values.restrict(field, to: missing)) {
        guard case .tensor(let tensor) = shapes[piece.shape], tensor.role == .parameter else { continue }
        let floating = floatingLanes(of: tensor, in: piece.mask)
        floating.forEachLane { vector[$0] = shapes[tensor.dtypes][$0] }
        missing = missing - floating
      }
    }
    for field in fields {
      for piece in values.pieces(values.restrict(field, to: missing)) {
        for shape in shapes.alternatives(of: piece.shape) {
          if case .object(let child) = shapes[shape], isModule(child) {
            firstParameter(below: child, &vector, &missing, &seen)
          }
        }
      }
    }
  }
}
