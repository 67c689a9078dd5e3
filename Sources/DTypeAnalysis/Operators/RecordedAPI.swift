import SourceText

/// The name of a recording taken apart: `torch.clamp(max)` is `torch.clamp` with the token `max`.
struct RecordedAPI {
  let base: String
  let tokens: [Substring]

  init(_ api: String) {
    // `operator.+(fp8,t)`, `torch.div(floor)`, `x[idx] (get)`: the last parenthesis is about the call.
    if api.hasSuffix(")"), let open = api.firstIndex(of: "(") {
      let end = api[..<open].lastIndex { $0 != " " }
      base = end.map { String(api[...$0]) } ?? ""
      tokens = api[api.index(after: open)...].dropLast().split(separator: ",")
    } else {
      base = api
      tokens = []
    }
  }

  /// The qualified names that the base can stand for.
  var names: [Symbol] {
    if let symbol = base.split(separator: ".", maxSplits: 1).last, base.hasPrefix("operator.") {
      return (Self.operators[String(symbol)] ?? Self.operators[String(symbol.replacing("x[i]", with: ""))]).map {
        [Symbol("operator." + $0)]
      } ?? []
    }
    let prefixes = [
      ("Tensor.", "torch.Tensor."), ("F.", "torch.nn.functional."), ("nn.", "torch.nn."), ("torch.", "torch."),
      ("builtins.", "builtins."),
    ]
    for (short, long) in prefixes where base.hasPrefix(short) {
      return [Symbol(long + base.dropFirst(short.count))]
    }
    return [Symbol(base)]
  }

  private static let operators: [String: String] = [
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "&": "and_", "|": "or_", "^": "xor", "<<": "lshift", ">>": "rshift", "~": "invert", "==": "eq", "!=": "ne",
    "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "neg": "neg", "pos": "pos", "not": "not_", "abs": "abs",
    "+=": "iadd", "-=": "isub", "*=": "imul", "/=": "itruediv", "//=": "ifloordiv", "%=": "imod", "**=": "ipow",
    "&=": "iand", "|=": "ior", "^=": "ixor", "<<=": "ilshift", ">>=": "irshift", "@=": "imatmul", "x[i]": "getitem",
  ]
}
