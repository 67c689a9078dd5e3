import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// A place where knowledge is lost: the expression is not known although all its parts are.
package struct UnknownCause: Sendable {
  package var line: Int
  package var text: String
  package var reason: String
  /// In how many lanes.
  package var laneCount: Int
}

extension UnitAnalysis {
  /// Where values stop being known, in source order; what follows from them is left out.
  package func unknownCauses() -> [UnknownCause] {
    var causes: [UnknownCause] = []
    let tree = module.tree
    for index in 1..<max(1, tree.nodes.count) {
      let node = NodeID(UInt32(index))
      let value = facts.value(of: node, in: module.id, values: interpreter.values)
      guard value != .empty, let (reason, lanes) = firstReason(value) else { continue }
      // A name only repeats what its binding was; a call of a checked function repeats what its body is.
      if [.name, .keywordArgument, .starred].contains(tree.kind(node)) { continue }
      if tree.children(of: node).contains(where: { isLost($0) }) || callsCheckedFunction(node) { continue }
      causes.append(
        UnknownCause(
          line: module.lines.line(at: tree.span(node).start), text: shortText(node), reason: reason, laneCount: lanes))
    }
    return causes
  }

  private func isLost(_ node: NodeID) -> Bool {
    let inner = module.tree.kind(node) == .keywordArgument ? module.tree.child(node, 0) : node
    let value = facts.value(of: inner, in: module.id, values: interpreter.values)
    if value != .empty { return firstReason(value) != nil }
    return module.tree.children(of: inner).contains { isLost($0) }
  }

  private func callsCheckedFunction(_ node: NodeID) -> Bool {
    guard module.tree.kind(node) == .call else { return false }
    let callee = facts.value(of: module.tree.child(node, 0), in: module.id, values: interpreter.values)
    return interpreter.values.pieces(callee).contains { piece in
      interpreter.shapes.alternatives(of: piece.shape).contains { shape in
        switch interpreter.shapes[shape] {
        case .function, .boundMethod, .class_: true
        case .object: true
        default: false
        }
      }
    }
  }

  private func firstReason(_ value: ValueID) -> (String, Int)? {
    for piece in interpreter.values.pieces(value) {
      for shape in interpreter.shapes.alternatives(of: piece.shape) {
        switch interpreter.shapes[shape] {
        case .unknown(let reason): return ("\(interpreter.shapes[reason])", piece.mask.count)
        case .tensor(let tensor):
          let vector = interpreter.shapes[tensor.dtypes]
          var count = 0
          piece.mask.forEachLane { if DTypeSet(rawValue: vector[$0]).isUnknown { count += 1 } }
          if count > 0 { return ("dtype not known", count) }
        default: break
        }
      }
    }
    return nil
  }

  private func shortText(_ node: NodeID) -> String {
    let text = module.text(of: node).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return text.count > 70 ? text.prefix(67) + "…" : text
  }
}
