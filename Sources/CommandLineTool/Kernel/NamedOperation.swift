import Linting
import NumericReference

/// Finds the operation behind a result's name by trying what the name can mean.
///
/// A recording names a result by an expression (`x.roll(1, -1)`) or by a function of its inputs, perhaps with a number
/// behind (`outer`, `chunk0`, `repeat_interleave2`). Of all readings the first counts whose result has the recorded
/// dtype and shape.
struct NamedOperation {
  let name: String
  /// In the order of the recording.
  let inputs: [(name: String, value: Tensor)]
  let policy: any PromotionPolicy

  /// The result with this dtype and shape; nil if no reading of the name gives one.
  func result(_ dtype: ElementType, _ shape: [Int]) -> Tensor? {
    for reading in readings {
      if let tensor = PythonExpression.tensor(reading, inputs, policy: policy), tensor.dtype == dtype,
        tensor.shape == shape
      {
        return tensor
      }
    }
    return nil
  }

  private var readings: [String] {
    let names = inputs.map(\.name)
    guard let first = names.first else { return [] }
    let all = names.joined(separator: ", ")
    let base = String(name.reversed().drop { $0.isNumber }.reversed())
    let number = name.dropFirst(base.count)
    var found = [name]
    guard name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return found + [prefixed] }
    for arguments in [all, first, "\(first), -1", "\(first), \(names.last ?? first)"] {
      found += ["torch.\(name)(\(arguments))", "F.\(name)(\(arguments))", "\(first).\(name)()"]
    }
    found += ["torch.\(name)([\(all)], -1)", "torch.\(name)([\(all)])", "F.\(name)(\(first), \(first).shape[-1:])"]
    if !number.isEmpty {
      found += [
        "\(first).\(base)(\(number))", "\(first).\(base)(\(number), -1)", "\(first).\(base)(2, -1)[\(number)]",
      ]
    }
    return found
  }

  /// The text with functions that nobody defined taken from torch: `outer(x, y)` is `torch.outer(x, y)`.
  private var prefixed: String {
    var result = ""
    var word = ""
    var isMember = false
    for character in name + " " {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
        continue
      }
      let isCall = character == "(" && word.first?.isLetter == true && !isMember
      result += (isCall ? "torch." : "") + word
      isMember = character == "."
      word = ""
      result.append(character)
    }
    return result
  }
}
