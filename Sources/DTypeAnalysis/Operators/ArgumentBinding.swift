import PythonSyntax
package import SourceText

/// How a call's arguments meet an overload's parameters.
package struct ArgumentBinding: Sendable {
  package var id: OperatorID
  /// For each positional argument, the index of its parameter; -1 if the overload ignores it.
  package var positional: [Int]
  /// The same for each keyword argument.
  package var keywords: [Int]
  /// Whether every argument is what its parameter asks for.
  package var fits = false
}

extension OperatorLibrary {
  /// The first overload that takes these arguments, and which parameter each goes to; nil if the name is unknown.
  ///
  /// If none takes them, the first overload whose names fit is chosen: evaluating it then tells what torch raises.
  package func bind(
    _ name: Symbol, positional: [ArgumentClass], keywords: [(name: Symbol, value: ArgumentClass)]
  ) -> ArgumentBinding? {
    let candidates = overloads(named: name)
    for isStrict in [true, false] {
      for id in candidates {
        if var binding = bind(id, positional, keywords, isStrict: isStrict) {
          binding.fits = isStrict
          return binding
        }
      }
    }
    return nil
  }

  /// Binds the arguments to one operator; nil if they do not fit.
  package func bind(
    _ id: OperatorID, _ positional: [ArgumentClass], _ keywords: [(name: Symbol, value: ArgumentClass)],
    isStrict: Bool = true
  ) -> ArgumentBinding? {
    let parameters = self[id].parameters
    var binding = ArgumentBinding(id: id, positional: [], keywords: [])
    var isGiven = [Bool](repeating: false, count: parameters.count)
    var next = 0
    for argument in positional {
      while next < parameters.count, parameters[next].kind == .keywordOnly { next += 1 }
      guard next < parameters.count, parameters[next].kind != .variadicKeyword else { return nil }
      let parameter = parameters[next]
      if isStrict || parameter.accepts.isLiteral, !parameter.takes(argument) { return nil }
      binding.positional.append(next)
      isGiven[next] = true
      if parameter.kind != .variadicPositional { next += 1 }
    }
    let hasVariadicKeyword = parameters.contains { $0.kind == .variadicKeyword }
    for (name, value) in keywords {
      let place = parameters.firstIndex {
        $0.name == name && $0.kind != .variadicPositional && $0.kind != .variadicKeyword
      }
      guard let place else {
        // torch calls the receiver `input` or `self`, a dimension `dim` or `axis`, and `out=` changes no dtype rule.
        if hasVariadicKeyword || !isStrict || Self.neutralKeywords.contains(name) {
          binding.keywords.append(-1)
          continue
        }
        return nil
      }
      let isAsked = isStrict || parameters[place].accepts.isLiteral
      if isGiven[place] || (isAsked && !parameters[place].takes(value)) { return nil }
      binding.keywords.append(place)
      isGiven[place] = true
    }
    for (place, parameter) in parameters.enumerated() where !isGiven[place] && !parameter.hasDefault {
      if parameter.kind == .variadicPositional || parameter.kind == .variadicKeyword { continue }
      if isStrict || parameter.accepts.isLiteral { return nil }
    }
    return binding
  }

  private static let neutralKeywords: Set<Symbol> = [
    "device", "requires_grad", "out", "axis", "layout", "pin_memory", "generator", "memory_format", "inplace",
    "non_blocking",
  ]
}

extension OperatorParameter {
  /// Whether an argument may be what this parameter asks for; an unknown one may be anything but a literal.
  func takes(_ argument: ArgumentClass) -> Bool {
    if argument == .unknown {
      switch accepts {
      case .literalTrue, .literalFalse, .literalNone, .literalString: return false
      default: return true
      }
    }
    if argument == ArgumentClass.none { return hasDefault || accepts == .literalNone || accepts == .any }
    switch accepts {
    case .any: return role == .other || role == .tensor ? argument.isOperandLike || role == .other : true
    case .tensor: return argument == .tensor
    case .tensors:
      if kind == .variadicPositional, argument == .tensor { return true }
      if case .tensors = argument { return true }
      return argument == .sequence
    case .number: return argument.isNumber
    case .int: return argument.isInteger || argument == .sequence || argument == .tensor
    case .bool: return argument.isBoolean || argument == .number(.bool) || argument == .number(.int)
    case .string: return argument.isString
    case .dtype: return argument == .dtype
    case .device: return argument == .device || argument.isString || argument == .number(.int)
    case .sequence: return argument == .sequence
    case .literalTrue: return argument == .boolean(true)
    case .literalFalse: return argument == .boolean(false)
    case .literalNone: return false
    case .literalString(let text): return argument == .string(text)
    case .contraction, .reduction, .outer:
      guard case .string(let text) = argument else { return false }
      return EinsumEquation(text.text).kind == accepts
    }
  }
}

extension ArgumentClass {
  fileprivate var isNumber: Bool {
    switch self {
    case .number, .boolean: true
    default: false
    }
  }

  fileprivate var isBoolean: Bool {
    if case .boolean = self { return true }
    return false
  }

  fileprivate var isInteger: Bool { self == .number(.int) || isBoolean || self == .number(.bool) }

  fileprivate var isString: Bool {
    if case .string = self { return true }
    return false
  }

  fileprivate var isOperandLike: Bool { self == .tensor || isNumber }
}

/// Which of an einsum's indices are summed over.
struct EinsumEquation {
  let kind: ArgumentFilter

  init(_ text: String) {
    let sides = text.replacing(" ", with: "").replacing("->", with: ">").split(
      separator: ">", omittingEmptySubsequences: false)
    let operands = (sides.first ?? "").split(separator: ",", omittingEmptySubsequences: false)
    var uses: [Character: Int] = [:]
    for operand in operands {
      for label in Set(operand) where label.isLetter { uses[label, default: 0] += 1 }
    }
    // Without an arrow the output has every label that occurs once.
    let output = sides.count > 1 ? Set(sides[1]) : Set(uses.keys.filter { uses[$0] == 1 })
    let summed = uses.keys.filter { !output.contains($0) }
    if operands.count > 1, summed.contains(where: { uses[$0, default: 0] > 1 }) {
      kind = .contraction
    } else if operands.count == 1, !summed.isEmpty {
      kind = .reduction
    } else {
      kind = .outer
    }
  }
}

extension ArgumentFilter {
  /// Whether an overload is chosen by this very value.
  fileprivate var isLiteral: Bool {
    switch self {
    case .literalTrue, .literalFalse, .literalNone, .literalString: true
    default: false
    }
  }
}
