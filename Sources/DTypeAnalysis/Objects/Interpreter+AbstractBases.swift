import Dataflow
import SourceText

/// The abstract base classes of Python's collections, which its own types implement without naming them.
extension Interpreter {
  /// Whether a value implements `collections.abc.Iterable` and the like; nil for other classes and open values.
  func implements(_ shape: ShapeID, _ name: Symbol) -> Bool? {
    let text = name.text
    guard ["collections.abc.", "typing.", "numbers."].contains(where: text.hasPrefix) else { return nil }
    guard let types = Self.implementers[text.split(separator: ".").last.map(String.init) ?? ""] else { return nil }
    guard let type = typeName(of: shape) else { return nil }
    return types.contains(type)
  }

  private static let implementers: [String: Set<String>] = [
    "Iterable": ["list", "tuple", "dict", "set", "str", "tensor"],
    "Collection": ["list", "tuple", "dict", "set", "str"],
    "Sized": ["list", "tuple", "dict", "set", "str", "tensor"],
    "Container": ["list", "tuple", "dict", "set", "str", "tensor"],
    "Sequence": ["list", "tuple", "str"], "MutableSequence": ["list"],
    "Mapping": ["dict"], "MutableMapping": ["dict"], "Set": ["set"],
    "Number": ["number"], "Integral": ["number"], "Real": ["number"],
    "Callable": ["function"],
  ]

  private func typeName(of shape: ShapeID) -> String? {
    switch shapes[shape] {
    case .tuple, .sequence, .opaque(.size): "tuple"
    case .string, .numbered, .opaque(.string): "str"
    case .tensor: "tensor"
    case .none: "none"
    case .integer, .float, .bool, .opaque(.integer), .opaque(.positiveInteger), .opaque(.float), .opaque(.number),
      .opaque(.bool):
      "number"
    case .function, .boundMethod, .class_, .builtin: "function"
    case .object(let site):
      switch info(site).kind {
      case .list: "list"
      case .dictionary: "dict"
      case .set: "set"
      default: nil
      }
    default: nil
    }
  }
}
