import Glibc
package import NumericReference

/// Where a lane's tables come from: what was rounded on the way.
package struct TableOrigin: Hashable, Sendable {
  /// The dtype that the inverse frequencies are stored in before the angles are computed in float32.
  package var inverseFrequency: ElementType
  /// The dtype that cos and sin are given in.
  package var table: ElementType

  package init(inverseFrequency: ElementType, table: ElementType) {
    self.inverseFrequency = inverseFrequency
    self.table = table
  }

  /// Nothing is rounded: float64 from the positions on.
  package static let exact = TableOrigin(inverseFrequency: .float64, table: .float64)
}

/// Draws the arguments of a rotary function: the same numbers every time.
struct RotaryInputs {
  let layout: RotaryLayout
  /// The tables' contents; without them they are computed as rotary embeddings usually are.
  var rows: TableRows?
  private static let base = 10_000.0

  /// A tensor to be turned: normally distributed numbers from a fixed seed, rounded to the dtype.
  func subject(_ index: Int, _ dtype: ElementType) -> Tensor {
    var state = UInt64(0x9e37_79b9 &+ index)
    let shape = layout.shape(layout.subject)
    let values = (0..<Shape.count(shape)).map { _ in RotaryInputs.normal(&state) }
    return Tensor(dtype, shape: shape, reals: values)
  }

  /// A sum of twelve uniform numbers less six, from a linear congruential generator.
  private static func normal(_ state: inout UInt64) -> Double {
    var total = -6.0
    for _ in 0..<12 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      total += Double(state >> 11) * 0x1p-53
    }
    return total
  }

  /// One angle for each position and frequency, row-major.
  private func angles(_ origin: TableOrigin) -> [Double] {
    let count = RotaryLayout.headSize / 2
    let isExact = origin.inverseFrequency == .float64
    let inverse = (0..<count).map { index -> Double in
      let exponent = Double(2 * index) / Double(RotaryLayout.headSize)
      let value = pow(RotaryInputs.base, -exponent)
      return isExact ? value : origin.inverseFrequency.round(ElementType.float32.round(value))
    }
    return RotaryLayout.positionValues.flatMap { position in
      inverse.map { isExact ? Double(position) * $0 : ElementType.float32.round(Double(position) * $0) }
    }
  }

  /// A table argument.
  func table(_ role: RotaryParameter.Role, _ origin: TableOrigin) throws -> PythonValue {
    if layout.form == .tuple {
      return .tuple([.tensor(try tensor(.sine, origin)), .tensor(try tensor(.cosine, origin))])
    }
    return .tensor(try tensor(role, origin))
  }

  private func tensor(_ role: RotaryParameter.Role, _ origin: TableOrigin) throws -> Tensor {
    let compute: ElementType = origin.inverseFrequency == .float64 ? .float64 : .float32
    let count = RotaryLayout.positionValues.count
    let usual = Tensor(compute, shape: [count, RotaryLayout.headSize / 2], reals: angles(origin))
    let source = rows ?? TableRows(angles: usual)
    func wide(_ plain: Tensor?) throws -> Tensor {
      guard let plain else { throw PythonFailure.unsupported("the angles behind the tables") }
      return layout.isFullWidth
        ? try Tensor.concatenated([plain, plain], dimension: -1, dtype: plain.dtype) : plain
    }
    if layout.form == .angles {
      return try spread(wide(source.angles), [.sequence, .table]).converted(to: origin.table)
    }
    let cosine = try wide(source.table(.cosine, for: origin.table))
    let sine = try wide(source.table(.sine, for: origin.table))
    let rowAxes: [RotaryLayout.Axis] = [.sequence, .table]
    let result: Tensor
    switch (layout.form, role) {
    case (.stacked, _):
      result = try spread(.stacked([cosine, sine], dimension: 0, dtype: cosine.dtype), [.pair] + rowAxes)
    case (.pairs, _):
      result = try spread(.stacked([cosine, sine], dimension: -1, dtype: cosine.dtype), rowAxes + [.pair])
    case (.complex, _):
      return try spread(.complex(cosine, sine), rowAxes)
    case (.angles, _), (.real, .cosine), (.tuple, .cosine): result = try spread(cosine, rowAxes)
    case (.real, .sine), (.tuple, _): result = try spread(sine, rowAxes)
    case (.real, _):
      let halves = try [sine, cosine].map { try $0.narrowed(-1, from: 0, count: layout.tableWidth / 2) }
      result = try spread(.concatenated(halves, dimension: -1, dtype: cosine.dtype), rowAxes)
    }
    return result.converted(to: origin.table)
  }

  /// A tensor with these axes as one with the layout's table axes: missing ones are repeated.
  private func spread(_ tensor: Tensor, _ axes: [RotaryLayout.Axis]) throws -> Tensor {
    var items: [IndexItem] = []
    for axis in layout.table { items.append(axes.contains(axis) ? .slice(start: nil, stop: nil, step: 1) : .newAxis) }
    return try tensor.indexed(items).expanded(layout.shape(layout.table)).copied()
  }

  /// A positions argument.
  ///
  /// Positions are places in the tables: those hold what was asked for.
  func positions() throws -> PythonValue {
    let count = RotaryLayout.sequence
    let line = Tensor(.int64, shape: [count], integers: (0..<count).map(Int64.init))
    if layout.positionParts > 0 { return .tuple((0..<layout.positionParts).map { _ in .tensor(line) }) }
    let items: [IndexItem] = layout.positions.map {
      $0 == .sequence ? .slice(start: nil, stop: nil, step: 1) : .newAxis
    }
    return .tensor(try line.indexed(items).expanded(layout.shape(layout.positions)).copied())
  }

  /// Section sizes that fill half a head.
  var sections: PythonValue { .list(PythonList([2, 3, 3].map(PythonValue.integer))) }

  /// A size that an attribute of `self` may hold, by its name.
  static func attribute(_ name: String) -> PythonValue? {
    let lower = name.lowercased()
    if lower.contains("num") && lower.contains("head") || lower == "n_heads" { return .integer(RotaryLayout.heads) }
    if lower.contains("head_dim") || lower.contains("head_size") || lower == "dim_head" {
      return .integer(RotaryLayout.headSize)
    }
    if lower.contains("hidden_size") || lower == "embed_dim" || lower == "all_head_size" {
      return .integer(RotaryLayout.heads * RotaryLayout.headSize)
    }
    if lower.contains("section") { return .list(PythonList([2, 3, 3].map(PythonValue.integer))) }
    if lower.contains("rot") && (lower.contains("dim") || lower.contains("size")) {
      return .integer(RotaryLayout.headSize / 2)
    }
    return lower.hasSuffix("_dim") ? .integer(RotaryLayout.headSize / 4) : nil
  }
}
