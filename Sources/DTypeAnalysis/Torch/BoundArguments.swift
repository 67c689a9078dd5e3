import Dataflow
import PythonSyntax
import SourceText

/// Arguments fitted to one overload: a shape per parameter, several for a parameter that takes many tensors.
struct BoundArguments {
  private(set) var shapes: [[ShapeID]]
  /// A list whose elements are known only as a kind: its length may be anything.
  private(set) var isRepeated = false

  /// Nil when the overload does not take these arguments. Every argument has one shape in the live lanes.
  init?(_ model: OperatorModel, _ arguments: CallArguments, interpreter: Interpreter) {
    shapes = Array(repeating: [], count: model.parameters.count)
    var rest = arguments.positional[...]
    var used = Set<Symbol>()
    for (index, parameter) in model.parameters.enumerated() {
      switch parameter.kind {
      case .variadicPositional:
        for value in rest { add(value, to: index, parameter, interpreter) }
        rest = []
      case .variadicKeyword:
        used.formUnion(arguments.keywords.map(\.name))
      default:
        if parameter.kind != .keywordOnly, let next = rest.popFirst() {
          guard fits(next, parameter, interpreter) else { return nil }
          add(next, to: index, parameter, interpreter)
        } else if let given = arguments[parameter.name] ?? interpreter.aliased(parameter.name, arguments, &used) {
          guard fits(given, parameter, interpreter) else { return nil }
          used.insert(parameter.name)
          add(given, to: index, parameter, interpreter)
        } else if let more = arguments.morePositional, parameter.kind != .keywordOnly {
          add(more, to: index, parameter, interpreter)
        } else if !parameter.hasDefault {
          return nil
        }
      }
    }
    guard rest.isEmpty, arguments.keywords.allSatisfy({ used.contains($0.name) }) else { return nil }
  }

  private func fits(_ value: ValueID, _ parameter: OperatorParameter, _ interpreter: Interpreter) -> Bool {
    guard let piece = interpreter.values.single(value) else { return true }
    return parameter.accepts.accepts(interpreter.argumentClass(of: piece.shape))
  }

  private mutating func add(
    _ value: ValueID, to index: Int, _ parameter: OperatorParameter, _ interpreter: Interpreter
  ) {
    guard let piece = interpreter.values.single(value) else { return }
    guard parameter.role == .tensors, interpreter.isCollection(piece.shape) else {
      shapes[index].append(piece.shape)
      return
    }
    switch interpreter.iteration(over: value) {
    case .elements(let elements):
      for element in elements { shapes[index] += interpreter.uniformShapes(of: element) }
    case .repeated(let element):
      shapes[index] += interpreter.uniformShapes(of: element)
      isRepeated = true
    }
  }
}

extension Interpreter {
  /// numpy-style names that torch takes as well.
  func aliased(_ name: Symbol, _ arguments: CallArguments, _ used: inout Set<Symbol>) -> ValueID? {
    let alias: Symbol? =
      switch name {
      case "dim": "axis"
      case "input": "x"
      case "keepdim": "keepdims"
      default: nil
      }
    guard let alias, let value = arguments[alias] else { return nil }
    used.insert(alias)
    return value
  }

  func isCollection(_ shape: ShapeID) -> Bool {
    switch shapes[shape] {
    case .tuple, .sequence: true
    case .object(let site): info(site).kind == .list || info(site).kind == .set
    default: false
    }
  }

  /// An element of a list as one shape over the live lanes: pieces of different lanes are fused where they can be.
  func uniformShapes(of value: ValueID) -> [ShapeID] {
    let pieces = values.pieces(values.restrict(value, to: frame.live))
    guard let first = pieces.first else { return [] }
    return [pieces.dropFirst().reduce(first.shape) { shapes.join($0, $1.shape) }]
  }

  func argumentClass(of shape: ShapeID) -> ArgumentClass {
    switch shapes[shape] {
    case .tensor: .tensor
    case .integer, .opaque(.integer), .opaque(.positiveInteger): .number(.int)
    case .float, .opaque(.float), .opaque(.number): .number(.float)
    case .bool(let flag): .boolean(flag)
    case .opaque(.bool): .number(.bool)
    case .none, .absent: .none
    case .string(let text): .string(text)
    case .opaque(.string): .string(.empty)
    case .dtype: .dtype
    case .tuple(let elements): collectionClass(elements)
    case .sequence(let element): collectionClass([element], length: nil)
    case .object(let site): objectClass(site)
    case .opaque(.size): .sequence
    case .unknown, .alternatives: .unknown
    case .opaque(.inert): .device
    default: .object
    }
  }

  private func collectionClass(_ elements: [ValueID], length: Int?? = .none) -> ArgumentClass {
    let hasTensor = elements.contains { element in
      values.pieces(element).contains { piece in
        shapes.alternatives(of: piece.shape).contains { if case .tensor = shapes[$0] { true } else { false } }
      }
    }
    return hasTensor ? .tensors(length ?? elements.count) : .sequence
  }

  private func objectClass(_ site: SiteID) -> ArgumentClass {
    guard info(site).kind == .list || info(site).kind == .set else { return .object }
    let content = store.content(of: site)
    return collectionClass(content.values, length: content[ListKey.each] == nil ? content.values.count : .some(nil))
  }
}
