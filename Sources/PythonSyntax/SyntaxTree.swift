package import SourceText

/// A place in one `SyntaxTree`; `none` is place 0.
package struct NodeID: Hashable, Sendable {
  package let rawValue: UInt32

  package init(_ rawValue: UInt32) { self.rawValue = rawValue }

  package static let none = NodeID(0)

  package var isNone: Bool { rawValue == 0 }
}

/// One syntax node, stored by value in the tree's arena.
package struct Node: Sendable {
  package var kind: NodeKind
  package var operation: Operation
  /// Leading dots of an `importFrom`, else 0.
  package var level: UInt16
  package var symbol: Symbol
  /// The `as` name of an `importAlias`, else empty.
  package var secondSymbol: Symbol
  package var span: Span
  package var firstChild: UInt32
  package var childCount: UInt32
  package var parent: NodeID
}

/// A parsed file: an arena of nodes in which a parent's children are one run of `children`.
///
/// The tree owns all it needs: nothing of tree-sitter is left in it, so it is freely shared between threads.
package struct SyntaxTree: Sendable {
  package var nodes: [Node]
  package var children: [NodeID]
  package var root: NodeID

  package init(nodes: [Node], children: [NodeID], root: NodeID) {
    self.nodes = nodes
    self.children = children
    self.root = root
  }

  package subscript(id: NodeID) -> Node { nodes[Int(id.rawValue)] }

  package func kind(_ id: NodeID) -> NodeKind { nodes[Int(id.rawValue)].kind }

  package func symbol(_ id: NodeID) -> Symbol { nodes[Int(id.rawValue)].symbol }

  package func span(_ id: NodeID) -> Span { nodes[Int(id.rawValue)].span }

  package func parent(_ id: NodeID) -> NodeID { nodes[Int(id.rawValue)].parent }

  package func childCount(_ id: NodeID) -> Int { Int(nodes[Int(id.rawValue)].childCount) }

  /// The child at a fixed place, `NodeID.none` where it is absent.
  package func child(_ id: NodeID, _ index: Int) -> NodeID {
    let node = nodes[Int(id.rawValue)]
    return index < Int(node.childCount) ? children[Int(node.firstChild) + index] : .none
  }

  package func children(of id: NodeID) -> ArraySlice<NodeID> {
    let node = nodes[Int(id.rawValue)]
    return children[Int(node.firstChild)..<Int(node.firstChild + node.childCount)]
  }
}

extension SyntaxTree {
  /// The node that is not there, at place 0 of every tree.
  static let absentNode = Node(
    kind: .none, operation: .none, level: 0, symbol: .empty, secondSymbol: .empty, span: Span(start: 0, end: 0),
    firstChild: 0, childCount: 0, parent: .none)

  /// The tree of an empty file.
  package static var empty: SyntaxTree {
    var module = absentNode
    module.kind = .module
    return SyntaxTree(nodes: [absentNode, module], children: [], root: NodeID(1))
  }
}

extension SyntaxTree {
  /// Makes error nodes of the `pass` statements at some offsets.
  mutating func markErrors(at offsets: Set<UInt32>) {
    for index in nodes.indices where nodes[index].kind == .pass && offsets.contains(nodes[index].span.start) {
      nodes[index].kind = .error
    }
  }
}
