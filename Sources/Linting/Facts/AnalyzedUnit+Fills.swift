import DTypeAnalysis
import PythonSyntax
import SourceText

/// The functions and methods that fill a tensor with one value.
extension AnalyzedUnit {
  /// Which argument of a filling function or method is the value, counted without the receiver.
  private static let fills: [String: Int] = [
    "masked_fill": 1, "masked_fill_": 1, "full": 1, "full_like": 1, "new_full": 1, "fill_": 0,
    "index_fill": 2, "index_fill_": 2, "scatter": 2, "scatter_": 2, "pad": 3,
  ]
  /// Of these, the methods that torch has as functions, too, which take the tensor first.
  private static let functions: Set<String> = ["masked_fill", "index_fill", "scatter"]

  /// The value that a call fills with.
  func fill(of call: NodeID) -> NodeID? {
    let name = calledName(call)
    guard var place = Self.fills[name] else { return nil }
    if Self.functions.contains(name), !holdsTensor(tree.child(tree.child(call, 0), 0)) { place += 1 }
    let arguments = tree.children(of: call).dropFirst()
    let keyword = arguments.first {
      tree.kind($0) == .keywordArgument && ["value", "fill_value"].contains(tree.symbol($0).text)
    }
    if let keyword { return tree.child(keyword, 0) }
    let positional = arguments.filter { tree.kind($0) != .keywordArgument }
    return positional.count > place ? positional[positional.startIndex + place] : nil
  }

  /// The bound and the call of `torch.finfo(dtype).min` or `.max`, also behind a name that is bound to it alone.
  func limit(behind node: NodeID) -> (bound: Symbol, call: NodeID)? {
    guard let node = onlyValue(of: node), tree.kind(node) == .attribute, ["min", "max"].contains(tree.symbol(node)),
      case let call = tree.child(node, 0), tree.kind(call) == .call, calledName(call) == "finfo"
    else { return nil }
    return (tree.symbol(node), call)
  }
}
