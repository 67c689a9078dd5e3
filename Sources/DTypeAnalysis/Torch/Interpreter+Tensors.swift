import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Tensors as values: making them, casting them, their attributes and items.
extension Interpreter {
  func operatorContext(lane: Int) -> OperatorContext {
    OperatorContext(
      defaultDType: modes.defaultDType(lane: lane), autocast: modes.autocastDType(lane: lane),
      device: options.autocastDevice)
  }

  /// A tensor computed from others: its narrowest dtype is theirs, or its own where that is narrower.
  func tensor(
    _ dtypes: LaneVector, rank: RankClass, from sources: [TensorShape], role: TensorRole = .plain,
    origin: OriginID = .none
  ) -> ShapeID {
    let vectors = sources.map { shapes[$0.narrowest] }
    var narrowest = LaneVector()
    for lane in 0..<16 {
      let own = DTypeSet(rawValue: dtypes[lane])
      if own.isEmpty { continue }
      var set = vectors.reduce(DTypeSet()) { $0.union(DTypeSet(rawValue: $1[lane])) }
      if set.isEmpty || own.dtypes.contains(where: \.isHalfPrecision) {
        set = DTypeSet(rawValue: own.rawValue & DTypeSet.floating.rawValue)
      }
      narrowest[lane] = set.rawValue
    }
    return shapes.intern(
      .tensor(
        TensorShape(
          dtypes: shapes.intern(dtypes), narrowest: shapes.intern(narrowest), rank: rank, role: role, origin: origin)))
  }

  /// A new tensor of the same dtype in every live lane.
  func tensor(_ dtype: DType, rank: RankClass = .dimensioned) -> ValueID {
    value(tensor(LaneVector(DTypeSet(dtype).rawValue, in: frame.live), rank: rank, from: []))
  }

  /// A tensor whose dtype is not known.
  func unknownTensor(rank: RankClass = .dimensioned) -> ValueID {
    value(tensor(LaneVector(DTypeSet.unknown.rawValue, in: frame.live), rank: rank, from: []))
  }

  /// `tensor` cast to `target` per lane; lanes without a target keep their dtype.
  func cast(_ tensor: TensorShape, to target: LaneVector, at node: NodeID) -> ShapeID {
    var dtypes = shapes[tensor.dtypes]
    for lane in 0..<16 where target[lane] != 0 && dtypes[lane] != 0 { dtypes[lane] = target[lane] }
    if shapes.intern(dtypes) == tensor.dtypes {
      var same = tensor
      same.role = .plain
      return shapes.intern(.tensor(same))
    }
    return self.tensor(
      dtypes, rank: tensor.rank, from: [tensor], origin: castOrigin(tensor, at: node))
  }

  // MARK: Attributes

  func tensorAttribute(_ name: Symbol, _ shape: ShapeID, at node: NodeID) -> ValueID {
    guard case .tensor(let tensor) = shapes[shape] else { return unknown(.unresolvedAttribute, name) }
    switch name {
    case "dtype": return value(.dtype(tensor.dtypes))
    case "device", "layout", "grad_fn": return value(.opaque(.inert))
    case "shape": return value(size(of: tensor))
    case "data":
      var plain = tensor
      plain.role = .plain
      return value(.tensor(plain))
    case "is_cuda": return value(shapes.bool(options.autocastDevice == .cuda))
    case "is_meta", "is_sparse", "is_nested", "is_quantized": return value(shapes.false_)
    default: break
    }
    let full = tensorMember(name)
    guard let operation = library.operatorID(named: full) else { return tensorFallback(name, shape) }
    if library[operation].isAttribute { return evaluateOperation(operation, CallArguments([value(shape)], node: node)) }
    return value(.boundOperation(operation, receiver: shape))
  }

  /// The sizes of a tensor; one without a dimension has none.
  func size(of tensor: TensorShape) -> Shape {
    if let count = tensor.rank.count { return .tuple(Array(repeating: opaque(.positiveInteger), count: count)) }
    return tensor.rank == .empty ? .sequence(opaque(.integer)) : .opaque(.size)
  }

  /// `name` → `torch.Tensor.name`, built once per name.
  private func tensorMember(_ name: Symbol) -> Symbol {
    if let known = tensorMembers[name] { return known }
    let made = Symbol("torch.Tensor." + name.text)
    tensorMembers[name] = made
    return made
  }

  /// Methods that say which dtype they give.
  private static let namedCasts: Set<Symbol> = ["float", "double", "half", "bfloat16", "long", "int", "bool"]

  /// The spelled dtype of a cast: `x[None].float()` is float32 whatever `x` was.
  ///
  /// Without a dimension to be seen `x` may be a scalar, beside which other tensors keep their dtype, or no tensor at
  /// all: that stays unknown.
  func castOfUnknown(_ name: Symbol, at node: NodeID) -> ValueID? {
    guard Self.namedCasts.contains(name) || ((name == "to" || name == "type") && isGivenDType(node)),
      hasDimension(frame.tree.child(node, 0))
    else { return nil }
    return attributeOfUnknownTensor(name, at: node)
  }

  private func attributeOfUnknownTensor(_ name: Symbol, at node: NodeID) -> ValueID {
    let unknown = tensor(LaneVector(DTypeSet.unknown.rawValue, in: frame.live), rank: .dimensioned, from: [])
    return tensorAttribute(name, unknown, at: node)
  }

  /// What only tensors and arrays have: a shape is made of integers, whatever it is the shape of.
  func sizeOfUnknown(_ name: Symbol, at node: NodeID) -> ValueID? {
    switch name {
    case "shape": return value(.opaque(.size))
    case "ndim": return opaque(.integer)
    case "size", "dim", "numel": return call(ofMethod: node).map { _ in attributeOfUnknownTensor(name, at: node) }
    default: return nil
    }
  }

  /// The call that an attribute is the callee of.
  private func call(ofMethod node: NodeID) -> NodeID? {
    let call = frame.tree.parent(node)
    return frame.tree.kind(call) == .call && frame.tree.child(call, 0) == node ? call : nil
  }

  /// Whether the call of a method spells a dtype: `x.to(y.dtype)`, and not `x.to(device)`.
  private func isGivenDType(_ method: NodeID) -> Bool {
    guard let call = call(ofMethod: method) else { return false }
    let tree = frame.tree
    return tree.children(of: call).dropFirst().contains { argument in
      switch tree.kind(argument) {
      case .keywordArgument: tree.symbol(argument) == "dtype"
      case .attribute: tree.symbol(argument) == "dtype" || DType(name: tree.symbol(argument).text) != nil
      default: false
      }
    }
  }

  private static let shaping: Set<Symbol> = [
    "unsqueeze", "expand", "expand_as", "view", "reshape", "transpose", "permute", "flatten", "repeat",
  ]

  /// Whether it can be seen from how a tensor is written that it has a dimension: `mask[..., None]`, and names of
  /// masks and indices.
  private func hasDimension(_ node: NodeID) -> Bool {
    let tree = frame.tree
    switch tree.kind(node) {
    case .name:
      return [.integer, .boolean].contains(inputRules.kind(of: tree.symbol(node), annotation: "", beside: []))
    case .subscript_:
      return tree.nodes(in: tree.child(node, 1)).contains {
        [.slice, .noneLiteral, .ellipsis].contains(tree.kind($0))
      }
    case .call:
      let callee = tree.child(node, 0)
      return tree.kind(callee) == .attribute && Self.shaping.contains(tree.symbol(callee))
    default: return false
    }
  }

  /// A name that is no tensor's: a custom attribute, which modeling code does set now and then.
  private func tensorFallback(_ name: Symbol, _ shape: ShapeID) -> ValueID {
    unknown(.noModel, tensorMember(name))
  }

  func dtypeAttribute(_ name: Symbol, _ shape: ShapeID) -> ValueID {
    guard case .dtype(let vector) = shapes[shape] else { return unknown(.unresolvedAttribute, name) }
    switch name {
    case "is_floating_point", "is_complex", "is_signed":
      var pieces: [Piece] = []
      for group in shapes[vector].groups(in: frame.live) {
        let answers = Set(
          DTypeSet(rawValue: group.bits).dtypes.map { name == "is_complex" ? $0.isComplex : $0.isFloatingPoint })
        let isKnown = answers.count == 1 && !DTypeSet(rawValue: group.bits).isUnknown && name != "is_signed"
        pieces.append(
          Piece(group.mask, isKnown ? shapes.bool(answers.first ?? false) : shapes.opaque(.bool)))
      }
      return values.value(pieces)
    case "itemsize": return value(.opaque(.positiveInteger))
    default: return unknown(.unresolvedAttribute, name)
    }
  }

  /// What a loop over a tensor yields: slices of it, whose rank depends on the tensor's.
  func elementOfTensor(_ shape: ShapeID) -> ValueID {
    guard case .tensor(var tensor) = shapes[shape] else { return value(shape) }
    tensor.rank = tensor.rank == .vector ? .zeroDimensional : .unknown
    tensor.role = .plain
    return value(.tensor(tensor))
  }

  // MARK: Items

  func item(of container: ValueID, index: ValueID, at node: NodeID) -> ValueID {
    mapPieces(of: withoutNone(container)) { shape in
      switch self.shapes[shape] {
      case .tensor: return self.tensorItem(shape, index, at: node)
      case .unknown: return self.value(shape)
      case .opaque(.inert): return self.value(.opaque(.inert))
      case .class_, .external, .builtin: return self.value(shape)
      default: return self.containerItem(shape, index: self.values.restrict(index, to: self.frame.live), at: node)
      }
    }
  }

  /// Indexing keeps the dtype; whether a dimension is left is only known for a few spellings.
  private func tensorItem(_ shape: ShapeID, _ index: ValueID, at node: NodeID) -> ValueID {
    guard case .tensor(var tensor) = shapes[shape] else { return value(shape) }
    if tensor.role != .plain || tensor.rank != .zeroDimensional {
      tensor.role = .plain
      let isElement = tensor.rank == .vector && isInteger(index)
      tensor.rank = isElement ? .zeroDimensional : keepsDimension(index) ? .dimensioned : .unknown
    }
    return value(.tensor(tensor))
  }

  private func isInteger(_ index: ValueID) -> Bool {
    switch uniform(index) {
    case .integer, .opaque(.integer), .opaque(.positiveInteger): true
    default: false
    }
  }

  private func keepsDimension(_ index: ValueID) -> Bool {
    guard let shape = uniform(index) else { return false }
    switch shape {
    case .slice, .none, .builtin: return true
    case .tensor(let tensor): return tensor.rank.hasDimension || isBooleanMask(tensor)
    case .tuple(let parts): return parts.contains { keepsDimension($0) }
    case .object(let site): return info(site).kind == .list
    default: return false
    }
  }

  private func isBooleanMask(_ tensor: TensorShape) -> Bool {
    shapes[tensor.dtypes].groups(in: frame.live).allSatisfy { $0.bits == DTypeSet(.bool).rawValue }
  }

  /// The tensor `idx` of `x[:, :, idx] = y`, which makes the write one that demands equal dtypes; else the index.
  private func indexTensor(in index: ValueID) -> ValueID {
    guard let piece = values.single(index), case .tuple(let elements) = shapes[piece.shape] else { return index }
    let tensors = elements.map { values.restrict($0, to: frame.live) }.filter { element in
      guard let part = values.single(element), case .tensor(let tensor) = shapes[part.shape] else { return false }
      return tensor.rank.hasDimension
    }
    return tensors.first ?? index
  }

  func setItem(of container: ValueID, index: ValueID, to newValue: ValueID, at node: NodeID) {
    let entry = frame.live
    for piece in values.pieces(container) where !(piece.mask & entry).isEmpty {
      frame.live = piece.mask & entry
      for shape in shapes.alternatives(of: piece.shape) {
        let part = values.restrict(newValue, to: frame.live)
        let place = indexTensor(in: values.restrict(index, to: frame.live))
        if case .tensor = shapes[shape] {
          _ = callNamed("operator.setitem", CallArguments([value(shape), place, part], node: node))
        } else {
          setContainerItem(shape, index: place, to: part, at: node)
        }
      }
    }
    frame.live = entry
  }
}

extension DTypeSet {
  /// All floating dtypes.
  static let floating = DTypeSet(DType.allCases.filter { $0.isFloatingPoint || $0.isComplex }.map { DTypeSet($0) })

  var only: DType? { single }
}
