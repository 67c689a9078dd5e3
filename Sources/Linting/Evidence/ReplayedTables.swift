import NumericReference

/// Rotary tables at the positions that evidence is taken at, one row for each, one column for each frequency.
struct TableRows {
  /// What the tensors are that a module returned.
  enum Kind {
    case angles
    case rotations
    case cosineAndSine
    case sineAndCosine

    /// Read off the exact tables: at position 0 angles and sines are 0, cosines 1.
    init?(_ tensors: [Tensor]) {
      guard let first = tensors.first, tensors.count <= 2 else { return nil }
      if tensors.count == 1, first.dtype.isComplex {
        self = .rotations
        return
      }
      let starts = tensors.map { tensor -> Double? in
        guard let row = try? TableRows.rows(tensor), !row.dtype.isComplex, let start = row.reals.first else {
          return nil
        }
        return row.reals.prefix(row.shape[1]).allSatisfy { $0 == start } ? start : nil
      }
      switch starts {
      case [0]: self = .angles
      case [1, 0]: self = .cosineAndSine
      case [0, 1]: self = .sineAndCosine
      default: return nil
      }
    }
  }

  /// The angles, where the module returned those.
  var angles: Tensor?
  private let cosine: Tensor?
  private let sine: Tensor?

  init(_ tensors: [Tensor], _ kind: Kind) throws {
    guard let first = tensors.first, let last = tensors.last else { throw PythonFailure.wrongShape }
    switch kind {
    case .angles:
      angles = try Self.frequencies(first)
      (cosine, sine) = (nil, nil)
    case .rotations:
      cosine = try Self.frequencies(first.part(0))
      sine = try Self.frequencies(first.part(1))
    case .cosineAndSine, .sineAndCosine:
      let isSwapped = kind == .sineAndCosine
      cosine = try Self.frequencies(isSwapped ? last : first)
      sine = try Self.frequencies(isSwapped ? first : last)
    }
  }

  /// Angles known otherwise.
  init(angles: Tensor) {
    self.angles = angles
    (cosine, sine) = (nil, nil)
  }

  /// The cosine or sine on its way to a table of some dtype: of narrow angles it is taken in the table's dtype.
  func table(_ operation: UnaryOperation, for dtype: ElementType) throws -> Tensor? {
    guard let angles else { return operation == .cosine ? cosine : sine }
    let wide = angles.dtype.isReduced && !dtype.isReduced ? dtype : angles.dtype
    return try angles.converted(to: wide).applying(operation, result: wide)
  }

  /// A table as a matrix with one row for each position.
  private static func rows(_ tensor: Tensor) throws -> Tensor {
    var matrix = try tensor.squeezed()
    while matrix.rank > 2 { matrix = try matrix.selected(0, at: 0) }
    guard matrix.rank == 2, matrix.shape[0] == RotaryLayout.positionValues.count else { throw PythonFailure.wrongShape }
    return matrix
  }

  /// The columns that are left when each frequency is kept once.
  private static func frequencies(_ tensor: Tensor) throws -> Tensor {
    let matrix = try rows(tensor)
    let half = RotaryLayout.headSize / 2
    if matrix.shape[1] == half { return matrix }
    guard matrix.shape[1] == 2 * half else { throw PythonFailure.wrongShape }
    let front = try matrix.narrowed(1, from: 0, count: half)
    if try front.reals == matrix.narrowed(1, from: half, count: half).reals { return front }
    let even = try matrix.sliced(1, from: 0, to: nil, by: 2)
    guard try even.reals == matrix.sliced(1, from: 1, to: nil, by: 2).reals else { throw PythonFailure.wrongShape }
    return even
  }
}

/// The tables that a module of the checked code makes in a lane.
package struct ReplayedTables {
  /// The class that made them.
  let maker: String
  /// The buffers that were rounded on the way, such as "inv_freq bfloat16".
  let buffers: [String]
  let rows: TableRows
  /// The same in float64 throughout.
  let exact: TableRows
}
