import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Attributes whose names are made in a loop: where the index of `f"block_{index}"` is not known, all of them are one.
extension Interpreter {
  /// What was written under such a name; nil where some lane has nothing there.
  func numberedAttribute(_ name: Symbol, of object: ValueID) -> ValueID? {
    guard case .object(let site)? = uniform(object), fieldPresence(name, in: site).true_ == frame.live else {
      return nil
    }
    return readField(site, name.fieldKey).map { values.restrict($0, to: frame.live) }
  }

  /// What a `ModuleDict` holds under a name that is not known whole: its items are attributes as well; nil for others.
  func child(_ name: ShapeID, of object: ValueID, at node: NodeID) -> ValueID? {
    guard let owner = uniform(object), case .object(let site) = owner,
      containerName(of: info(site).kind)?.text.hasSuffix("Dict") == true
    else { return nil }
    return containerItem(shapes.intern(owner), index: value(name), at: node)
  }

  /// `block_{}` for `block_3`; nil for a name without a number.
  func numberedForm(of name: Symbol) -> Symbol? {
    let text = name.text
    guard text.utf8.contains(where: { (48...57).contains($0) }) else { return nil }
    return Symbol(text.replacing(/[0-9]+/, with: "{}"))
  }

  /// Adds a value to those that are there under the name already.
  func addNumberedAttribute(_ name: Symbol, of site: SiteID, _ value: ValueID) {
    writeField(site, name.fieldKey, values.join(readField(site, name.fieldKey) ?? .empty, value))
  }
}
