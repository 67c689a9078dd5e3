import NumericReference
import PythonSemantics
import PythonSyntax
import SourceText

/// Makes a lane's rotary tables by running the module that makes them.
///
/// The class's `__init__` runs in the default dtype that the lane loads in, its buffers are cast as the lane casts
/// them, and `forward` runs at the positions that evidence is taken at. The same class run in float64 gives the truth.
/// After `model.to(bfloat16)` the frequencies themselves are rounded: no cast at the place of use undoes that.
struct TableReplay {
  /// How a lane treats the module.
  struct Lane: Hashable {
    /// The default dtype while the module is built.
    var defaultType: ElementType
    /// What the module's buffers are cast to afterwards; nil if they are left as they are.
    var cast: ElementType?
    /// The dtype of a tensor that `forward` gets only for its dtype and shape.
    var input: ElementType
  }

  let owner: ClassID
  let graph: ModuleGraph
  private let scope: GraphScope

  init(_ owner: ClassID, in graph: ModuleGraph) {
    self.owner = owner
    self.graph = graph
    scope = GraphScope(graph[owner].module, in: graph)
  }

  /// The class's name, for people.
  var name: String { graph[owner].name.text }

  /// The tables of a lane next to the exact ones; nil if the class could not be run, or does not make tables.
  func tables(in lane: Lane) -> ReplayedTables? {
    for size in [RotaryLayout.headSize, RotaryLayout.headSize / 2, 2 * RotaryLayout.headSize] {
      for form in PositionForm.allCases {
        guard let (exact, _) = try? run(nil, size, form), let kind = TableRows.Kind(exact),
          let truth = try? TableRows(exact, kind), let (lanes, buffers) = try? run(lane, size, form),
          let rows = try? TableRows(lanes, kind)
        else { continue }
        return ReplayedTables(maker: name, buffers: buffers, rows: rows, exact: truth)
      }
    }
    return nil
  }

  // MARK: Running

  /// The shapes in which a `forward` may want positions and the tensor beside them.
  private enum PositionForm: CaseIterable { case batched, flat, sections, heads }

  /// What `forward` returns, and which buffers were cast; in float64 throughout if there is no lane.
  private func run(_ lane: Lane?, _ size: Int, _ form: PositionForm) throws -> ([Tensor], [String]) {
    let base = OperatorPromotion(defaultType: lane?.defaultType ?? .float64)
    let evaluator = PythonEvaluator(
      policy: lane == nil ? ExactPromotion(base: base) : base, isExact: lane == nil, stepLimit: 4_000)
    let positions = RotaryLayout.positionValues
    let length = (positions.max() ?? 0) + 1
    evaluator.sample = ([length, positions.count], positions)
    let module = PythonObject(attributes: [:])
    module.method = { [scope, owner] in scope.method($0, of: owner) }
    module.fallback = { [unowned module] name in
      name == "register_buffer" ? .callable(PythonCallable(name: name, receiver: .object(module))) : nil
    }
    try call("__init__", of: module, evaluator) { parameter in Self.setting(parameter, size: size, length: length) }
    var rounded: [String] = []
    for name in module.buffers.sorted() {
      guard let dtype = lane?.cast, let buffer = module.attributes[name]?.tensor, buffer.dtype.isFloatingPoint,
        buffer.dtype != dtype
      else { continue }
      module.set(name, .tensor(buffer.converted(to: dtype)))
      rounded.append("\(name) \(dtype.rawValue)")
    }
    let result = try call("forward", of: module, evaluator) { parameter in
      Self.argument(parameter, form, lane?.input ?? .float64, length: length)
    }
    return (result.tensor.map { [$0] } ?? result.elements?.compactMap(\.tensor) ?? [], rounded)
  }

  @discardableResult
  private func call(
    _ method: String, of module: PythonObject, _ evaluator: PythonEvaluator,
    argument: (FunctionInfo.Parameter) -> PythonValue?
  ) throws -> PythonValue {
    guard let (function, node) = scope.method(Symbol(method), of: owner),
      let info = graph.method(Symbol(method), of: owner)
    else { throw PythonFailure.unsupported("a class without `\(method)`") }
    let written = info.parameters.dropFirst().filter {
      $0.kind != .variadicPositional && $0.kind != .variadicKeyword
    }
    let arguments = written.compactMap { parameter in
      argument(parameter).map { (name: parameter.name.text, value: $0) }
    }
    return try evaluator.call(
      PythonFunction(scope: function, node: node, receiver: .object(module)), [], arguments)
  }

  // MARK: Arguments

  /// What `__init__` gets for a parameter.
  private static func setting(_ parameter: FunctionInfo.Parameter, size: Int, length: Int) -> PythonValue? {
    let name = parameter.name.text.lowercased()
    if name.contains("config") || name.contains("cfg") {
      let object = PythonObject(attributes: [:])
      object.fallback = { configuration($0, size: size, length: length) }
      return .object(object)
    }
    if name == "device" { return PythonValue.none }
    guard parameter.defaultValue.isNone else { return nil }
    return configuration(name, size: size, length: length) ?? .integer(size)
  }

  /// The attributes of a configuration that tables depend on.
  private static func configuration(_ name: String, size: Int, length: Int) -> PythonValue? {
    switch name {
    case "rope_parameters":
      let parameters = PythonDictionary()
      parameters[.string("rope_type")] = .string("default")
      parameters[.string("rope_theta")] = .number(.real(base))
      return .dictionary(parameters)
    case "rope_scaling", "original_max_position_embeddings", "rotary_dim": return PythonValue.none
    case "rope_theta", "rotary_emb_base", "theta", "base", "rope_base": return .number(.real(base))
    case "partial_rotary_factor", "rotary_pct": return .number(.real(1))
    case "max_position_embeddings", "max_seq_len", "max_sequence_length": return .integer(length)
    case "dim", "head_dim", "head_size", "rotary_ndims": return .integer(size)
    default:
      if name.contains("section") { return .list(PythonList([2, 3, 3].map(PythonValue.integer))) }
      if name.contains("num") && name.contains("head") || name == "n_heads" { return .integer(RotaryLayout.heads) }
      return ["hidden_size", "embed_dim"].contains(name) ? .integer(size * RotaryLayout.heads) : nil
    }
  }

  private static let base = 10_000.0

  /// What `forward` gets for a parameter.
  private static func argument(
    _ parameter: FunctionInfo.Parameter, _ form: PositionForm, _ dtype: ElementType, length: Int
  ) -> PythonValue? {
    let name = parameter.name.text.lowercased()
    let positions = RotaryLayout.positionValues
    let count = positions.count
    if name.contains("len") || name == "max_grid_size" { return .integer(length) }
    if name.contains("position") || name.hasSuffix("ids") || name == "pos" {
      let line = Tensor(.int64, shape: [count], integers: positions.map(Int64.init))
      let shape = form == .flat ? [count] : form == .sections ? [3, 1, count] : [1, count]
      return (try? line.expanded(shape).copied()).map { .tensor($0) }
    }
    if name == "device" { return .device }
    if name == "dtype" { return .dtype(dtype) }
    guard parameter.defaultValue.isNone else { return nil }
    let shape =
      form == .heads ? [1, RotaryLayout.heads, count, RotaryLayout.headSize] : [1, count, RotaryLayout.headSize]
    return .tensor(.filled(dtype, shape: shape, with: .integer(1)))
  }
}
