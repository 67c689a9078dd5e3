import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Named tuples: instances of classes that derive from `typing.NamedTuple`, and of what `collections.namedtuple` makes.
///
/// They are objects whose fields are read by name, and tuples to everything else.
extension Interpreter {
  private static let made: Symbol = "collections.namedtuple"
  private static let maker: Symbol = "collections.namedtuple.type"
  private static let names = Symbol("_fields").fieldKey
  private static let defaults = Symbol("_field_defaults").fieldKey

  func isNamedTuple(_ id: ClassID) -> Bool {
    graph[id].mro.contains { entry in
      entry == .external("typing.NamedTuple") || entry == .external("typing_extensions.NamedTuple")
    }
  }

  /// The fields of a named tuple, in order; nil for another object.
  func namedTupleFields(of site: SiteID) -> [(name: Symbol, value: ValueID)]? {
    let names: [Symbol]
    switch info(site).kind {
    case .instance(.checked(let id)) where isNamedTuple(id): names = dataclassFields(of: id).map(\.name)
    case .instance(.modelled(Self.made)):
      guard let known = readField(site, Self.names) else { return nil }
      names = strings(in: known)
    default: return nil
    }
    return names.compactMap { name in readField(site, name.fieldKey).map { (name, $0) } }
  }

  /// A named tuple as the tuple that it is; nil for another object.
  func plainTuple(_ site: SiteID) -> ValueID? { namedTupleFields(of: site).map { tuplePerLane($0.map(\.value)) } }

  /// `namedtuple("Pair", ["first", "second"])` or `namedtuple("Pair", "first second")`: what makes such tuples.
  func namedTupleType(_ arguments: CallArguments) -> ValueID? {
    guard let given = arguments.argument(1, "field_names") else { return nil }
    let written = constantString(given).map { text in
      text.text.split { $0 == " " || $0 == "," }.map { Symbol(String($0)) }
    }
    let names = written ?? strings(in: given)
    guard !names.isEmpty else { return nil }
    let site = newObject(.instance(.modelled(Self.maker)), at: arguments.node)
    writeField(site, Self.names, value(.tuple(names.map { value(shapes.string($0)) })))
    if let defaults = arguments["defaults"] { writeField(site, Self.defaults, defaults) }
    return value(.object(site))
  }

  /// What calling a site makes, if that is a type of named tuples.
  func namedTuple(madeBy type: SiteID, _ arguments: CallArguments) -> ValueID? {
    guard info(type).kind == .instance(.modelled(Self.maker)), let known = readField(type, Self.names) else {
      return nil
    }
    let names = strings(in: known)
    var defaults: [ValueID] = []
    if let given = readField(type, Self.defaults), case .elements(let elements) = iteration(over: given) {
      defaults = elements
    }
    let site = newObject(.instance(.modelled(Self.made)), at: arguments.node)
    writeField(site, Self.names, known)
    for (place, name) in names.enumerated() {
      let spare = place - (names.count - defaults.count)
      let given = arguments.argument(place, name) ?? arguments.morePositional ?? arguments.moreKeywords
      let field = given ?? (spare >= 0 ? defaults[spare] : unknown(.badArguments, name))
      writeField(site, name.fieldKey, values.restrict(field, to: frame.live))
    }
    return value(.object(site))
  }

  /// The method that named tuples have beyond those of tuples, under its name.
  func namedTupleMethod(_ name: Symbol, of site: SiteID) -> Symbol? {
    guard name == "_replace" || name == "_asdict", namedTupleFields(of: site) != nil else { return nil }
    return Symbol("namedtuple." + name.text)
  }

  /// `pair._replace(first=x)` and `pair._asdict()`.
  func callNamedTupleMethod(_ name: String, of site: SiteID, _ arguments: CallArguments) -> ValueID {
    name == "_replace"
      ? replaced(site, arguments) : dictionary(ofFields: namedTupleFields(of: site) ?? [], at: arguments.node)
  }

  private func strings(in iterable: ValueID) -> [Symbol] {
    guard case .elements(let elements) = iteration(over: iterable) else { return [] }
    return elements.compactMap(constantString)
  }
}
