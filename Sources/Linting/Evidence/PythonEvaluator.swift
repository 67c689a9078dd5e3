import NumericReference
import PythonSyntax
import SourceText

/// Runs a Python function from its syntax tree on kernel tensors.
///
/// It is a small concrete interpreter: control flow, containers, closures, recursion and the functions the function
/// calls, with torch's tensor functions from the numeric reference. It never runs the checked project itself, imports
/// nothing, and stops after a fixed number of steps, so that a wrong layout or an endless loop fails fast. What it does
/// not know is a failure with the reason, never a guess.
final class PythonEvaluator {
  let arithmetic: TensorArithmetic
  /// Whether casts between floating dtypes are skipped, so that a function given float64 computes in float64.
  let isExact: Bool
  /// Stands in for `arange(length)` of these lengths: a sample of the numbers that it would make.
  var sample: (lengths: [Int], values: [Int])?
  private var stepsLeft: Int
  private var depth = 0

  /// Nested calls beyond this are refused.
  private static let depthLimit = 40

  init(policy: any PromotionPolicy, isExact: Bool = false, stepLimit: Int = 20_000) {
    arithmetic = TensorArithmetic(policy: policy)
    self.isExact = isExact
    stepsLeft = stepLimit
  }

  /// How a block ended.
  enum Completion {
    case normal
    case returned(PythonValue)
    case broken
    case continued
  }

  func step() throws {
    stepsLeft -= 1
    if stepsLeft < 0 { throw PythonFailure.tooLong }
  }

  /// Calls a function with arguments by position and by name.
  func call(
    _ function: PythonFunction, _ positional: [PythonValue], _ keywords: [(name: String, value: PythonValue)] = []
  ) throws -> PythonValue {
    guard depth < PythonEvaluator.depthLimit else { throw PythonFailure.tooLong }
    depth += 1
    defer { depth -= 1 }
    let tree = function.scope.tree
    let frame = PythonFrame(scope: function.scope, enclosing: function.enclosing)
    let arguments = (function.receiver.map { [$0] } ?? []) + positional
    try bind(tree.child(function.node, 0), arguments, keywords, frame)
    if tree.kind(function.node) == .lambda { return try evaluate(tree.child(function.node, 1), frame) }
    guard case .returned(let value) = try run(tree.child(function.node, 2), frame) else { return .none }
    return value
  }

  private func bind(
    _ parameters: NodeID, _ positional: [PythonValue], _ keywords: [(name: String, value: PythonValue)],
    _ frame: PythonFrame
  ) throws {
    let tree = frame.scope.tree
    var rest = positional[...]
    var named = keywords
    var extra = PythonDictionary?.none
    for parameter in tree.children(of: parameters) where tree.kind(parameter) == .parameter {
      let node = tree[parameter]
      switch node.operation {
      case .variadicPositional:
        frame.variables[node.symbol] = .tuple(Array(rest))
        rest = []
        continue
      case .variadicKeyword:
        let dictionary = PythonDictionary()
        extra = dictionary
        frame.variables[node.symbol] = .dictionary(dictionary)
        continue
      case .keywordOnly: break
      default:
        if let value = rest.popFirst() {
          frame.variables[node.symbol] = value
          continue
        }
      }
      if let place = named.firstIndex(where: { $0.name == node.symbol.text }) {
        frame.variables[node.symbol] = named.remove(at: place).value
      } else if case let value = tree.child(parameter, 1), !value.isNone {
        let outside = PythonFrame(scope: frame.scope, enclosing: frame.enclosing)
        frame.variables[node.symbol] = try evaluate(value, outside)
      } else {
        throw PythonFailure.raised(
          type: "TypeError", message: "missing a required argument: '\(node.symbol.text)'")
      }
    }
    for (name, value) in named {
      guard let extra else {
        throw PythonFailure.raised(type: "TypeError", message: "got an unexpected keyword argument '\(name)'")
      }
      extra[.string(name)] = value
    }
    guard rest.isEmpty else {
      throw PythonFailure.raised(type: "TypeError", message: "too many positional arguments")
    }
  }

  /// Runs a block's statements in order.
  func run(_ block: NodeID, _ frame: PythonFrame) throws -> Completion {
    for statement in frame.scope.tree.children(of: block) {
      let completion = try execute(statement, frame)
      if case .normal = completion { continue }
      return completion
    }
    return .normal
  }

  /// A name's value: local, enclosing, module, builtin.
  func value(of name: Symbol, _ frame: PythonFrame) throws -> PythonValue {
    if let value = frame.value(of: name) { return value }
    switch frame.scope.definition(of: name) {
    case .undefined: return .callable(PythonCallable(name: "builtins." + name.text, receiver: nil))
    case let definition: return try value(of: definition)
    }
  }

  /// The value of a module's definition; a variable's expression is evaluated in its module.
  func value(of definition: EvaluationDefinition) throws -> PythonValue {
    switch definition {
    case .function(let scope, let node): return .function(PythonFunction(scope: scope, node: node))
    case .class_(let scope, let node): return .external(scope.tree.symbol(node).text)
    case .value(let scope, let node):
      try step()
      return try evaluate(node, PythonFrame(scope: scope, enclosing: nil))
    case .module(let scope): return .module(scope)
    case .external(let name): return TorchNames.value(of: name)
    case .undefined: throw PythonFailure.unsupported("an undefined name")
    }
  }

  /// Whether a condition holds.
  func isTrue(_ value: PythonValue) throws -> Bool {
    switch value {
    case .none: return false
    case .number(let number): return number.isTrue
    case .string(let text): return !text.isEmpty
    case .tuple(let items): return !items.isEmpty
    case .list(let list): return !list.items.isEmpty
    case .dictionary(let dictionary): return !dictionary.keys.isEmpty
    case .tensor(let tensor):
      guard let item = tensor.item else {
        throw PythonFailure.raised(
          type: "RuntimeError", message: "Boolean value of Tensor with more than one value is ambiguous")
      }
      return item.isTrue
    case .external(let name): throw PythonFailure.unsupported("the truth of `\(name)`")
    default: return true
    }
  }
}
