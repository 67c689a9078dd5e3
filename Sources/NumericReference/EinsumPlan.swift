/// A parsed einsum equation, held against the operands' shapes.
struct EinsumPlan {
  /// One subscript: a letter, or one of the dimensions behind `...`.
  enum Label: Hashable {
    case letter(Character)
    /// Counted from the right, so that operands of different rank broadcast.
    case ellipsis(Int)
  }

  var inputs: [[Label]]
  var output: [Label]
  /// The labels that the output has not, in order of their first use.
  var summed: [Label]
  var sizes: [Label: Int]

  init(_ equation: String, shapes: [[Int]]) throws(KernelError) {
    let text = String(equation.filter { $0 != " " })
    let (left, right) = EinsumPlan.sides(of: text)
    let terms = left.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard terms.count == shapes.count else {
      throw KernelError(
        .shape, "einsum(): fewer operands were provided than specified in the equation \(equation)")
    }
    inputs = []
    sizes = [:]
    for (term, shape) in zip(terms, shapes) {
      let letters = term.filter { $0 != "." }
      let labels = try EinsumPlan.labels(term, dimensions: shape.count - letters.count)
      guard labels.count == shape.count else {
        throw KernelError(
          .shape,
          "einsum(): the number of subscripts in the equation (\(labels.count)) does not match the number of "
            + "dimensions (\(shape.count)) for operand \(inputs.count) and no ellipsis was given")
      }
      for (label, size) in zip(labels, shape) {
        let known = sizes[label, default: 1]
        guard known == size || known == 1 || size == 1 else {
          throw KernelError(
            .shape,
            "einsum(): subscript has size \(size) for operand \(inputs.count) which does not broadcast with "
              + "previously seen size \(known)")
        }
        sizes[label] = max(known, size)
      }
      inputs.append(labels)
    }
    let used = inputs.joined()
    let hidden = used.compactMap { label -> Int? in if case .ellipsis(let place) = label { place } else { nil } }
    if let right {
      output = try EinsumPlan.labels(right, dimensions: (hidden.max() ?? -1) + 1)
    } else {
      output = (0..<((hidden.max() ?? -1) + 1)).reversed().map { .ellipsis($0) }
      let letters = used.compactMap { label -> Character? in if case .letter(let c) = label { c } else { nil } }
      output += letters.filter { c in letters.filter { $0 == c }.count == 1 }.sorted().map { .letter($0) }
    }
    summed = []
    for label in used where !output.contains(label) && !summed.contains(label) { summed.append(label) }
    if let strange = output.first(where: { sizes[$0] == nil }) {
      throw KernelError(
        .shape, "einsum(): output subscript \(strange) does not appear in the equation for any input operand")
    }
  }

  private static func sides(of text: String) -> (left: String, right: String?) {
    guard let dash = text.firstIndex(of: "-") else { return (text, nil) }
    return (String(text[..<dash]), String(text[dash...].dropFirst(2)))
  }

  private static func labels(_ term: String, dimensions: Int) throws(KernelError) -> [Label] {
    var labels: [Label] = []
    var dots = 0
    for character in term {
      if character == "." {
        dots += 1
        if dots == 3 { labels += (0..<max(dimensions, 0)).reversed().map { .ellipsis($0) } }
      } else if character.isLetter {
        labels.append(.letter(character))
      } else {
        throw KernelError(.shape, "einsum(): invalid subscript given, subscripts must be in [a-zA-Z]")
      }
    }
    guard dots == 0 || dots == 3 else {
      throw KernelError(.shape, "einsum(): found '.' that is not part of any ellipsis")
    }
    return labels
  }
}
