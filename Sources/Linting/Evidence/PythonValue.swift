import NumericReference
import PythonSyntax
import SourceText

/// A value of a running Python function, as far as numeric code needs Python.
indirect enum PythonValue {
  case none
  case number(Number)
  case string(String)
  case ellipsis
  case tensor(Tensor)
  case tuple([PythonValue])
  case list(PythonList)
  case dictionary(PythonDictionary)
  case slice(PythonValue, PythonValue, PythonValue)
  case dtype(ElementType)
  /// A device: all are the same here.
  case device
  case function(PythonFunction)
  /// A method, or a function of `torch`, before its call.
  case callable(PythonCallable)
  /// Something outside the checked tree, by its full dotted name.
  case external(String)
  case module(any EvaluationScope)
  case object(PythonObject)

  static func integer(_ value: Int) -> PythonValue { .number(.integer(Int64(value))) }
  static func bool(_ value: Bool) -> PythonValue { .number(.bool(value)) }

  /// What Python's `type(value).__name__` says, for messages.
  var typeName: String {
    switch self {
    case .none: "NoneType"
    case .number(.bool): "bool"
    case .number(.integer): "int"
    case .number(.real): "float"
    case .number(.complex): "complex"
    case .string: "str"
    case .ellipsis: "ellipsis"
    case .tensor: "Tensor"
    case .tuple: "tuple"
    case .list: "list"
    case .dictionary: "dict"
    case .slice: "slice"
    case .dtype: "torch.dtype"
    case .device: "torch.device"
    case .function, .callable: "function"
    case .external(let name): name
    case .module: "module"
    case .object: "object"
    }
  }

  /// The number as an integer, if it is a Python int or bool or a tensor that holds one integer.
  var integer: Int? {
    switch self {
    case .number(.integer(let value)): Int(value)
    case .number(.bool(let value)): value ? 1 : 0
    case .tensor(let tensor) where tensor.dtype.isIntegral && tensor.count == 1: Int(tensor.integers[0])
    default: nil
    }
  }

  var tensor: Tensor? {
    if case .tensor(let tensor) = self { tensor } else { nil }
  }

  /// The elements of a tuple or a list.
  var elements: [PythonValue]? {
    switch self {
    case .tuple(let items): items
    case .list(let list): list.items
    default: nil
    }
  }

  var isNone: Bool {
    if case .none = self { true } else { false }
  }
}

/// A mutable list, shared by reference as in Python.
final class PythonList {
  var items: [PythonValue]
  init(_ items: [PythonValue]) { self.items = items }
}

/// A mutable dictionary with string or integer keys, in the order of insertion.
final class PythonDictionary {
  enum Key: Hashable {
    case string(String)
    case integer(Int)
  }

  private(set) var keys: [Key] = []
  private var values: [Key: PythonValue] = [:]

  subscript(key: Key) -> PythonValue? {
    get { values[key] }
    set {
      if values[key] == nil { keys.append(key) }
      values[key] = newValue
    }
  }

  static func key(_ value: PythonValue) throws -> Key {
    if case .string(let text) = value { return .string(text) }
    guard let number = value.integer else {
      throw PythonFailure.unsupported("a dictionary key of type \(value.typeName)")
    }
    return .integer(number)
  }

  static func value(_ key: Key) -> PythonValue {
    switch key {
    case .string(let text): .string(text)
    case .integer(let number): .integer(number)
    }
  }
}

/// An object whose class is not run: attributes are what the caller gave it.
final class PythonObject {
  var attributes: [String: PythonValue]
  /// The names of the attributes that are buffers or parameters: what a module's cast converts.
  private(set) var buffers: Set<String> = []
  /// A tensor on its way to become a module's buffer or parameter, such as what `nn.Buffer` returns.
  var wrapped: Tensor?
  /// Answers for attributes that are not among `attributes`.
  var fallback: (String) -> PythonValue? = { _ in nil }
  /// Finds a method of the object's class by name.
  var method: (Symbol) -> (scope: any EvaluationScope, node: NodeID)? = { _ in nil }

  init(attributes: [String: PythonValue]) { self.attributes = attributes }

  /// Sets an attribute as a module does.
  func set(_ name: String, _ value: PythonValue, isBuffer: Bool = false) {
    if case .object(let object) = value, let tensor = object.wrapped {
      set(name, .tensor(tensor), isBuffer: true)
      return
    }
    attributes[name] = value
    if isBuffer { buffers.insert(name) }
  }
}

/// A function defined in Python, with the variables around it.
final class PythonFunction {
  let scope: any EvaluationScope
  /// A `functionDefinition` or `lambda` node.
  let node: NodeID
  let enclosing: PythonFrame?
  let receiver: PythonValue?

  init(scope: any EvaluationScope, node: NodeID, enclosing: PythonFrame? = nil, receiver: PythonValue? = nil) {
    self.scope = scope
    self.node = node
    self.enclosing = enclosing
    self.receiver = receiver
  }
}

/// A method of a value, or a function known by name only.
struct PythonCallable {
  var name: String
  var receiver: PythonValue?
}

/// The local variables of one call.
final class PythonFrame {
  var variables: [Symbol: PythonValue] = [:]
  let scope: any EvaluationScope
  let enclosing: PythonFrame?

  init(scope: any EvaluationScope, enclosing: PythonFrame?) {
    self.scope = scope
    self.enclosing = enclosing
  }

  func value(of name: Symbol) -> PythonValue? {
    var frame: PythonFrame? = self
    while let current = frame {
      if let value = current.variables[name] { return value }
      frame = current.enclosing
    }
    return nil
  }
}

/// Why a Python function gave no result.
package enum PythonFailure: Error, Equatable {
  /// Python or torch would raise: the exception's class and message.
  case raised(type: String, message: String)
  /// The evaluator does not know something the function needs.
  case unsupported(String)
  /// More steps than an honest rotary function takes.
  case tooLong
  /// It evaluates, but what it returns has not the shape of an argument, so the arguments' layout must be wrong.
  case wrongShape
}

extension PythonFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .raised(let type, let message): "\(type): \(message)"
    case .unsupported(let what): "not evaluated: \(what)"
    case .tooLong: "not evaluated: too many steps"
    case .wrongShape: "not evaluated: no result has the shape of an argument"
    }
  }
}
