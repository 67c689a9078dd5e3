import DTypeAnalysis

extension LaneValue {
  /// The value for people: as in the fixed formats, without quotes and `torch.`.
  var words: String {
    switch self {
    case .dtype(let name): name
    case .list(let elements): "(" + elements.map(\.words).joined(separator: ", ") + ")"
    case .fields(let fields): "{" + fields.map { "\($0.name): \($0.value.words)" }.joined(separator: ", ") + "}"
    case .null: "no tensor"
    case .unknown: "unknown"
    case .ellipsis: "…"
    }
  }
}
