import SourceText

/// What an input of a model or function is, as far as its name and annotation tell.
enum InputKind: String {
  /// A tensor of int64.
  case integer
  case boolean
  /// A tensor of the lane's model dtype.
  case floating
  /// Two such tensors.
  case pair
  /// A bool, a positive int, a float.
  case flag, size, number
  case unknown

  var isTensor: Bool { [.integer, .boolean, .floating, .pair].contains(self) }
}

/// Kinds of inputs by parameter names, and which parameters the canonical call gives: `inputs.pyi`.
struct InputRules {
  private var kinds: [(kind: InputKind, patterns: [NamePattern])] = []
  private var given: [NamePattern] = []
  private var givenBeside: [(name: String, other: Symbol)] = []
  private var givenForLoss: [NamePattern] = []
  private var classesWithLoss: [NamePattern] = []
  private var givenToDecoders: [NamePattern] = []
  private var classesOfDecoders: [NamePattern] = []
  private var neverGivenLater: [NamePattern] = []
  private var fromProcessors: [NamePattern] = []
  private var alternativesToProcessors: [NamePattern] = []
  private var alternativesToImages: [NamePattern] = []
  private var targets: [NamePattern] = []
  private var signals: [NamePattern] = []
  private var twoDimensional: [NamePattern] = []
  private var floatingBeside: [(name: String, other: Symbol, unless: Symbol)] = []

  init() {}

  init(_ sources: [StubSource]) {
    let data = StubData("inputs.pyi", in: sources)
    kinds = data.rows("kinds").compactMap { row in
      guard let kind = row.first.flatMap(InputKind.init) else { return nil }
      return (kind, row.dropFirst().map(NamePattern.init))
    }
    func patterns(_ name: Symbol) -> [NamePattern] { data.strings(name).map(NamePattern.init) }
    given = patterns("given")
    givenBeside = data.pairs("given_beside").compactMap { pair in pair.values.first.map { (pair.key, Symbol($0)) } }
    givenForLoss = patterns("given_for_loss")
    classesWithLoss = patterns("classes_with_loss")
    givenToDecoders = patterns("given_to_decoders")
    classesOfDecoders = patterns("classes_of_decoders")
    neverGivenLater = patterns("never_given_later")
    targets = patterns("targets")
    signals = patterns("signals")
    twoDimensional = patterns("two_dimensional")
    fromProcessors = patterns("from_processors")
    alternativesToProcessors = patterns("alternatives_to_processors")
    alternativesToImages = patterns("alternatives_to_images")
    floatingBeside = data.pairs("floating_beside").filter { $0.values.count == 2 }.map {
      ($0.key, Symbol($0.values[0]), Symbol($0.values[1]))
    }
  }

  /// Whether this is an input of a model that a processor or feature extractor makes, in float32.
  func isFromProcessor(_ name: String) -> Bool { fromProcessors.matches(name) }

  /// Whether this has two dimensions as users give it to a model.
  func isTwoDimensional(_ name: String) -> Bool { twoDimensional.matches(name) }

  /// Whether this is what a loss compares with: classes, or quantities that were measured.
  func isTarget(_ name: String) -> Bool { targets.matches(name) }

  /// Whether a model may take this input only instead of what a processor makes.
  func isAlternativeToProcessor(_ name: String) -> Bool { alternativesToProcessors.matches(name) }

  /// Whether a model may take this input only instead of images.
  func isAlternativeToImages(_ name: String) -> Bool { alternativesToImages.matches(name) }

  /// Whether a model's forward is given a parameter that has a default.
  ///
  /// `model` is the name of the class whose instance is called, `others` are the names of all its parameters.
  func isGiven(_ name: Symbol, to model: Symbol, beside others: [Symbol], wave: Wave) -> Bool {
    let text = name.text
    if wave == .second { return !neverGivenLater.matches(text) }
    if given.matches(text) { return true }
    if givenBeside.contains(where: { $0.name == text && others.contains($0.other) }) { return true }
    if givenForLoss.matches(text), classesWithLoss.matches(model.text) { return true }
    return givenToDecoders.matches(text) && classesOfDecoders.matches(model.text)
  }

  private func isFloating(_ name: Symbol, beside others: [Symbol]) -> Bool {
    floatingBeside.contains { $0.name == name.text && others.contains($0.other) && !others.contains($0.unless) }
  }

  /// The kind of a parameter: a scalar annotation decides, then the name, then any other annotation.
  ///
  /// Outside of models a mask may be of any kind: masks are passed on in the form that an attention wants. So may what
  /// was recorded: code that prepares it for a model has it in float32.
  func kind(of name: Symbol, annotation: String, beside others: [Symbol], isModel: Bool = true) -> InputKind {
    let type = AnnotationType(annotation)
    if let scalar = type.scalar { return scalar }
    if !isModel, signals.matches(name.text) { return .unknown }
    if isModel, isFloating(name, beside: others) { return .floating }
    let byName = kinds.first { $0.patterns.matches(name.text) }?.kind
    if let byName, isModel || !(byName == .integer && name.text.hasSuffix("mask")) {
      if byName == .floating, type.isPairOfTensors { return .pair }
      if byName == .pair, type.isTensor { return .floating }
      return byName
    }
    return type.tensor ?? .unknown
  }
}

/// What an annotation's text says about a kind.
private struct AnnotationType {
  /// `bool`, `int | None`, `Optional[float]`: no tensor at all.
  var scalar: InputKind?
  /// `torch.LongTensor` and the like; nil for plain `torch.Tensor`.
  var tensor: InputKind?
  var isTensor = false
  var isPairOfTensors = false

  init(_ text: String) {
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    let tensors = words.filter { $0.hasSuffix("Tensor") }
    guard let first = tensors.first else {
      let known: [(String, InputKind)] = [("bool", .flag), ("int", .size), ("float", .number)]
      let isContainer = words.contains { ["list", "List", "tuple", "Tuple", "dict", "Dict"].contains($0) }
      if !isContainer { scalar = known.first { words.contains($0.0) }?.1 }
      return
    }
    let isTuple = words.contains { $0.lowercased() == "tuple" }
    isPairOfTensors = isTuple && tensors.count == 2
    isTensor = !isTuple
    switch first {
    case "LongTensor", "IntTensor": tensor = .integer
    case "BoolTensor": tensor = .boolean
    case "FloatTensor": tensor = isPairOfTensors ? .pair : .floating
    default: tensor = isPairOfTensors ? .pair : nil
    }
  }
}

/// A name in which `*` stands for any text, at most one on each side or one in the middle.
struct NamePattern {
  private let parts: [String]

  init(_ text: String) { parts = text.split(separator: "*", omittingEmptySubsequences: false).map(String.init) }

  func matches(_ name: String) -> Bool {
    guard let first = parts.first, let last = parts.last else { return false }
    if parts.count == 1 { return name == first }
    guard name.utf8.count >= first.utf8.count + last.utf8.count, name.hasPrefix(first), name.hasSuffix(last) else {
      return false
    }
    return parts.dropFirst().dropLast().allSatisfy { name.hasText($0) }
  }
}

extension [NamePattern] {
  fileprivate func matches(_ name: String) -> Bool { contains { $0.matches(name) } }
}
