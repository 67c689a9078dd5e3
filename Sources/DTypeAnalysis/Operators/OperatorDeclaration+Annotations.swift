import PythonSyntax
import SourceText

extension OperatorDeclaration {
  // MARK: Parameters

  /// The parameters of the `def`, without the one called `dropped`.
  mutating func readParameters(dropping dropped: Symbol?) -> [OperatorParameter] {
    var found: [OperatorParameter] = []
    for parameter in tree.children(of: tree.child(node, 0)) where tree.kind(parameter) == .parameter {
      let entry = tree[parameter]
      if entry.symbol == dropped { continue }
      let annotation = tree.child(parameter, 0)
      let fallback = tree.child(parameter, 1)
      var result = OperatorParameter(
        name: entry.symbol, kind: entry.operation, role: .other, hasDefault: !fallback.isNone, accepts: .any,
        defaultValue: fallback.isNone ? nil : constant(fallback), usualDType: nil, isFill: false)
      if annotation.isNone {
        if entry.symbol == "self" {
          result.role = .tensor
          result.accepts = .tensor
        }
      } else {
        annotate(&result, annotation)
      }
      if entry.operation == .variadicPositional, result.role == .tensor {
        result.role = .tensors
        result.accepts = .tensors
      }
      found.append(result)
    }
    return found
  }

  private func constant(_ node: NodeID) -> ArgumentClass {
    switch tree.kind(node) {
    case .trueLiteral: .boolean(true)
    case .falseLiteral: .boolean(false)
    case .noneLiteral: .none
    case .string: .string(tree.symbol(node))
    case .integer: .number(.int)
    case .float: .number(.float)
    default: .object
    }
  }

  private mutating func annotate(_ parameter: inout OperatorParameter, _ annotation: NodeID) {
    switch tree.kind(annotation) {
    case .noneLiteral: parameter.accepts = .literalNone
    case .name: annotate(&parameter, name: tree.symbol(annotation).text, annotation)
    case .subscript_:
      let outer = tree.symbol(tree.child(annotation, 0)).text
      let inner = tree.child(annotation, 1)
      if outer == "list" {
        parameter.role = .tensors
        parameter.accepts = .tensors
      } else if outer == "Literal" {
        switch constant(inner) {
        case .boolean(true): parameter.accepts = .literalTrue
        case .boolean(false): parameter.accepts = .literalFalse
        case .string(let text): parameter.accepts = .literalString(text)
        default: report(annotation, "True, False or a string is expected")
        }
      } else {
        report(annotation, "unknown annotation `\(outer)`")
      }
    default: report(annotation, "unknown annotation")
    }
  }

  private mutating func annotate(_ parameter: inout OperatorParameter, name: String, _ annotation: NodeID) {
    switch name {
    case "Tensor": (parameter.role, parameter.accepts) = (.tensor, .tensor)
    case "Index": (parameter.role, parameter.accepts, parameter.usualDType) = (.tensor, .tensor, .int64)
    case "Mask": (parameter.role, parameter.accepts, parameter.usualDType) = (.tensor, .tensor, .bool)
    case "Operand": parameter.role = .tensor
    case "Fill", "FillOrNone": (parameter.role, parameter.isFill) = (.tensor, true)
    case "PadFill": (parameter.role, parameter.accepts, parameter.isFill) = (.scalar, .number, true)
    case "Number": (parameter.role, parameter.accepts) = (.scalar, .number)
    case "dtype": (parameter.role, parameter.accepts) = (.dtype, .dtype)
    case "int": parameter.accepts = .int
    case "float": parameter.accepts = .number
    case "bool": parameter.accepts = .bool
    case "str": parameter.accepts = .string
    case "device": parameter.accepts = .device
    case "object", "Indices", "RepeatCount": parameter.accepts = .any
    case "Contraction": parameter.accepts = .contraction
    case "Reduction": parameter.accepts = .reduction
    case "Outer": parameter.accepts = .outer
    default: report(annotation, "unknown annotation `\(name)`")
    }
  }

  // MARK: Results

  /// The shape a return annotation describes; its tensors' expressions are appended to the contract.
  mutating func shape(_ annotation: NodeID) -> ResultShape {
    if tree.kind(annotation) == .call {
      addDelegate(annotation)
      return .tensor(0)
    }
    if tree.kind(annotation) == .subscript_ {
      let inner = tree.child(annotation, 1)
      switch tree.symbol(tree.child(annotation, 0)).text {
      case "tuple":
        let items = tree.kind(inner) == .tuple ? Array(tree.children(of: inner)) : [inner]
        return .tuple(items.map { shape($0) })
      case "list":
        let element = shape(inner)
        if case .scheme(.each, _)? = contract.results.last { return .each }
        return .list(element)
      case "Python": return pythonShape(inner, isWhole: contract.results.isEmpty)
      case "Item":
        contract.pythonType = "item"
        return .opaque
      case "Checked":
        if let items = items(inner), items.count == 2, isPython(items[1]) {
          contract.results.append(expression(items[0]))
          return pythonShape(tree.child(items[1], 1), isWhole: true)
        }
      default: break
      }
    }
    contract.results.append(expression(annotation))
    return .tensor(contract.results.count - 1)
  }

  private func isPython(_ node: NodeID) -> Bool {
    tree.kind(node) == .subscript_ && tree.symbol(tree.child(node, 0)) == "Python"
  }

  private func items(_ node: NodeID) -> [NodeID]? {
    tree.kind(node) == .tuple ? Array(tree.children(of: node)) : nil
  }

  private mutating func pythonShape(_ node: NodeID, isWhole: Bool) -> ResultShape {
    let name = tree.kind(node) == .noneLiteral ? "None" : tree.symbol(node).text
    if isWhole { contract.pythonType = name == "dimensions" ? "int" : name }
    switch name {
    case "int": return .number(.int)
    case "bool": return .number(.bool)
    case "float": return .number(.float)
    case "dimensions": return .dimensions
    case "size": return .size
    case "str": return .string
    case "None": return .none
    case "dtype", "default_dtype": return .dtype
    case "device": return .device
    case "opaque", "layout", "list", "tuple", "ndarray", "finfo": return .opaque
    default:
      report(node, "unknown Python type `\(name)`")
      return .opaque
    }
  }

  /// A dtype expression: a parameter, a dtype, `Default`, or a scheme with arguments.
  mutating func expression(_ node: NodeID) -> DTypeExpression {
    switch tree.kind(node) {
    case .name: return expression(name: tree.symbol(node), node)
    case .boolean:
      guard tree[node].operation == .or, tree.childCount(node) == 2,
        let place = place(of: tree.symbol(tree.child(node, 0))), parameters[place].role == .dtype
      else {
        report(node, "`dtype or …` is expected")
        return .defaultDType
      }
      return .keywordElse(expression(tree.child(node, 1)))
    case .subscript_:
      let name = tree.symbol(tree.child(node, 0)).text
      let inner = tree.child(node, 1)
      let nodes = items(inner) ?? [inner]
      if name == "Promote" { return .promote(places(nodes)) }
      if name == "Equal" { return .equal(places(nodes)) }
      guard let scheme = Scheme(rawValue: name) else {
        report(node, "unknown scheme `\(name)`")
        return .defaultDType
      }
      if !scheme.arity.contains(nodes.count) { report(node, "`\(name)` takes \(scheme.arity) arguments") }
      return .scheme(scheme, nodes.map { expression($0) })
    default:
      report(node, "a dtype, a parameter or a scheme is expected")
      return .defaultDType
    }
  }

  private mutating func expression(name: Symbol, _ node: NodeID) -> DTypeExpression {
    if let place = place(of: name) {
      if !parameters[place].role.isOperand { report(node, "`\(name)` is no tensor") }
      return .operand(place)
    }
    switch name.text {
    case "Default": return .defaultDType
    case "Promote": return .promote([])
    case "Compare": return .scheme(.compare, [])
    default:
      if let dtype = DType(name: name.text) { return .fixed(dtype) }
      report(node, "unknown parameter or scheme `\(name)`")
      return .defaultDType
    }
  }

  private mutating func places(_ nodes: [NodeID]) -> [Int] {
    var found: [Int] = []
    for node in nodes {
      guard let place = place(of: tree.symbol(node)), parameters[place].role.isOperand else {
        report(node, "no tensor parameter `\(tree.symbol(node))`")
        continue
      }
      found.append(place)
    }
    return found
  }

  /// `-> linear(input, weight, bias)`: what the functional does.
  private mutating func addDelegate(_ call: NodeID) {
    var arguments: [Int] = []
    for argument in tree.children(of: call).dropFirst() {
      guard let place = place(of: tree.symbol(argument)) else {
        report(argument, "no parameter `\(tree.symbol(argument))`")
        continue
      }
      arguments.append(place)
    }
    contract.delegate = OperatorContract.Delegate(name: tree.symbol(tree.child(call, 0)), arguments: arguments)
    model.result = .tensor(0)
  }
}
