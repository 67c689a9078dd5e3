import Dataflow
import PythonSyntax
import SourceText

/// Arguments fitted to an overload: a shape per parameter, several for a parameter that takes many tensors.
struct BoundArguments {
  private(set) var shapes: [[ShapeID]]
  /// A list whose elements are known only as a kind: its length may be anything.
  private(set) var isRepeated = false

  let model: OperatorModel
  /// Whether an overload asks for arguments like these.
  let fits: Bool

  /// The overload that takes these arguments; nil when the name is not modelled.
  ///
  /// Every argument has one shape in the live lanes.
  init?(_ name: Symbol, _ arguments: CallArguments, interpreter: Interpreter) {
    let classOf = { (value: ValueID) -> ArgumentClass in
      interpreter.values.single(value).map { interpreter.argumentClass(of: $0.shape) } ?? .unknown
    }
    let keywords = arguments.keywords.map { (name: Self.torchName($0.name), value: classOf($0.value)) }
    guard
      let binding = interpreter.library.bind(
        name, positional: arguments.positional.map(classOf), keywords: keywords)
    else { return nil }
    model = interpreter.library[binding.id]
    fits = binding.fits
    shapes = Array(repeating: [], count: model.parameters.count)
    for (value, place) in zip(arguments.positional, binding.positional) where place >= 0 {
      add(value, to: place, model.parameters[place], interpreter)
    }
    for (keyword, place) in zip(arguments.keywords, binding.keywords) where place >= 0 {
      add(keyword.value, to: place, model.parameters[place], interpreter)
    }
    guard let more = arguments.morePositional else { return }
    for (place, parameter) in model.parameters.enumerated()
    where shapes[place].isEmpty && !parameter.hasDefault && parameter.kind != .keywordOnly {
      add(more, to: place, parameter, interpreter)
    }
  }

  /// numpy-style names that torch takes as well.
  private static func torchName(_ name: Symbol) -> Symbol {
    switch name {
    case "axis": "dim"
    case "keepdims": "keepdim"
    default: name
    }
  }

  private mutating func add(
    _ value: ValueID, to index: Int, _ parameter: OperatorParameter, _ interpreter: Interpreter
  ) {
    guard let piece = interpreter.values.single(value) else { return }
    if parameter.role == .dtype, let dtype = interpreter.dtype(ofType: piece.shape) {
      shapes[index].append(dtype)
      return
    }
    guard parameter.role == .tensors, interpreter.isCollection(piece.shape) else {
      shapes[index].append(piece.shape)
      return
    }
    addElements(of: value, to: index, interpreter, depth: 0)
  }

  /// Lists of lists of numbers count as the numbers in them.
  private mutating func addElements(of value: ValueID, to index: Int, _ interpreter: Interpreter, depth: Int) {
    let elements: [ValueID]
    switch interpreter.iteration(over: value) {
    case .elements(let known): elements = known
    case .repeated(let element):
      elements = [element]
      isRepeated = true
    }
    for shape in elements.flatMap(interpreter.uniformShapes) {
      if interpreter.isCollection(shape), depth < Self.nesting {
        addElements(of: interpreter.value(shape), to: index, interpreter, depth: depth + 1)
      } else {
        shapes[index].append(shape)
      }
    }
  }

  private static let nesting = 4
}

extension Interpreter {
  /// The dtype that torch takes a Python type for: `dtype=int` is int64, `dtype=float` is float64.
  func dtype(ofType shape: ShapeID) -> ShapeID? {
    guard case .builtin(let name) = shapes[shape] else { return nil }
    let dtype: DType? =
      switch name {
      case "int": .int64
      case "float": .float64
      case "bool": .bool
      default: nil
      }
    return dtype.map { shapes.intern(.dtype(shapes.intern(LaneVector(DTypeSet($0).rawValue, in: lanes.all)))) }
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
    case .integer, .opaque(.integer), .opaque(.positiveInteger), .opaque(.integers): .number(.int)
    case .float, .opaque(.float), .opaque(.number), .opaque(.floats): .number(.float)
    case .bool(let flag): .boolean(flag)
    case .opaque(.bool): .number(.bool)
    case .none, .absent: .none
    case .string(let text): .string(text)
    case .numbered, .opaque(.string): .string(.empty)
    case .dtype: .dtype
    case .builtin where dtype(ofType: shape) != nil: .dtype
    case .tuple(let elements): collectionClass(elements)
    case .sequence(let element): collectionClass([element], length: nil)
    case .object(let site): objectClass(site)
    case .opaque(.size): .sequence
    case .unknown, .alternatives: .unknown
    case .opaque(.inert): .unknown
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
