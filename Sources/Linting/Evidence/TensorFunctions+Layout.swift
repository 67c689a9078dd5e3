import NumericReference

extension TensorFunctions {
  /// A function of a tensor and the rest of its arguments that gives one tensor.
  static func one(_ body: @escaping @Sendable (Tensor, CallArguments) throws -> Tensor) -> TensorFunction {
    { evaluator, arguments in
      let tensor = try arguments.tensor(0, "input", "self")
      return .tensor(try evaluator.torch { try body(tensor, arguments) })
    }
  }

  /// A function that gives a tuple of tensors.
  static func several(_ body: @escaping @Sendable (Tensor, CallArguments) throws -> [Tensor]) -> TensorFunction {
    { evaluator, arguments in
      let tensor = try arguments.tensor(0, "input", "tensor", "self")
      return .tuple(try evaluator.torch { try body(tensor, arguments) }.map { .tensor($0) })
    }
  }

  static let layout: [String: TensorFunction] = [
    "view": { evaluator, arguments in
      if let dtype = arguments.dtype(1) {
        throw PythonFailure.unsupported("a view as torch.\(dtype.rawValue)")
      }
      return try reshape(evaluator, arguments)
    },
    "reshape": reshape,
    "view_as": one { try $0.reshaped($1.tensor(1, "other").shape) },
    "reshape_as": one { try $0.reshaped($1.tensor(1, "other").shape) },
    "flatten": one {
      try $0.flattened(
        from: $1.integer(1, "start_dim", default: 0), to: $1.integer(2, "end_dim", default: -1))
    },
    "ravel": one { tensor, _ in try tensor.flattened() },
    "unflatten": one { try $0.unflattened($1.integer(1, "dim"), $1.integers(from: 2, "sizes", "unflattened_size")) },
    "transpose": one { try $0.transposed($1.integer(1, "dim0"), $1.integer(2, "dim1")) },
    "swapaxes": one { try $0.transposed($1.integer(1, "axis0"), $1.integer(2, "axis1")) },
    "swapdims": one { try $0.transposed($1.integer(1, "dim0"), $1.integer(2, "dim1")) },
    "t": one { tensor, _ in tensor.rank < 2 ? tensor : try tensor.transposed(0, 1) },
    "permute": one { try $0.permuted($1.integers(from: 1, "dims")) },
    "movedim": one { tensor, arguments in
      let source = try Shape.dimension(arguments.integer(1, "source"), rank: tensor.rank)
      let target = try Shape.dimension(arguments.integer(2, "destination"), rank: tensor.rank)
      var order = Array(0..<tensor.rank)
      order.remove(at: source)
      order.insert(source, at: target)
      return try tensor.permuted(order)
    },
    "unsqueeze": one { try $0.unsqueezed($1.integer(1, "dim")) },
    "squeeze": one { tensor, arguments in
      let dimensions = try arguments.dimensions(1, "dim")
      return try tensor.squeezed(dimensions.isEmpty ? nil : dimensions)
    },
    "expand": one { try $0.expanded($1.integers(from: 1, "size")) },
    "broadcast_to": one { try $0.expanded($1.integers(from: 1, "size", "shape")) },
    "expand_as": one { try $0.expanded($1.tensor(1, "other").shape) },
    "repeat": one { try $0.repeated($1.integers(from: 1, "repeats")) },
    "tile": one { tensor, arguments in
      let times = try arguments.integers(from: 1, "dims")
      return try tensor.repeated([Int](repeating: 1, count: max(tensor.rank - times.count, 0)) + times)
    },
    "repeat_interleave": one { tensor, arguments in
      let dimension = try arguments.dimensions(2, "dim").first
      if case .tensor(let counts)? = arguments.value(1, "repeats"), counts.count > 1 {
        return try tensor.repeatInterleaved(counts: counts.integers.map { Int($0) }, dimension: dimension)
      }
      return try tensor.repeatInterleaved(arguments.integer(1, "repeats"), dimension: dimension)
    },
    "roll": one { try $0.rolled($1.dimensions(1, "shifts"), dimensions: $1.dimensions(2, "dims")) },
    "flip": one { try $0.flipped($1.integers(from: 1, "dims")) },
    "narrow": one {
      try $0.narrowed($1.integer(1, "dim"), from: $1.integer(2, "start"), count: $1.integer(3, "length"))
    },
    "select": one { try $0.selected($1.integer(1, "dim"), at: $1.integer(2, "index")) },
    "contiguous": one { tensor, _ in tensor.contiguous() },
    "clone": one { tensor, _ in tensor.copied() },
    "detach": one { tensor, _ in tensor }, "requires_grad_": one { tensor, _ in tensor },
    "cuda": one { tensor, _ in tensor }, "cpu": one { tensor, _ in tensor },
    "size": { evaluator, arguments in
      let tensor = try arguments.tensor(0)
      guard let dimension = try arguments.dimensions(1, "dim").first else {
        return .tuple(tensor.shape.map(PythonValue.integer))
      }
      return .integer(tensor.shape[try evaluator.torch { try Shape.dimension(dimension, rank: tensor.rank) }])
    },
    "dim": { _, arguments in .integer(try arguments.tensor(0).rank) },
    "numel": { _, arguments in .integer(try arguments.tensor(0).count) },
    "item": { _, arguments in
      guard let item = try arguments.tensor(0).item else {
        throw PythonFailure.raised(
          type: "RuntimeError", message: "a Tensor with more than one element cannot be converted to Scalar")
      }
      return .number(item)
    },
    "tolist": { _, arguments in nested(try arguments.tensor(0)) },
  ]

  private static let reshape: TensorFunction = one { try $0.reshaped($1.integers(from: 1, "shape", "size")) }

  private static func nested(_ tensor: Tensor) -> PythonValue {
    guard tensor.rank > 0 else { return tensor.item.map { .number($0) } ?? .none }
    return .list(PythonList(((try? tensor.unbound(0)) ?? []).map(nested)))
  }

  static let joining: [String: TensorFunction] = [
    "cat": concatenate, "concat": concatenate, "concatenate": concatenate,
    "stack": { evaluator, arguments in
      let tensors = try arguments.tensors(0, "tensors")
      let dimension = try arguments.integer(1, "dim", "axis", default: 0)
      return .tensor(
        try evaluator.torch {
          try .stacked(tensors, dimension: dimension, dtype: evaluator.arithmetic.commonType(of: tensors))
        })
    },
    "split": several { tensor, arguments in
      let dimension = try arguments.integer(2, "dim", default: 0)
      let sizes = arguments.value(1, "split_size_or_sections", "split_size", "split_sizes")
      if let every = sizes?.integer { return try tensor.split(every: every, dimension: dimension) }
      return try tensor.split(
        arguments.dimensions(1, "split_size_or_sections", "split_size", "split_sizes"), dimension: dimension)
    },
    "split_with_sizes": several {
      try $0.split($1.dimensions(1, "split_sizes"), dimension: $1.integer(2, "dim", default: 0))
    },
    "chunk": several { try $0.chunked($1.integer(1, "chunks"), dimension: $1.integer(2, "dim", default: 0)) },
    "tensor_split": several {
      try $0.tensorSplit($1.integer(1, "sections", "indices_or_sections"), dimension: $1.integer(2, "dim", default: 0))
    },
    "unbind": several { try $0.unbound($1.integer(1, "dim", default: 0)) },
    "broadcast_tensors": { evaluator, arguments in
      let tensors = try CallArguments(positional: [.tuple(arguments.positional)], keywords: []).tensors(0)
      return .tuple(
        try evaluator.torch {
          let shape = try tensors.reduce([]) { try Shape.broadcast($0, $1.shape) }
          return try tensors.map { .tensor(try $0.expanded(shape)) }
        })
    },
    "meshgrid": { evaluator, arguments in
      let list = arguments.positional.count == 1 ? arguments.positional[0] : .tuple(arguments.positional)
      let axes = try CallArguments(positional: [list], keywords: []).tensors(0)
      guard case .string("ij") = arguments.value(.max, "indexing") ?? .string("ij") else {
        throw PythonFailure.unsupported("a meshgrid with indexing other than \"ij\"")
      }
      let shape = axes.map(\.count)
      return .tuple(
        try evaluator.torch {
          try axes.enumerated().map { place, axis in
            var own = [Int](repeating: 1, count: shape.count)
            own[place] = axis.count
            return .tensor(try axis.reshaped(own).expanded(shape))
          }
        })
    },
  ]

  private static let concatenate: TensorFunction = { evaluator, arguments in
    let tensors = try arguments.tensors(0, "tensors")
    let dimension = try arguments.integer(1, "dim", "axis", default: 0)
    return .tensor(
      try evaluator.torch {
        try .concatenated(tensors, dimension: dimension, dtype: evaluator.arithmetic.commonType(of: tensors))
      })
  }
}
