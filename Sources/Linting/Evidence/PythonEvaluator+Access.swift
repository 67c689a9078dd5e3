import NumericReference
import PythonSyntax
import SourceText

/// Attributes and subscripts.
extension PythonEvaluator {
  func attribute(_ name: String, of value: PythonValue) throws -> PythonValue {
    switch value {
    case .tensor(let tensor): return try tensorAttribute(name, tensor)
    case .external(let path): return TorchNames.value(of: path + "." + name)
    case .module(let scope):
      let definition = scope.definition(of: Symbol(name))
      if case .undefined = definition { throw PythonFailure.unsupported("the module attribute `\(name)`") }
      return try self.value(of: definition)
    case .object(let object):
      if let found = object.attributes[name] { return found }
      if let method = method(name, of: object) { return method }
      if let guessed = object.fallback(name) { return guessed }
      throw PythonFailure.unsupported("the attribute `\(name)` of an object")
    case .device: return name == "type" ? .string("cuda") : .none
    case .dtype(let dtype):
      switch name {
      case "is_floating_point": return .bool(dtype.isFloatingPoint)
      case "is_complex": return .bool(dtype.isComplex)
      case "itemsize": return .integer(dtype.partBits / 8 * (dtype.isComplex ? 2 : 1))
      default: throw PythonFailure.unsupported("the attribute `\(name)` of a dtype")
      }
    default: return .callable(PythonCallable(name: name, receiver: value))
    }
  }

  private func tensorAttribute(_ name: String, _ tensor: Tensor) throws -> PythonValue {
    switch name {
    case "shape": return .tuple(tensor.shape.map(PythonValue.integer))
    case "dtype": return .dtype(tensor.dtype)
    case "device": return .device
    case "ndim": return .integer(tensor.rank)
    case "data": return .tensor(tensor)
    case "real": return .tensor(try torch { try tensor.part(0) })
    case "imag": return .tensor(try torch { try tensor.part(1) })
    case "T": return .tensor(try torch { try tensor.permuted(Array((0..<tensor.rank).reversed())) })
    case "mT": return .tensor(try torch { try tensor.transposed(-1, -2) })
    case "requires_grad", "is_cuda", "is_quantized": return .bool(false)
    default: return .callable(PythonCallable(name: name, receiver: .tensor(tensor)))
    }
  }

  /// A method of the object's class; its receiver is bound unless it is a static method.
  private func method(_ name: String, of object: PythonObject) -> PythonValue? {
    guard let (scope, node) = object.method(Symbol(name)) else { return nil }
    let tree = scope.tree
    let isStatic = tree.children(of: node).dropFirst(3).contains { tree.symbol($0).text == "staticmethod" }
    return .function(PythonFunction(scope: scope, node: node, receiver: isStatic ? nil : .object(object)))
  }

  func load(_ container: PythonValue, _ index: PythonValue) throws -> PythonValue {
    switch container {
    case .tensor(let tensor):
      let items = try indexItems(index)
      return .tensor(try torch { try tensor.indexed(items) })
    case .tuple(let items): return try element(items, index) { .tuple($0) }
    case .list(let list): return try element(list.items, index) { .list(PythonList($0)) }
    case .dictionary(let dictionary):
      guard let value = dictionary[try PythonDictionary.key(index)] else {
        throw PythonFailure.raised(type: "KeyError", message: "a key is missing")
      }
      return value
    default: throw PythonFailure.unsupported("a subscript of \(container.typeName)")
    }
  }

  private func element(
    _ items: [PythonValue], _ index: PythonValue, _ wrap: ([PythonValue]) -> PythonValue
  ) throws -> PythonValue {
    if case .slice(let start, let stop, let step) = index {
      return wrap(PythonEvaluator.places(items.count, start.integer, stop.integer, step.integer ?? 1).map { items[$0] })
    }
    guard let number = index.integer else { throw PythonFailure.unsupported("an index of type \(index.typeName)") }
    let place = number < 0 ? number + items.count : number
    guard items.indices.contains(place) else {
      throw PythonFailure.raised(type: "IndexError", message: "list index out of range")
    }
    return items[place]
  }

  /// The places a Python slice takes from a sequence.
  private static func places(_ count: Int, _ start: Int?, _ stop: Int?, _ step: Int) -> [Int] {
    func bound(_ value: Int, _ low: Int, _ high: Int) -> Int { min(max(value < 0 ? value + count : value, low), high) }
    if step > 0 {
      let first = bound(start ?? 0, 0, count)
      return Array(stride(from: first, to: bound(stop ?? count, 0, count), by: step))
    }
    guard step < 0 else { return [] }
    let first = start.map { bound($0, -1, count - 1) } ?? count - 1
    return Array(stride(from: first, to: stop.map { bound($0, -1, count - 1) } ?? -1, by: step))
  }

  func store(_ container: PythonValue, _ index: PythonValue, _ value: PythonValue) throws {
    switch container {
    case .tensor(let tensor):
      guard let operand = elementOperand(value) else {
        throw PythonFailure.unsupported("assigning \(value.typeName) to a part of a tensor")
      }
      let items = try indexItems(index)
      try torch { try tensor.assign(items, operand.tensor(as: tensor.dtype)) }
    case .list(let list):
      guard let number = index.integer else { throw PythonFailure.unsupported("assigning to a slice of a list") }
      let place = number < 0 ? number + list.items.count : number
      guard list.items.indices.contains(place) else {
        throw PythonFailure.raised(type: "IndexError", message: "list assignment index out of range")
      }
      list.items[place] = value
    case .dictionary(let dictionary): dictionary[try PythonDictionary.key(index)] = value
    default: throw PythonFailure.unsupported("assigning to a part of \(container.typeName)")
    }
  }

  private func indexItems(_ index: PythonValue) throws -> [IndexItem] {
    if case .tuple(let parts) = index { return try parts.map(indexItem) }
    return [try indexItem(index)]
  }

  private func indexItem(_ value: PythonValue) throws -> IndexItem {
    switch value {
    case .none: return .newAxis
    case .ellipsis: return .ellipsis
    case .slice(let start, let stop, let step):
      return .slice(start: try bound(start), stop: try bound(stop), step: try bound(step) ?? 1)
    case .tensor(let tensor): return .tensor(tensor)
    case .number(.integer(let number)): return .index(Int(number))
    default:
      guard let items = value.elements else {
        throw PythonFailure.unsupported("an index of type \(value.typeName)")
      }
      let numbers = items.compactMap(\.integer)
      guard numbers.count == items.count else { throw PythonFailure.unsupported("a list of indices") }
      return .tensor(Tensor(.int64, shape: [numbers.count], integers: numbers.map(Int64.init)))
    }
  }

  private func bound(_ value: PythonValue) throws -> Int? {
    if value.isNone { return nil }
    guard let number = value.integer else {
      throw PythonFailure.raised(type: "TypeError", message: "slice indices must be integers or None")
    }
    return number
  }
}

/// Names outside the checked tree that stand for values.
enum TorchNames {
  static func value(of path: String) -> PythonValue {
    if let dtype = dtypes[path] { return .dtype(dtype) }
    if let number = numbers[path] { return .number(.real(number)) }
    return .external(path)
  }

  private static let numbers: [String: Double] = [
    "math.pi": .pi, "torch.pi": .pi, "numpy.pi": .pi, "math.inf": .infinity, "torch.inf": .infinity,
    "math.e": 2.718281828459045,
  ]

  private static let dtypes: [String: ElementType] = {
    var table: [String: ElementType] = [
      "torch.half": .float16, "torch.float": .float32, "torch.double": .float64, "torch.long": .int64,
      "torch.int": .int32, "torch.short": .int16, "torch.cfloat": .complex64, "torch.cdouble": .complex128,
    ]
    for dtype in ElementType.allCases {
      for package in ["torch", "jax.numpy", "tensorflow", "numpy"] { table[package + "." + dtype.rawValue] = dtype }
    }
    return table
  }()
}
