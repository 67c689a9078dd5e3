import PythonSyntax
import SourceText

/// Decides the conditions around module statements, as far as the policy and the file's own text allow.
struct GuardEvaluator {
  let tree: SyntaxTree
  let bindings: [Symbol: [Binding]]
  let policy: EnvironmentPolicy

  private static let depthLimit = 24

  /// What was found out about names, by where they are read: a flag that is set under tests of itself is asked for at
  /// each of them.
  private final class Answers {
    var byPlace: [NodeID: Bool?] = [:]
  }

  private let answers = Answers()

  /// nil where some guard is open and none is false.
  func decide(_ guards: [Guard], depth: Int = 0) -> Bool? {
    var result: Bool? = true
    for condition in guards {
      guard let value = decide(condition, depth: depth) else {
        result = nil
        continue
      }
      if !value { return false }
    }
    return result
  }

  private func decide(_ condition: Guard, depth: Int) -> Bool? {
    let value =
      tree.kind(condition.test) == .try_
      ? !raises(condition.test, depth: depth) : truth(of: condition.test, depth: depth)
    return value.map { $0 == condition.isTrue }
  }

  /// A `try` is taken to succeed unless its body raises under a condition that holds, or imports what is missing.
  private func raises(_ statement: NodeID, depth: Int) -> Bool {
    for inner in tree.children(of: tree.child(statement, 0)) {
      switch tree.kind(inner) {
      case .raise: return true
      case .importModules:
        if tree.children(of: inner).contains(where: { isMissing(tree.symbol($0)) }) { return true }
      case .importFrom:
        if tree[inner].level == 0 && isMissing(tree.symbol(inner)) { return true }
      case .if_:
        for clause in tree.children(of: inner) where tree.kind(clause) == .ifClause {
          let block = tree.child(clause, 1)
          guard tree.children(of: block).contains(where: { tree.kind($0) == .raise }) else { continue }
          if truth(of: tree.child(clause, 0), depth: depth + 1) == true { return true }
        }
      default: break
      }
    }
    return false
  }

  private func isMissing(_ module: Symbol) -> Bool {
    !policy.missingPackages.isEmpty && policy.missingPackages.contains(ImportedName.firstPart(of: module))
  }

  /// Whether a test holds; `typing.TYPE_CHECKING` does not, since the code is read as it would run.
  func truth(of node: NodeID, depth: Int = 0) -> Bool? {
    guard depth < Self.depthLimit else { return nil }
    switch tree.kind(node) {
    case .trueLiteral: return true
    case .falseLiteral, .noneLiteral: return false
    case .integer: return tree.symbol(node) != "0"
    case .name: return truth(ofName: node, depth: depth)
    case .attribute: return tree.symbol(node) == Self.typeChecking ? false : nil
    case .unary:
      guard tree[node].operation == .not else { return nil }
      return truth(of: tree.child(node, 0), depth: depth + 1).map { !$0 }
    case .boolean: return truthOfBoolean(node, depth: depth)
    case .call: return truthOfCall(node, depth: depth)
    case .comparison: return truthOfComparison(node)
    default: return nil
    }
  }

  static let typeChecking: Symbol = "TYPE_CHECKING"

  private func truth(ofName node: NodeID, depth: Int) -> Bool? {
    if let known = answers.byPlace[node] { return known }
    let found = findTruth(ofName: node, depth: depth)
    answers.byPlace[node] = .some(found)
    return found
  }

  /// A name whose last binding that takes place before it is read is to something that can be decided.
  private func findTruth(ofName node: NodeID, depth: Int) -> Bool? {
    let name = tree.symbol(node)
    if name == Self.typeChecking { return false }
    guard let all = bindings[name] else { return answer(of: name) }
    let place = tree.span(node).start
    var last: Binding?
    for binding in all.reversed() where tree.span(binding.node).start < place {
      let isOnlyImport = all.count == 1 && binding.kind == .import_
      guard let takesPlace = isOnlyImport ? true : decide(binding.guards, depth: depth + 1) else {
        return answer(of: name)
      }
      if takesPlace {
        last = binding
        break
      }
    }
    guard let binding = last else { return answer(of: name) }
    switch binding.kind {
    case .assignment:
      guard tree.kind(binding.node) == .assignment, tree.childCount(binding.node) == 2,
        tree.kind(tree.child(binding.node, 1)) == .name
      else { return nil }
      return truth(of: tree.child(binding.node, 0), depth: depth + 1)
    // `is_torch_greater_or_equal_than_2_1` is an imported variable.
    case .import_: return answer(of: tree.symbol(binding.alias))
    default: return nil
    }
  }

  private func answer(of predicate: Symbol) -> Bool? { policy.answer(of: predicate) }

  private func truthOfBoolean(_ node: NodeID, depth: Int) -> Bool? {
    let decisive = tree[node].operation == .or
    var result: Bool? = !decisive
    for operand in tree.children(of: node) {
      guard let value = truth(of: operand, depth: depth + 1) else {
        result = nil
        continue
      }
      if value == decisive { return decisive }
    }
    return result
  }

  private func truthOfCall(_ node: NodeID, depth: Int) -> Bool? {
    let function = tree.child(node, 0)
    switch tree.kind(function) {
    case .attribute: return answer(of: tree.symbol(function))
    case .name:
      let name = tree.symbol(function)
      // An alias answers as what it stands for.
      if let binding = bindings[name]?.first, binding.kind == .import_ { return answer(of: tree.symbol(binding.alias)) }
      if name == "bool", tree.childCount(node) == 2 { return truth(of: tree.child(node, 1), depth: depth + 1) }
      return answer(of: name)
    default: return nil
    }
  }

  /// Version tests hold for "at least" and fail for "at most": installed versions are taken to be recent.
  private func truthOfComparison(_ node: NodeID) -> Bool? {
    guard tree.childCount(node) == 2 else { return nil }
    let second = tree.child(node, 1)
    let operation = tree[second].operation
    guard isVersion(tree.child(node, 0)) || isVersion(tree.child(second, 0)) else { return nil }
    let isReversed = !isVersion(tree.child(node, 0))
    switch operation {
    case .greater, .greaterOrEqual: return !isReversed
    case .less, .lessOrEqual: return isReversed
    default: return nil
    }
  }

  private func isVersion(_ node: NodeID, depth: Int = 0) -> Bool {
    guard depth < Self.depthLimit else { return false }
    switch tree.kind(node) {
    case .attribute:
      let name = tree.symbol(node)
      return name == "version_info" || name == "__version__" || isVersion(tree.child(node, 0), depth: depth + 1)
    case .call:
      // `version.parse("2.1")` alone is a number to compare with; a version comes from a package or a variable.
      let argument = tree.child(node, 1)
      return !argument.isNone && tree.kind(argument) != .string && isVersion(argument, depth: depth + 1)
        || tree.kind(tree.child(node, 0)) == .name && tree.symbol(tree.child(node, 0)) == "get_torch_version"
        || tree.kind(tree.child(node, 0)) == .attribute && tree.symbol(tree.child(node, 0)) == "version"
    case .subscript_: return isVersion(tree.child(node, 0), depth: depth + 1)
    case .name:
      let text = tree.symbol(node).text
      return text.hasSuffix("_version") || text == "__version__"
    default: return false
    }
  }
}
