import NumericReference

/// The arguments of a call to a known function, read by place or by name.
struct CallArguments {
  var positional: [PythonValue]
  var keywords: [(name: String, value: PythonValue)]

  /// The argument at a place or with one of these names; nil if it is not given.
  func value(_ place: Int, _ names: String...) -> PythonValue? {
    if positional.indices.contains(place) { return positional[place] }
    return keywords.first { names.contains($0.name) }?.value
  }

  func tensor(_ place: Int, _ names: String...) throws -> Tensor {
    let value =
      positional.indices.contains(place) ? positional[place] : keywords.first { names.contains($0.name) }?.value
    guard let value else { throw PythonFailure.raised(type: "TypeError", message: "missing a tensor argument") }
    guard let tensor = value.tensor else {
      throw PythonFailure.raised(
        type: "TypeError", message: "argument must be Tensor, not \(value.typeName)")
    }
    return tensor
  }

  /// An integer; the default if it is not given or None.
  func integer(_ place: Int, _ names: String..., default fallback: Int? = nil) throws -> Int {
    let value =
      positional.indices.contains(place) ? positional[place] : keywords.first { names.contains($0.name) }?.value
    if let value, !value.isNone {
      guard let number = value.integer else {
        throw PythonFailure.raised(type: "TypeError", message: "argument must be int, not \(value.typeName)")
      }
      return number
    }
    guard let fallback else { throw PythonFailure.raised(type: "TypeError", message: "missing an integer argument") }
    return fallback
  }

  /// Integers from one sequence argument or from all arguments from a place on, as `view(2, 3)` and `view((2, 3))`.
  func integers(from place: Int, _ names: String...) throws -> [Int] {
    var values = Array(positional.dropFirst(place))
    if values.isEmpty, let named = keywords.first(where: { names.contains($0.name) }) { values = [named.value] }
    if values.count == 1, let items = values[0].elements { values = items }
    return try values.map { value in
      guard let number = value.integer else {
        throw PythonFailure.raised(type: "TypeError", message: "argument must be int, not \(value.typeName)")
      }
      return number
    }
  }

  /// Dimensions from one integer or one sequence; empty if not given or None.
  func dimensions(_ place: Int, _ names: String...) throws -> [Int] {
    let value =
      positional.indices.contains(place) ? positional[place] : keywords.first { names.contains($0.name) }?.value
    guard let value, !value.isNone else { return [] }
    if let number = value.integer { return [number] }
    return try CallArguments(positional: [value], keywords: []).integers(from: 0)
  }

  func flag(_ place: Int, _ name: String) -> Bool {
    if case .number(let number)? = value(place, name) { number.isTrue } else { false }
  }

  func dtype(_ place: Int = .max, _ name: String = "dtype") -> ElementType? {
    if case .dtype(let dtype)? = value(place, name) { dtype } else { nil }
  }

  func number(_ place: Int, _ names: String...) -> Number? {
    let value =
      positional.indices.contains(place) ? positional[place] : keywords.first { names.contains($0.name) }?.value
    switch value {
    case .number(let number)?: return number
    case .tensor(let tensor)? where tensor.count == 1: return tensor.item
    default: return nil
    }
  }

  func tensors(_ place: Int, _ names: String...) throws -> [Tensor] {
    let value =
      positional.indices.contains(place) ? positional[place] : keywords.first { names.contains($0.name) }?.value
    guard let items = value?.elements else {
      throw PythonFailure.raised(type: "TypeError", message: "argument must be tuple of Tensors")
    }
    return try items.map { item in
      guard let tensor = item.tensor else {
        throw PythonFailure.raised(type: "TypeError", message: "expected Tensor, but got \(item.typeName)")
      }
      return tensor
    }
  }
}
