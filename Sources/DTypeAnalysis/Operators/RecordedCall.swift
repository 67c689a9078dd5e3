import PythonSyntax
import SourceText

/// One entry of `recorded_calls`: the call behind a recording's name, written as a lambda of its operands.
struct RecordedCall: Sendable {
  var name: Symbol
  var positional: [Argument]
  var keywords: [(name: Symbol, value: Argument)]
  /// Which of several results the recording kept; nil for all.
  var result: Int?

  enum Argument: Sendable {
    /// The operand of this place in the row.
    case row(Int)
    case list([Argument])
    case fixed(Operand)
    /// A number; its value decides whether it fits.
    case number(PythonScalar, Double)
    case constant(ArgumentClass)
    case dtype(DType)
  }
}

extension ModelReader {
  /// `recorded_calls = {"torch.div(floor)": lambda a, b: torch.div(a, b, rounding_mode="floor"), …}`.
  func addRecordedCalls(_ dictionary: NodeID, into builder: inout ModelBuilder) {
    for pair in tree.children(of: dictionary) {
      let key = tree.child(pair, 0)
      let lambda = tree.child(pair, 1)
      guard tree.kind(pair) == .dictionaryPair, tree.kind(key) == .string, tree.kind(lambda) == .lambda,
        let call = recordedCall(lambda)
      else {
        builder.problems.append(problem(pair, "a string and a lambda with one call are expected"))
        continue
      }
      builder.recordedCalls[tree.symbol(key).text] = call
      builder.uses.append((call.name, problem(pair, "unknown operator `\(call.name)`")))
    }
  }

  private func recordedCall(_ lambda: NodeID) -> RecordedCall? {
    let names = tree.children(of: tree.child(lambda, 0)).map { tree.symbol($0) }
    var body = tree.child(lambda, 1)
    var result: Int?
    if tree.kind(body) == .subscript_ {
      result = Int(tree.symbol(tree.child(body, 1)).text)
      body = tree.child(body, 0)
    }
    guard tree.kind(body) == .call else { return nil }
    let function = tree.child(body, 0)
    var call = RecordedCall(name: .empty, positional: [], keywords: [], result: result)
    if let dotted = dottedName(function), !names.contains(where: { dotted.hasPrefix($0.text + ".") }) {
      call.name = Symbol(dotted.hasPrefix("F.") ? "torch.nn.functional." + dotted.dropFirst(2) : dotted)
    } else {
      call.name = Symbol("torch.Tensor." + tree.symbol(function).text)
      guard let receiver = argument(tree.child(function, 0), names) else { return nil }
      call.positional.append(receiver)
    }
    for node in tree.children(of: body).dropFirst() {
      if tree.kind(node) == .keywordArgument {
        guard let value = argument(tree.child(node, 0), names) else { return nil }
        call.keywords.append((tree.symbol(node), value))
      } else {
        guard let value = argument(node, names) else { return nil }
        call.positional.append(value)
      }
    }
    return call
  }

  private func argument(_ node: NodeID, _ names: [Symbol]) -> RecordedCall.Argument? {
    switch tree.kind(node) {
    case .name:
      if let place = names.firstIndex(of: tree.symbol(node)) { return .row(place) }
      switch tree.symbol(node).text {
      case "index": return .fixed(.tensor(.int64))
      case "mask": return .fixed(.tensor(.bool))
      case "infinity": return .number(.float, .infinity)
      default: return .constant(.object)
      }
    case .attribute:
      return dottedName(node).flatMap { DType(name: $0) }.map(RecordedCall.Argument.dtype) ?? .constant(.object)
    case .integer: return .number(.int, Double(tree.symbol(node).text) ?? 0)
    case .float: return .number(.float, Double(tree.symbol(node).text) ?? 0)
    case .unary:
      guard case .number(let type, let value)? = argument(tree.child(node, 0), names) else { return nil }
      return .number(type, tree[node].operation == .negate ? -value : value)
    case .string: return .constant(.string(tree.symbol(node)))
    case .trueLiteral: return .constant(.boolean(true))
    case .falseLiteral: return .constant(.boolean(false))
    case .noneLiteral: return .constant(.none)
    case .list:
      let items = tree.children(of: node).map { argument($0, names) }
      return items.contains { $0 == nil } ? nil : .list(items.compactMap { $0 })
    case .tuple, .slice, .ellipsis: return .constant(.sequence)
    case .call:
      // A tensor of a given dtype: `tensor(float32)`, `zero_dim(float32)`.
      guard let dtype = DType(name: tree.symbol(tree.child(node, 1)).text) else { return nil }
      return .fixed(tree.symbol(tree.child(node, 0)) == "zero_dim" ? .zeroDim(dtype) : .tensor(dtype))
    default: return nil
    }
  }
}
