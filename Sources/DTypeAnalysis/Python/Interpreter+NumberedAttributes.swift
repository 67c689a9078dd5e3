import Dataflow
import PythonSyntax
import SourceText

/// Attributes whose names are made in a loop: where the index of `f"block_{index}"` is not known, all of them are one.
extension Interpreter {
  /// `block_{}` for an argument of a call that is written as such a text.
  func numberedName(_ argument: Int, of call: NodeID) -> Symbol? {
    guard frame.tree.kind(call) == .call, argument + 1 < frame.tree.childCount(call) else { return nil }
    let text = frame.tree.child(call, argument + 1)
    return frame.tree.kind(text) == .formattedString ? frame.tree.symbol(text) : nil
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
