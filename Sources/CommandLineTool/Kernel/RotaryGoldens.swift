import NumericReference

/// The rotary section: tables from `inv_freq` and `positions`, and the ways in which models apply them to q and k.
struct RotaryGoldens {
  private let recipes: GoldenRecipes
  private var arithmetic: TensorArithmetic { recipes.arithmetic }

  init(_ recipes: GoldenRecipes) { self.recipes = recipes }

  /// The object with every result computed.
  func recomputed(_ members: [JSONValue.Member]) -> JSONValue {
    let given = try? recipes.input("position_ids").integers.map(Int.init)
    let positions = members.first { $0.key == "positions" }?.value.integers ?? given
    return .object(
      members.map { member in
        guard !GoldenRecipes.isInput(member.key, section: "rope") else { return member }
        var result = member
        if TensorLeaf(member.value) != nil {
          let tensor = positions.flatMap { try? self.result(named: member.key, positions: $0) }
          result.value = tensor.map(TensorLeaf.json) ?? GoldenRecipes.withoutResult(member.value)
        } else if member.key == "bugs", case .object(let bugs) = member.value {
          result.value = .object(bugs.map { bug in .init(key: bug.key, value: self.bug(bug, positions)) })
        }
        return result
      })
  }

  /// A precision bug: the angles that it gives, and q turned by them.
  private func bug(_ member: JSONValue.Member, _ positions: [Int]?) -> JSONValue {
    guard case .object(let leaves) = member.value else { return member.value }
    let results: [String: Tensor]? = positions.flatMap { positions in
      guard let angles = try? wrongAngles(member.key, positions: positions),
        let turned = try? applied("B", "q", frequencies: angles)
      else { return nil }
      return ["freqs": angles, "q_embed": turned]
    }
    return .object(
      leaves.map { leaf in
        guard TensorLeaf(leaf.value) != nil else { return leaf }
        let value = results?[leaf.key].map(TensorLeaf.json) ?? GoldenRecipes.withoutResult(leaf.value)
        return .init(key: leaf.key, value: value)
      })
  }

  private func result(named name: String, positions: [Int]) throws(KernelError) -> Tensor {
    let frequencies = try angles(recipes.input("inv_freq"), positions, isProduct: true)
    switch name {
    case "freqs": return frequencies
    case "cos", "sin":
      return try arithmetic.unary(name == "cos" ? .cosine : .sine, doubled(frequencies))
    case "freqs_cis": return try rotations(frequencies)
    default:
      guard let variant = name.first, let subject = name.last else {
        throw KernelError(.unsupported, "the result \(name) is not known")
      }
      return try applied(variant, String(subject), frequencies: frequencies)
    }
  }

  // MARK: Angles

  /// Positions times inverse frequencies, [1, positions, frequencies], by matrix product or by broadcasting.
  private func angles(_ inverse: Tensor, _ positions: [Int], isProduct: Bool) throws(KernelError) -> Tensor {
    let times = Tensor(.int64, shape: [positions.count], integers: positions.map(Int64.init))
    return try angles(inverse, times.converted(to: inverse.dtype), isProduct: isProduct)
  }

  private func angles(_ inverse: Tensor, _ times: Tensor, isProduct: Bool) throws(KernelError) -> Tensor {
    if isProduct {
      let column = try inverse.reshaped([1, inverse.count, 1])
      let row = try times.reshaped([1, 1, times.count])
      return try Tensor.matrixProduct(column, row).transposed(1, 2)
    }
    let column = try times.reshaped([1, times.count, 1])
    let row = try inverse.reshaped([1, 1, inverse.count])
    return try arithmetic.binary(.multiply, .tensor(column), .tensor(row))
  }

  private func wrongAngles(_ name: String, positions: [Int]) throws(KernelError) -> Tensor {
    let inverse = try recipes.input("inv_freq")
    let dtype = try recipes.input("q").dtype
    let times = Tensor(.int64, shape: [positions.count], integers: positions.map(Int64.init))
    switch name {
    case "inv_freq rounded to x.dtype, then f32":
      return try angles(
        inverse.converted(to: dtype).converted(to: .float32), times.converted(to: .float32), isProduct: false)
    case "inv_freq and positions in x.dtype, product in x.dtype":
      return try angles(inverse.converted(to: dtype), times.converted(to: dtype), isProduct: false)
    case "positions in x.dtype, inv_freq f32":
      return try angles(inverse, times.converted(to: dtype), isProduct: false)
    case "matmul in x.dtype (autocast)":
      return try angles(inverse.converted(to: dtype), times.converted(to: dtype), isProduct: true)
    default: throw KernelError(.unsupported, "the bug \(name) is not known")
    }
  }

  // MARK: Application

  /// q or k turned in the way that the letter stands for.
  private func applied(
    _ variant: Character, _ subject: String, frequencies: Tensor
  ) throws(KernelError) -> Tensor {
    let x = try recipes.input(subject)
    let isWide = variant == "C" || variant == "F" || variant == "H"
    let tableType = variant == "A" || isWide ? ElementType.float32 : x.dtype
    let source = isWide ? x.converted(to: .float32) : x
    let result: Tensor
    switch variant {
    case "A", "B", "C":
      let (cos, sin) = try tables(doubled(frequencies), tableType)
      result = try turned(source, RotaryGoldens.rotateHalf(source), cos, sin)
    case "E", "F":
      let (cos, sin) = try tables(frequencies, tableType) { table throws(KernelError) in
        try table.repeatInterleaved(2, dimension: -1)
      }
      result = try turned(source, rotateEveryTwo(source), cos, sin)
    case "G", "H":
      let (cos, sin) = try tables(frequencies, tableType)
      result = try halves(source, cos, sin)
    case "D":
      let pairs = try source.converted(to: .float32).reshaped(Array(x.shape.dropLast()) + [-1, 2])
      let product = try arithmetic.binary(
        .multiply, .tensor(pairs.viewedAsComplex()), .tensor(rotations(frequencies)))
      result = try product.viewedAsReal().flattened(from: 3)
    default: throw KernelError(.unsupported, "the variant \(variant) is not known")
    }
    return variant == "A" ? result : result.converted(to: x.dtype)
  }

  private func tables(
    _ angles: Tensor, _ dtype: ElementType,
    arranged: (Tensor) throws(KernelError) -> Tensor = { (table) throws(KernelError) in table }
  ) throws(KernelError) -> (cos: Tensor, sin: Tensor) {
    if let cos = recipes.inputs["cos_in"], let sin = recipes.inputs["sin_in"] {
      return (try cos.unsqueezed(1).converted(to: dtype), try sin.unsqueezed(1).converted(to: dtype))
    }
    let cos = try arranged(arithmetic.unary(.cosine, angles).unsqueezed(1)).converted(to: dtype)
    let sin = try arranged(arithmetic.unary(.sine, angles).unsqueezed(1)).converted(to: dtype)
    return (cos, sin)
  }

  private func doubled(_ tensor: Tensor) throws(KernelError) -> Tensor {
    try .concatenated([tensor, tensor], dimension: -1, dtype: tensor.dtype)
  }

  private func rotations(_ frequencies: Tensor) throws(KernelError) -> Tensor {
    try Tensor.polar(.filled(.float32, shape: frequencies.shape, with: .integer(1)), frequencies).unsqueezed(1)
  }

  /// `x * cos + turned * sin`, each step rounded.
  private func turned(_ x: Tensor, _ turned: Tensor, _ cos: Tensor, _ sin: Tensor) throws(KernelError) -> Tensor {
    try sum(.add, (x, cos), (turned, sin))
  }

  private func sum(
    _ operation: BinaryOperation, _ first: (Tensor, Tensor), _ second: (Tensor, Tensor)
  ) throws(KernelError) -> Tensor {
    let left = try arithmetic.binary(.multiply, .tensor(first.0), .tensor(first.1))
    let right = try arithmetic.binary(.multiply, .tensor(second.0), .tensor(second.1))
    return try arithmetic.binary(operation, .tensor(left), .tensor(right))
  }

  private func halves(_ x: Tensor, _ cos: Tensor, _ sin: Tensor) throws(KernelError) -> Tensor {
    let parts = try x.chunked(2, dimension: -1)
    guard parts.count == 2 else { throw KernelError(.shape, "the last dimension has no halves") }
    let low = try sum(.subtract, (parts[0], cos), (parts[1], sin))
    let high = try sum(.add, (parts[1], cos), (parts[0], sin))
    return try .concatenated([low, high], dimension: -1, dtype: low.dtype)
  }

  static func rotateHalf(_ x: Tensor) throws(KernelError) -> Tensor {
    let half = (x.shape.last ?? 0) / 2
    let low = try x.sliced(-1, from: 0, to: half)
    let high = try x.sliced(-1, from: half, to: nil).applying(.negate, result: x.dtype)
    return try .concatenated([high, low], dimension: -1, dtype: x.dtype)
  }

  private func rotateEveryTwo(_ x: Tensor) throws(KernelError) -> Tensor {
    let even = try x.sliced(-1, from: 0, to: nil, by: 2)
    let odd = try x.sliced(-1, from: 1, to: nil, by: 2).applying(.negate, result: x.dtype)
    return try Tensor.stacked([odd, even], dimension: -1, dtype: x.dtype).flattened(from: -2)
  }
}
