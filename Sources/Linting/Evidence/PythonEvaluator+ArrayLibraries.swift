import NumericReference

/// The few functions of JAX and TensorFlow that rotary code in their dialects uses, by the torch function they equal.
///
/// Dtypes follow torch's promotion, so only the numbers are to be trusted here; the checker reports on torch alone.
extension PythonEvaluator {
  func arrayFunction(_ path: String, _ arguments: CallArguments) throws -> PythonValue? {
    guard path.hasPrefix("jax.") || path.hasPrefix("tensorflow.") || path.hasPrefix("numpy.") else { return nil }
    let name = path.split(separator: ".").last.map(String.init) ?? path
    var renamed = arguments
    renamed.keywords = arguments.keywords.map { ($0.name == "axis" ? "dim" : $0.name, $0.value) }
    switch name {
    case "expand_dims": return try tensorFunction("unsqueeze", renamed)
    case "concat", "concatenate", "stack", "reshape", "sin", "cos", "einsum", "where":
      return try tensorFunction(name, renamed)
    case "split":
      // Unlike torch's, a number here is how many parts there are.
      renamed.keywords = renamed.keywords.map { ($0.name == "num_or_size_splits" ? "chunks" : $0.name, $0.value) }
      return try tensorFunction("chunk", renamed)
    case "gather":
      guard let table = renamed.value(0, "params"), let indices = renamed.value(1, "indices"),
        renamed.value(2, "dim") == nil
      else { return nil }
      return try load(table, indices)
    case "repeat": return try tensorFunction("repeat_interleave", renamed)
    case "TensorShape": return PythonValue.none
    case "reduce_prod":
      guard let sizes = renamed.value(0)?.elements else { return nil }
      return .integer(sizes.compactMap(\.integer).reduce(1, *))
    case "cast": return try tensorFunction("to", renamed)
    case "shape": return try tensorFunction("size", renamed)
    default: return nil
    }
  }
}
