import NumericReference
import PythonSyntax
import SourceText

/// Sizes for a rotary function's arguments: which dimension is what.
///
/// The sizes are small and differ from each other, so that a wrong layout does not broadcast by chance.
package struct RotaryLayout: Hashable, Sendable {
  /// A dimension of an argument.
  enum Axis: Hashable, Sendable {
    case batch, heads, sequence, headSize, hiddenSize
    /// The last dimension of a table: the head size or half of it.
    case table
    case one
    /// A leading dimension of tables: the three sections of a multimodal rotary embedding, or sine above cosine.
    case sections, pair
  }

  /// How a table's numbers stand for angles.
  enum TableForm: Hashable, Sendable {
    /// cos and sin are arguments of their own; or, of one argument alone, its sine and cosine side by side.
    case real
    /// One argument with cos and sin stacked in its first dimension.
    case stacked
    /// One argument of complex numbers.
    case complex
    /// One argument with cos and sin in its last dimension.
    case pairs
    /// One argument with the angles themselves.
    case angles
    /// One argument that is a tuple of sine and cosine.
    case tuple
  }

  var subject: [Axis]
  var table: [Axis]
  var form: TableForm
  /// Whether tables are as wide as a head, each angle twice, or half as wide.
  var isFullWidth: Bool
  /// How many tensors of positions a positions argument holds; 0 for one tensor.
  var positionParts = 0
  /// The shape of positions.
  var positions: [Axis] = [.batch, .sequence]

  static let batch = 2
  static let heads = 4
  static let headSize = 16
  static let sequence = positionValues.count
  /// The positions that evidence is taken at: near 0, near 2,000 and near 100,000.
  static let positionValues = [0, 3, 1_999, 2_002, 99_998, 100_003]

  var tableWidth: Int { isFullWidth ? RotaryLayout.headSize : RotaryLayout.headSize / 2 }

  func size(_ axis: Axis) -> Int {
    switch axis {
    case .batch: RotaryLayout.batch
    case .heads: RotaryLayout.heads
    case .sequence: RotaryLayout.sequence
    case .headSize: RotaryLayout.headSize
    case .hiddenSize: RotaryLayout.heads * RotaryLayout.headSize
    case .table: tableWidth
    case .one: 1
    case .sections: 3
    case .pair: 2
    }
  }

  func shape(_ axes: [Axis]) -> [Int] { axes.map(size) }

  /// The layouts worth trying for a function with these parameters, the usual ones first; at most 200.
  static func candidates(_ parameters: [RotaryParameter]) -> [RotaryLayout] {
    let subjects: [[Axis]] = [
      [.batch, .heads, .sequence, .headSize], [.batch, .sequence, .heads, .headSize],
      [.sequence, .heads, .headSize], [.batch, .sequence, .hiddenSize], [.batch, .sequence, .headSize],
      [.sequence, .headSize],
    ]
    let hasTables = parameters.contains { $0.role == .cosine || $0.role == .sine }
    let needsPositions = parameters.contains { $0.role == .positions }
    var layouts: [RotaryLayout] = []
    for (form, isFullWidth, table) in hasTables ? separateTables : joinedTables {
      for subject in subjects {
        layouts.append(RotaryLayout(subject: subject, table: table, form: form, isFullWidth: isFullWidth))
      }
    }
    if needsPositions {
      let variants = layouts
      layouts = []
      for (parts, axes) in positionVariants {
        for var layout in variants {
          layout.positionParts = parts
          layout.positions = axes
          layouts.append(layout)
        }
      }
    }
    return Array(layouts.prefix(limit))
  }

  /// More layouts than this are not tried.
  static let limit = 200

  private static let positionVariants: [(Int, [Axis])] = [
    (0, [.batch, .sequence]), (0, [.batch, .sequence, .pair]), (3, [.sequence]), (0, [.sequence]),
  ]

  private static let tableShapes: [[Axis]] = [
    [.batch, .sequence, .table], [.sequence, .table], [.one, .one, .sequence, .table],
    [.batch, .sequence, .one, .table], [.sections, .batch, .sequence, .table], [.sequence, .one, .table],
  ]

  private static let separateTables: [(TableForm, Bool, [Axis])] =
    tableShapes.map { (.real, true, $0) } + tableShapes.map { (.real, false, $0) }

  private static let joinedTables: [(TableForm, Bool, [Axis])] = [
    (.complex, false, [.batch, .sequence, .table]), (.complex, false, [.sequence, .table]),
    (.real, true, [.one, .one, .sequence, .table]), (.stacked, true, [.pair, .sequence, .one, .one, .table]),
    (.angles, false, [.sections, .batch, .sequence, .table]), (.angles, false, [.batch, .sequence, .table]),
    (.angles, false, [.sequence, .table]), (.angles, true, [.batch, .sequence, .table]),
    (.angles, true, [.sequence, .table]),
    (.pairs, false, [.batch, .sequence, .table, .pair]), (.pairs, false, [.batch, .sequence, .one, .table, .pair]),
    (.pairs, false, [.sequence, .table, .pair]), (.tuple, false, [.batch, .sequence, .table]),
  ]
}
