import PythonSyntax
import SourceText

/// Fits a row's operands to one overload's parameters, and says how well that went.
struct Fitting {
  let parameters: [OperatorParameter]
  let api: RecordedAPI
  let row: RecordedRow

  struct Result {
    var score = 0
    var sources: [CallPlan.Source] = []
    var fills: [Double] = []
  }

  /// What the tokens of the name say about parameters.
  private struct Hints {
    var given: Set<Int> = []
    var named: [Int] = []
    var numbers: [Int: (PythonScalar, Double)] = [:]
    var score = 0
  }

  func fit() -> Result {
    var hints = readTokens()
    var result = Result()
    let operandPlaces = parameters.indices.filter { parameters[$0].role.isOperand }
    let free = operandPlaces.filter { !hints.named.contains($0) && hints.numbers[$0] == nil }
    var rowPlaces = Array(row.operands.indices)
    var assigned: [Int: [Int]] = [:]
    // Operands named by the tokens are the last ones.
    for place in hints.named.reversed() {
      guard let last = rowPlaces.popLast() else { break }
      assigned[place] = [last]
    }
    let required = free.filter { !parameters[$0].hasDefault }
    let plain = required.filter { parameters[$0].usualDType == nil }
    let usesUsual = rowPlaces.count < required.count
    let wanted = usesUsual ? plain : required
    let optional = free.filter { parameters[$0].hasDefault }
    for place in wanted + optional {
      guard !rowPlaces.isEmpty else { break }
      if parameters[place].role == .tensors {
        assigned[place] = rowPlaces
        rowPlaces = []
      } else {
        assigned[place] = [rowPlaces.removeFirst()]
      }
    }
    result.score = hints.score - 8 * rowPlaces.count
    for place in operandPlaces {
      append(place, assigned[place], hints, isMissing: wanted.contains(place), to: &result)
    }
    for place in parameters.indices where !parameters[place].role.isOperand {
      hints.score = 0
      result.score -= penalty(for: place, hints.given)
    }
    return result
  }

  private func append(
    _ place: Int, _ assigned: [Int]?, _ hints: Hints, isMissing: Bool, to result: inout Result
  ) {
    let parameter = parameters[place]
    if let number = hints.numbers[place] {
      result.sources.append(.fixed(.number(number.0)))
      if parameter.isFill { result.fills.append(number.1) }
    } else if let assigned {
      for index in assigned {
        result.sources.append(.row(index))
        let isNumber = row.operands[index].kind == .scalar
        if isNumber, parameter.accepts == .tensor || parameter.accepts == .tensors { result.score -= 3 }
        if !isNumber, parameter.accepts == .number { result.score -= 3 }
      }
    } else if parameter.role == .tensors {
      if isMissing { result.score -= 10 }
    } else if let usual = parameter.usualDType, !parameter.hasDefault {
      result.sources.append(.fixed(.tensor(usual)))
    } else if isMissing {
      // The recorder gave one tensor for several parameters.
      result.score -= 10
      result.sources.append(row.operands.isEmpty ? .absent : .row(row.operands.count - 1))
    } else {
      result.sources.append(.absent)
    }
  }

  /// What it costs that a parameter that is no operand is not given.
  private func penalty(for place: Int, _ given: Set<Int>) -> Int {
    let parameter = parameters[place]
    if given.contains(place) || parameter.hasDefault { return 0 }
    if parameter.kind == .variadicPositional || parameter.kind == .variadicKeyword { return 0 }
    if parameter.role == .dtype { return row.dtype == nil ? 12 : 0 }
    switch parameter.accepts {
    case .literalTrue, .literalFalse, .literalString, .literalNone, .contraction, .reduction: return 12
    default: return 2
    }
  }

  private func readTokens() -> Hints {
    var hints = Hints()
    for token in api.tokens {
      let word = token.drop { $0 == " " }
      let parts = word.split(separator: "=", maxSplits: 1)
      guard let name = parts.first else { continue }
      if word.first == "'" || word.first == "\"" {
        let text = ArgumentFilter.literalString(Symbol(String(word.dropFirst().dropLast())))
        for place in parameters.indices where parameters[place].accepts == text { hints.given.insert(place) }
        continue
      }
      guard let place = parameters.firstIndex(where: { matches($0, name, hasValue: parts.count > 1) }) else { continue }
      let parameter = parameters[place]
      if parts.count > 1 {
        if parameter.role.isOperand, let value = Double(String(parts[1])) {
          hints.numbers[place] = (parts[1].contains(".") || value.isInfinite ? .float : .int, value)
        } else if parameter.takesLiteral(parts[1]) {
          hints.given.insert(place)
        }
      } else if parameter.role.isOperand {
        hints.named.append(place)
      } else {
        hints.given.insert(place)
      }
      hints.score += 1
    }
    return hints
  }

  private func matches(_ parameter: OperatorParameter, _ name: Substring, hasValue: Bool) -> Bool {
    let text = parameter.name.text
    if text == name { return true }
    // `train` is short for `training`.
    let isFlag = parameter.accepts == .bool || parameter.accepts == .literalTrue
    return !hasValue && isFlag && name.count > 3 && text.hasPrefix(name)
  }
}

extension OperatorParameter {
  /// Whether the text of a Python literal is what this parameter asks for.
  fileprivate func takesLiteral(_ text: Substring) -> Bool {
    switch accepts {
    case .literalTrue: text == "True"
    case .literalFalse: text == "False"
    case .literalNone: text == "None"
    case .literalString(let wanted): text == wanted.text
    default: true
    }
  }
}
