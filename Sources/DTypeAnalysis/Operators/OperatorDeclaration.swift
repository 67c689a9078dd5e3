import PythonSyntax
import SourceText

/// One `def` (or attribute) of a stub on its way to a model.
struct OperatorDeclaration {
  let reader: ModelReader
  let node: NodeID
  var problems: [ModelProblem] = []
  var parameters: [OperatorParameter] = []
  var model = OperatorModel(
    id: OperatorID(0), name: .empty, parameters: [], result: .opaque, rank: .unknown, isInPlace: false,
    isAttribute: false, intrinsic: nil)
  var contract = OperatorContract()
  var isMethod = false
  private var rankText: Symbol?

  init(reader: ModelReader, node: NodeID) {
    self.reader = reader
    self.node = node
  }

  var tree: SyntaxTree { reader.tree }

  mutating func report(_ node: NodeID, _ message: String) {
    problems.append(reader.problem(node, message))
  }

  // MARK: Compiling

  /// Fills `model` and `contract` from the return annotation and the decorators.
  mutating func compile(name: Symbol, parameters: [OperatorParameter]) {
    self.parameters = parameters
    model.name = name
    model.parameters = parameters
    contract.index(parameters)
    if parameters.count(where: { $0.role == .tensors }) > 1 {
      report(node, "an operator may have one list of tensors")
    }
    let annotation = tree.child(node, 1)
    if annotation.isNone {
      report(node, "the return annotation is missing")
    } else {
      model.result = shape(annotation)
    }
    for decorator in tree.children(of: node).dropFirst(3) { apply(decorator) }
    let lastName = name.text.split(separator: ".").last.map(String.init) ?? ""
    let isDunder = lastName.hasPrefix("__") || lastName == "and_" || lastName == "or_" || lastName == "not_"
    if lastName.hasSuffix("_"), !isDunder { model.isInPlace = true }
    if name.text.hasPrefix("operator.i"), lastName != "invert" { model.isInPlace = true }
    model.rank = rank()
  }

  mutating func compileAttribute(name: Symbol, annotation: NodeID) {
    parameters = [
      OperatorParameter(
        name: "self", kind: .positionalOrKeyword, role: .tensor, hasDefault: false, accepts: .tensor,
        defaultValue: nil, usualDType: nil, isFill: false)
    ]
    model.name = name
    model.parameters = parameters
    model.isAttribute = true
    contract.index(parameters)
    model.result = shape(annotation)
    model.rank = rank()
  }

  // MARK: Decorators

  private mutating func apply(_ decorator: NodeID) {
    let isCall = tree.kind(decorator) == .call
    let name = tree.symbol(isCall ? tree.child(decorator, 0) : decorator).text
    let arguments = isCall ? Array(tree.children(of: decorator).dropFirst()) : []
    switch name {
    case "method": isMethod = true
    case "overload": break
    case "inplace": model.isInPlace = true
    case "attribute": model.isAttribute = true
    case "rank": rankText = text(arguments.first)
    case "intrinsic": model.intrinsic = text(arguments.first)
    case "message": applyMessage(arguments, decorator)
    case "accepts", "rejects": applyCheck(name, arguments, decorator)
    case "rejects_both": applyRejectsBoth(arguments, decorator)
    case "accepts_dtype": applyAcceptsDType(arguments, decorator)
    case "accepts_mask": applyAcceptsMask(arguments, decorator)
    case "autocast": applyAutocast(arguments)
    default: report(decorator, "unknown decorator `\(name)`")
    }
  }

  private func text(_ node: NodeID?) -> Symbol? {
    guard let node, tree.kind(node) == .string else { return nil }
    return tree.symbol(node)
  }

  private func message(_ arguments: [NodeID]) -> Symbol? {
    arguments.first { tree.kind($0) == .keywordArgument && tree.symbol($0) == "message" }
      .flatMap { text(tree.child($0, 0)) }
  }

  /// `@message("…")` for dtypes that differ; `@message("…", without="bias")` for the case without a bias.
  private mutating func applyMessage(_ arguments: [NodeID], _ decorator: NodeID) {
    guard let text = text(arguments.first) else { return }
    guard let condition = arguments.first(where: { tree.symbol($0) == "without" }) else {
      contract.mismatch = template(text, at: decorator)
      return
    }
    guard let place = self.text(tree.child(condition, 0)).flatMap(place(of:)) else {
      report(condition, "the name of a parameter is expected")
      return
    }
    contract.mismatchWithout = (place, template(text, at: decorator))
  }

  private mutating func applyCheck(_ name: String, _ arguments: [NodeID], _ decorator: NodeID) {
    let message = template(message(arguments) ?? "not implemented for {:s}", at: decorator)
    for argument in arguments {
      var subject = OperandCheck.Subject.promoted
      var words = argument
      if tree.kind(argument) == .keywordArgument {
        if tree.symbol(argument) == "message" { continue }
        guard let place = place(of: tree.symbol(argument)) else {
          report(argument, "no parameter `\(tree.symbol(argument))`")
          continue
        }
        subject = .parameter(place)
        words = tree.child(argument, 0)
      }
      guard let set = dtypes(words) else { continue }
      contract.checks.append(
        OperandCheck(
          subject: subject, allowed: name == "accepts" ? set : set.symmetricDifference(.known), message: message))
    }
  }

  private mutating func applyRejectsBoth(_ arguments: [NodeID], _ decorator: NodeID) {
    var pairs: [(Int, DTypeSet)] = []
    for argument in arguments where tree.symbol(argument) != "message" {
      guard let place = place(of: tree.symbol(argument)), let set = dtypes(tree.child(argument, 0)) else { continue }
      pairs.append((place, set.symmetricDifference(.known)))
    }
    guard pairs.count == 2 else {
      report(decorator, "two parameters are expected")
      return
    }
    contract.checks.append(
      OperandCheck(
        subject: .parameter(pairs[0].0), allowed: pairs[0].1,
        message: template(message(arguments) ?? "", at: decorator),
        andAlso: (pairs[1].0, pairs[1].1)))
  }

  private mutating func applyAcceptsDType(_ arguments: [NodeID], _ decorator: NodeID) {
    guard let first = arguments.first, let set = dtypes(first) else { return }
    contract.checks.append(
      OperandCheck(
        subject: .requested, allowed: set, message: template(message(arguments) ?? "", at: decorator)))
  }

  /// `@accepts_mask(mask="bool float32", like="query")`: one of these, or the dtype of `query`.
  private mutating func applyAcceptsMask(_ arguments: [NodeID], _ decorator: NodeID) {
    var like: Int?
    for argument in arguments where tree.symbol(argument) == "like" {
      like = text(tree.child(argument, 0)).flatMap(place(of:))
    }
    for argument in arguments where tree.symbol(argument) != "like" && tree.symbol(argument) != "message" {
      guard let place = place(of: tree.symbol(argument)), let like, let set = dtypes(tree.child(argument, 0)) else {
        report(argument, "no parameter `\(tree.symbol(argument))`")
        continue
      }
      contract.checks.append(
        OperandCheck(
          subject: .parameterUnlike(place, other: like), allowed: set,
          message: template(message(arguments) ?? "", at: decorator)))
    }
  }

  private mutating func applyAutocast(_ arguments: [NodeID]) {
    let devices: [Symbol: AutocastDevice] = ["cuda": .cuda, "cpu": .cpu, "mps": .mps]
    for argument in arguments {
      guard let device = devices[tree.symbol(argument)], let text = text(tree.child(argument, 0)),
        let policy = AutocastPolicy(rawValue: text.text)
      else {
        report(argument, "an autocast device and policy are expected")
        continue
      }
      contract.autocast[Int(device.rawValue)] = policy
      contract.statedAutocast.insert(device)
    }
  }

  // MARK: Words

  func place(of name: Symbol) -> Int? { parameters.firstIndex { $0.name == name } }

  /// `"floating complex"` as a set.
  private mutating func dtypes(_ node: NodeID) -> DTypeSet? {
    guard let text = text(node) else {
      report(node, "a string of dtypes and categories is expected")
      return nil
    }
    var set: DTypeSet = []
    for word in text.text.split(separator: " ") {
      switch word {
      case "integer": set.formUnion(DTypeSet(where: \.isInteger))
      case "integral": set.formUnion(DTypeSet(where: \.isIntegral))
      case "floating": set.formUnion(DTypeSet(where: \.isFloatingPoint))
      case "complex": set.formUnion(DTypeSet(where: \.isComplex))
      default:
        guard let dtype = DType(name: word) else {
          report(node, "unknown dtype or category `\(word)`")
          return nil
        }
        set.formUnion(DTypeSet(dtype))
      }
    }
    return set
  }

  /// Replaces `{name:s}` by `{0:s}`.
  private mutating func template(_ text: Symbol, at node: NodeID) -> MessageTemplate {
    var result = ""
    var places: [Int] = []
    var rest = Substring(text.text)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      result += rest[..<open]
      let field = rest[rest.index(after: open)..<close].split(separator: ":", omittingEmptySubsequences: false)
      let name = field.first.map(String.init) ?? ""
      if name.isEmpty {
        places.append(-1)
      } else if let place = place(of: Symbol(name)) {
        places.append(place)
      } else {
        report(node, "no parameter `\(name)` in the message")
        places.append(-1)
      }
      result += "{\(places.count - 1):\(field.count > 1 ? String(field[1]) : "t")}"
      rest = rest[rest.index(after: close)...]
    }
    return MessageTemplate(text: Symbol(result + rest), parameters: places)
  }

  // MARK: Rank

  private mutating func rank() -> RankRule {
    let firstOperand = parameters.firstIndex { $0.role.isOperand }
    if let rankText {
      switch rankText.text {
      case "same": return firstOperand.map(RankRule.same) ?? .unknown
      case "broadcast": return .broadcast
      case "zero": return .zero
      case "dimensioned": return .dimensioned
      case "elements": return .elements
      case "reduces": return .reduces
      case "unknown": return .unknown
      default: report(node, "unknown rank rule `\(rankText)`")
      }
    }
    guard let first = contract.results.first else { return .unknown }
    return rank(of: first, firstOperand)
  }

  private func rank(of expression: DTypeExpression, _ firstOperand: Int?) -> RankRule {
    switch expression {
    case .operand(let place): return .same(place)
    case .promote, .equal: return .broadcast
    case .keywordElse(let inner): return rank(of: inner, firstOperand)
    case .fixed, .defaultDType: return firstOperand.map(RankRule.same) ?? .dimensioned
    case .scheme(let scheme, let arguments):
      switch scheme {
      case .compare, .power, .floatPower, .ldexp, .clamp, .lerp, .equalComplex: return .broadcast
      case .checked: return rank(of: arguments[0], firstOperand)
      default: return arguments.first.map { rank(of: $0, firstOperand) } ?? .unknown
      }
    }
  }
}

extension DTypeSet {
  /// All dtypes but "unknown".
  static let known = DTypeSet(rawValue: (1 << 15) - 1)

  init(where matches: (DType) -> Bool) {
    self = DType.allCases.filter(matches).reduce(into: []) { $0.formUnion(DTypeSet($1)) }
  }
}
