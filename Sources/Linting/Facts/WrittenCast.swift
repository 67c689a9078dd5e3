import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// A cast that is spelled with a dtype of its own: `x.half()`, `x.to(torch.float16)`, `torch.arange(n, dtype=…)`.
struct WrittenCast {
  /// The call.
  var node: NodeID
  var dtype: DType
  /// Whether it casts a tensor; else it makes one.
  var isCast: Bool
  /// The place that spells the dtype.
  var place: NodeID
  /// Whether that is the default of a parameter.
  var isDefault = false
}

extension AnalyzedUnit {
  private static let castNames: [String: DType] = [
    "half": .float16, "bfloat16": .bfloat16, "float": .float32, "double": .float64,
  ]

  /// The casts and creations that spell their dtype, in source order, also through a name that is assigned one.
  func writtenCasts() -> [WrittenCast] { nodes(.call).compactMap(writtenCast) }

  /// What a call casts to, or makes, by a dtype that it spells.
  func writtenCast(_ call: NodeID) -> WrittenCast? {
    guard tree.kind(call) == .call else { return nil }
    let callee = tree.child(call, 0)
    let name = calledName(call)
    if tree.kind(callee) == .attribute, tree.childCount(call) == 1, let dtype = Self.castNames[name] {
      return WrittenCast(node: call, dtype: dtype, isCast: true, place: call)
    }
    let isCast = name == "to" || name == "type" || name == "astype"
    for argument in tree.children(of: call).dropFirst() {
      let isKeyword = tree.kind(argument) == .keywordArgument
      guard isKeyword ? tree.symbol(argument) == "dtype" : isCast else { continue }
      let value = isKeyword ? tree.child(argument, 0) : argument
      if let (dtype, place) = spelled(value) {
        return WrittenCast(node: call, dtype: dtype, isCast: isCast, place: place)
      }
      if let place = defaultValue(of: value), let dtype = literalDType(place) {
        return WrittenCast(node: call, dtype: dtype, isCast: isCast, place: place, isDefault: true)
      }
    }
    return nil
  }

  /// What a method call casts, and does nothing else to: `x` of `x.float()`, `x.to(y.dtype)` and `x.type_as(y)`; nil
  /// for one that moves or copies it too.
  func onlyCast(by call: NodeID) -> NodeID? {
    guard tree.kind(call) == .call, case let callee = tree.child(call, 0), tree.kind(callee) == .attribute else {
      return nil
    }
    let operand = tree.child(callee, 0)
    switch (calledName(call), tree.childCount(call)) {
    case (let name, 1): return Self.castNames[name] == nil ? nil : operand
    case ("type_as", 2): return operand
    case ("to", 2), ("type", 2): return argument(0, "dtype", of: call).map(isDType) == true ? operand : nil
    default: return nil
    }
  }

  /// Whether an expression is a dtype: a literal, `y.dtype` or a name that holds one.
  func isDType(_ node: NodeID) -> Bool {
    if tree.kind(node) == .attribute, tree.symbol(node) == "dtype" { return true }
    return literalDType(node) != nil
      || analysis.interpreter.values.pieces(value(of: node)).contains { piece in
        if case .dtype = analysis.interpreter.shapes[piece.shape] { true } else { false }
      }
  }

  /// What a call casts, if it is a method that may round to 16 bits.
  func roundedByCast(_ call: NodeID) -> NodeID? {
    guard tree.kind(call) == .call, tree.kind(tree.child(call, 0)) == .attribute,
      ["to", "type", "type_as", "half", "bfloat16"].contains(calledName(call))
    else { return nil }
    return tree.child(tree.child(call, 0), 0)
  }

  /// Where the dtype of a cast is spelled, if that is elsewhere.
  func spelling(of cast: WrittenCast) -> [RelatedPlace] {
    cast.place == cast.node ? [] : [related(cast.place, "the dtype is spelled here")]
  }

  /// A cast in few words: of a long one its end, `….to(torch.float16)`, and of a creation its name.
  func words(for cast: WrittenCast) -> String {
    if let text = shortText(cast.node) { return "`\(text)`" }
    let callee = tree.child(cast.node, 0)
    guard cast.isCast, tree.kind(callee) == .attribute else { return "`\(shortText(callee) ?? "…")(…)`" }
    let arguments = checkedFile.text(Span(start: tree.span(callee).end, end: tree.span(cast.node).end))
    let isShort = arguments.count <= 40 && !arguments.contains("\n")
    return "`….\(tree.symbol(callee))\(isShort ? arguments : "(…)")`"
  }

  /// A literal dtype, or the one literal that a name of the function is bound to.
  private func spelled(_ node: NodeID) -> (DType, NodeID)? {
    if let dtype = literalDType(node) { return (dtype, node) }
    guard tree.kind(node) == .name, let statement = onlyAssignment(of: node) else { return nil }
    return literalDType(tree.child(statement, 0)).map { ($0, statement) }
  }

  /// The default of the parameter that a name stands for; callers may give another one.
  private func defaultValue(of name: NodeID) -> NodeID? {
    guard tree.kind(name) == .name else { return nil }
    return analysis.enclosingFunction(of: name).flatMap { id in
      graph[id].parameters.first { $0.name == tree.symbol(name) && !$0.defaultValue.isNone }?.defaultValue
    }
  }

  /// What a name stands for, if one assignment in its function binds it; any other expression is its own value.
  func onlyValue(of expression: NodeID) -> NodeID? {
    guard tree.kind(expression) == .name else { return expression }
    return onlyAssignment(of: expression).map { tree.child($0, 0) }
  }

  /// The assignment that binds a name, if nothing else in its function does; parameters do not count.
  func onlyAssignment(of name: NodeID) -> NodeID? {
    guard let function = analysis.enclosingFunction(of: name) else { return nil }
    let symbol = tree.symbol(name)
    let bindings = tree.bindings(of: symbol, in: graph[function].body)
    guard bindings.count == 1, let only = bindings.first, tree.kind(only) == .assignment,
      tree.children(of: only).dropFirst().contains(where: { tree.kind($0) == .name && tree.symbol($0) == symbol })
    else { return nil }
    return only
  }

  /// What a name stands for, if the only statement that binds it in its function has run whenever the name is read, so
  /// that no caller has a say.
  func dominatingValue(of name: NodeID) -> NodeID? {
    guard let statement = onlyAssignment(of: name), tree.childCount(statement) == 2,
      tree.span(statement).end <= tree.span(name).start, isInside(name, { tree.parent($0) == tree.parent(statement) })
    else { return nil }
    return tree.child(statement, 0)
  }

  /// Whether the code around a place asks about a device or a dtype before it: it then knows what it does.
  func isGuarded(_ node: NodeID, by words: [String]) -> Bool {
    isInside(node) { ancestor in
      switch tree.kind(ancestor) {
      case .ifClause, .conditional, .while_:
        let text = checkedFile.text(tree.span(tree.child(ancestor, 0)))
        return words.contains { text.contains($0) }
      case .elseClause:
        let text = checkedFile.text(tree.span(tree.parent(ancestor)))
        return words.contains { text.contains($0) }
      default: return false
      }
    }
  }
}
