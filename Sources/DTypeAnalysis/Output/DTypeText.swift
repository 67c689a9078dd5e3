package import Dataflow
import PythonSemantics
import SourceText

/// A value in one lane as the fixed formats spell it.
package indirect enum LaneValue: Hashable {
  case dtype(String)
  case list([LaneValue])
  case fields([(name: String, value: LaneValue)])
  case null
  case unknown
  /// The `"..."` that ends a list of unknown length.
  case ellipsis

  package static func == (left: LaneValue, right: LaneValue) -> Bool { left.json == right.json }
  package func hash(into hasher: inout Hasher) { hasher.combine(json) }

  /// The JSON text, with keys in the order of their declaration.
  package var json: String {
    switch self {
    case .dtype(let name): "\"torch.\(name)\""
    case .list(let elements): "[" + elements.map(\.json).joined(separator: ", ") + "]"
    case .fields(let fields):
      "{" + fields.map { "\(jsonText($0.name)): \($0.value.json)" }.joined(separator: ", ") + "}"
    case .null: "null"
    case .unknown: "\"unknown\""
    case .ellipsis: "\"...\""
    }
  }

  /// What holds no tensor at all is no more than null.
  fileprivate var ifTensors: LaneValue { holdsTensor ? self : .null }

  /// Whether a tensor, or something that may be one, is in it.
  package var holdsTensor: Bool {
    switch self {
    case .dtype, .unknown: true
    case .list(let elements): elements.contains(where: \.holdsTensor)
    case .fields(let fields): fields.contains { $0.value.holdsTensor }
    case .null, .ellipsis: false
    }
  }
}

/// A JSON string literal.
package func jsonText(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    default:
      if scalar.value < 0x20 {
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result + "\""
}

extension Interpreter {
  /// The alternatives of a value in one lane, sorted by their text; empty where it is not bound.
  package func alternatives(of value: ValueID, lane: Int, atTop: Bool = false) -> [LaneValue] {
    for piece in values.pieces(value) where piece.mask.contains(lane: lane) {
      let list = shapes.alternatives(of: piece.shape).flatMap { described($0, lane: lane) }
      // A row is about tensors: where a lane has one, its being None in another call is not told.
      let tensors = list.filter(\.holdsTensor)
      return Array(Set(tensors.isEmpty || !atTop ? list : tensors)).sorted { $0.json < $1.json }
    }
    return []
  }

  private func described(_ shape: ShapeID, lane: Int) -> [LaneValue] {
    switch shapes[shape] {
    case .tensor(let tensor):
      let set = DTypeSet(rawValue: shapes[tensor.dtypes][lane])
      return set.isUnknown ? [.unknown] : set.dtypes.map { .dtype($0.name) }
    case .tuple(let elements):
      return combinations(elements.map { alternatives(of: $0, lane: lane) }).map { LaneValue.list($0).ifTensors }
    case .sequence(let element):
      return homogeneous(alternatives(of: element, lane: lane))
    case .record(_, let keys, let fields):
      let present = zip(keys, fields).compactMap { key, field -> (name: String, choices: [LaneValue])? in
        let choices = alternatives(of: field, lane: lane).filter(\.holdsTensor)
        return choices.isEmpty ? nil : (key.text, choices)
      }
      return combinations(present.map(\.choices)).map { choice in
        LaneValue.fields(zip(present, choice).map { (name: $0.name, value: $1) }).ifTensors
      }
    case .unknown: return [.unknown]
    case .absent: return []
    default: return [.null]
    }
  }

  /// The lists of unknown length whose elements are alike; where they are not, which stands where is not known.
  private func homogeneous(_ elements: [LaneValue]) -> [LaneValue] {
    let isMixed = elements.count > 1 && elements.contains(where: \.holdsTensor)
    return (isMixed ? [.unknown] : elements).map { LaneValue.list([$0, .ellipsis]).ifTensors }
  }

  /// Every choice of one alternative per element, at most sixteen.
  private func combinations(_ choices: [[LaneValue]]) -> [[LaneValue]] {
    var result: [[LaneValue]] = [[]]
    for list in choices {
      let next = list.isEmpty ? [.null] : list
      if result.count * next.count > 16 { return [choices.map { $0.count == 1 ? $0[0] : .unknown }] }
      result = result.flatMap { head in next.map { head + [$0] } }
    }
    return result
  }
}
