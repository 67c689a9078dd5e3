import Linting

/// The way of a dtype, told once for all operands that went it together, as `cos` and `sin` mostly do.
struct SharedFlow {
  var names: [String]
  var dtype: String
  var steps: [FlowStep]

  /// The flows of a finding's operands in their order; operands of which nothing is known have none.
  static func all(of operands: [OperandFlow]) -> [SharedFlow] {
    var groups: [[OperandFlow]] = []
    for operand in operands where !operand.steps.isEmpty {
      if let index = groups.firstIndex(where: { isAlike($0[0], operand) }) {
        groups[index].append(operand)
      } else {
        groups.append([operand])
      }
    }
    return groups.map { group in
      var steps: [FlowStep] = []
      for index in group[0].steps.indices { steps += merged(group, at: index) }
      return SharedFlow(names: group.map(\.name), dtype: group[0].dtype, steps: steps)
    }
  }

  /// Whether the flows say the same but for the operands' own names.
  private static func isAlike(_ left: OperandFlow, _ right: OperandFlow) -> Bool {
    left.dtype == right.dtype && left.steps.count == right.steps.count
      && zip(left.steps, right.steps).allSatisfy { first, second in
        first.text == second.text
          || parts(first.text, around: left.name) == parts(second.text, around: right.name)
      }
  }

  /// One hop of all flows: one line if it is one place, with all names, else a line for each place.
  private static func merged(_ group: [OperandFlow], at index: Int) -> [FlowStep] {
    var steps: [FlowStep] = []
    for operand in group {
      let step = operand.steps[index]
      let isKnown = steps.contains { $0.path == step.path && $0.line == step.line }
      if !isKnown { steps.append(step) }
    }
    if steps.count == 1, group.contains(where: { $0.steps[index].text != steps[0].text }) {
      let names = group.map { "`\($0.name)`" }.joined(separator: ", ")
      steps[0].text = steps[0].text.replacing("`\(group[0].name)`", with: names)
    }
    return steps
  }

  /// The text between the occurrences of a name as a whole word.
  private static func parts(_ text: String, around name: String) -> [String] {
    var parts: [String] = []
    var current = ""
    var word = ""
    func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
    for character in text + " " {
      if isWord(character) {
        word.append(character)
        continue
      }
      if word == name {
        parts.append(current)
        current = ""
      } else {
        current += word
      }
      word = ""
      current.append(character)
    }
    return parts + [current]
  }
}
