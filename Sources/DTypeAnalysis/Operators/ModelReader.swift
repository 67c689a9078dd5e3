import PythonSyntax
import SourceText

/// Reads one stub file into a `ModelBuilder`.
struct ModelReader {
  let file: String
  let tree: SyntaxTree
  let lineStarts: [Int]
  /// The value of the last `__module__ = …`.
  var prefix = ""

  init(file: String, text: String, tree: SyntaxTree) {
    self.file = file
    self.tree = tree
    var starts = [0]
    for (offset, byte) in text.utf8.enumerated() where byte == 10 { starts.append(offset + 1) }
    lineStarts = starts
  }

  func problem(_ node: NodeID, _ message: String) -> ModelProblem {
    problem(at: Int(tree.span(node).start), message)
  }

  func problem(at offset: Int, _ message: String) -> ModelProblem {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return ModelProblem(file: file, line: low + 1, message: message)
  }

  mutating func read(into builder: inout ModelBuilder) {
    for statement in tree.children(of: tree.root) {
      switch tree.kind(statement) {
      case .assignment:
        if let module = moduleName(statement) {
          prefix = module
        } else if tree.kind(tree.child(statement, 0)) == .dictionary {
          addRecordedCalls(tree.child(statement, 0), into: &builder)
        } else {
          addAliases(statement, scope: prefix, into: &builder)
        }
      case .functionDefinition:
        addFunction(statement, scope: prefix, into: &builder)
      case .classDefinition:
        if prefix.isEmpty {
          addAutocast(statement, into: &builder)
        } else if tree.symbol(statement) == "Tensor", prefix == "torch" {
          addTensorClass(statement, into: &builder)
        } else {
          addModule(statement, into: &builder)
        }
      case .expressionStatement, .pass: continue
      default: builder.problems.append(problem(statement, "only functions, classes and aliases belong here"))
      }
    }
  }

  private func moduleName(_ assignment: NodeID) -> String? {
    guard tree.childCount(assignment) == 2, tree.kind(tree.child(assignment, 1)) == .name,
      tree.symbol(tree.child(assignment, 1)) == "__module__", tree.kind(tree.child(assignment, 0)) == .string
    else { return nil }
    return tree.symbol(tree.child(assignment, 0)).text
  }

  /// `cos = tan = sin`: each target is declared as `sin` is, methods included.
  func addAliases(_ assignment: NodeID, scope: String, into builder: inout ModelBuilder) {
    let value = tree.child(assignment, 0)
    let source = Symbol(scope + "." + tree.symbol(value).text)
    guard tree.kind(value) == .name, builder.overloads[source] != nil else {
      builder.problems.append(problem(assignment, "`\(tree.symbol(value))` is not declared above"))
      return
    }
    for target in tree.children(of: assignment).dropFirst() {
      let name = tree.symbol(target).text
      builder.alias(source, as: Symbol(scope + "." + name))
      if builder.methods.contains(source) {
        builder.methods.insert(Symbol(scope + "." + name))
        let method = Symbol("torch.Tensor." + tree.symbol(value).text)
        builder.alias(method, as: Symbol("torch.Tensor." + name), onlyMethods: true)
      }
    }
  }

  func addFunction(_ node: NodeID, scope: String, into builder: inout ModelBuilder) {
    var declaration = OperatorDeclaration(reader: self, node: node)
    let parameters = declaration.readParameters(dropping: nil)
    let name = tree.symbol(node).text
    declaration.compile(name: Symbol(scope + "." + name), parameters: parameters)
    builder.problems += declaration.problems
    let isMethod = declaration.isMethod && scope == "torch"
    builder.add(declaration.model, declaration.contract)
    guard isMethod else { return }
    builder.methods.insert(declaration.model.name)
    var method = declaration.model
    method.name = Symbol("torch.Tensor." + name)
    if !method.parameters.isEmpty { method.parameters[0].accepts = .tensor }
    var contract = declaration.contract
    contract.index(method.parameters)
    builder.add(method, contract, isDerivedMethod: true)
  }

  private func addTensorClass(_ node: NodeID, into builder: inout ModelBuilder) {
    let scope = "torch.Tensor"
    for statement in tree.children(of: tree.child(node, 1)) {
      switch tree.kind(statement) {
      case .functionDefinition: addFunction(statement, scope: scope, into: &builder)
      case .assignment: addAliases(statement, scope: scope, into: &builder)
      case .annotatedAssignment:
        var declaration = OperatorDeclaration(reader: self, node: statement)
        let name = Symbol(scope + "." + tree.symbol(tree.child(statement, 0)).text)
        declaration.compileAttribute(name: name, annotation: tree.child(statement, 1))
        builder.problems += declaration.problems
        builder.add(declaration.model, declaration.contract)
      default: continue
      }
    }
  }

  /// `class cpu: lower = [matmul, …]`.
  private func addAutocast(_ node: NodeID, into builder: inout ModelBuilder) {
    let devices: [Symbol: AutocastDevice] = ["cuda": .cuda, "cpu": .cpu, "mps": .mps]
    guard let device = devices[tree.symbol(node)] else {
      builder.problems.append(problem(node, "unknown autocast device `\(tree.symbol(node))`"))
      return
    }
    for base in tree.children(of: tree.child(node, 0)) {
      guard let from = devices[tree.symbol(base)] else { continue }
      builder.autocastInheritance.append((device, from))
    }
    for statement in tree.children(of: tree.child(node, 1)) where tree.kind(statement) == .assignment {
      let target = tree.symbol(tree.child(statement, 1))
      guard let policy = AutocastPolicy(rawValue: target.text) else {
        builder.problems.append(problem(statement, "unknown autocast policy `\(target)`"))
        continue
      }
      for item in tree.children(of: tree.child(statement, 0)) {
        guard let name = dottedName(item) else {
          builder.problems.append(problem(item, "a list of names is expected"))
          continue
        }
        builder.autocast.append(
          AutocastEntry(
            device: device, policy: policy, name: name, problem: problem(item, "unknown operator `\(name)`")))
      }
    }
  }

  /// The text of a name or of attributes of one.
  func dottedName(_ node: NodeID) -> String? {
    switch tree.kind(node) {
    case .name: return tree.symbol(node).text
    case .attribute:
      guard let base = dottedName(tree.child(node, 0)) else { return nil }
      return base + "." + tree.symbol(node).text
    default: return nil
    }
  }
}
