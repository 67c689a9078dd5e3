import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Attributes whose names are made in a loop: where the index of `f"block_{index}"` is not known, all of them are one.
extension Interpreter {
  /// `block_{}` for an argument of a call that is written as such a text, or is a name that is only bound to one.
  func numberedName(_ argument: Int, of call: NodeID) -> Symbol? {
    let tree = frame.tree
    guard tree.kind(call) == .call, argument + 1 < tree.childCount(call) else { return nil }
    var text = tree.child(call, argument + 1)
    if tree.kind(text) == .name, let function = frame.function {
      let bound = tree.nodes(in: function.body).filter { assignment in
        tree.kind(assignment) == .assignment
          && tree.children(of: assignment).dropFirst().contains {
            tree.kind($0) == .name && tree.symbol($0) == tree.symbol(text)
          }
      }
      guard bound.count == 1 else { return nil }
      text = tree.child(bound[0], 0)
    }
    return tree.kind(text) == .formattedString ? tree.symbol(text) : nil
  }

  /// What was written under such a name; nil where some lane has nothing there.
  func numberedAttribute(_ name: Symbol, of object: ValueID) -> ValueID? {
    guard case .object(let site)? = uniform(object), fieldPresence(name, in: site).true_ == frame.live else {
      return nil
    }
    return readField(site, name.fieldKey).map { values.restrict($0, to: frame.live) }
  }

  /// Adds a value to those that are there under the name already.
  func addNumberedAttribute(_ name: Symbol, of site: SiteID, _ value: ValueID) {
    writeField(site, name.fieldKey, values.join(readField(site, name.fieldKey) ?? .empty, value))
  }
}
