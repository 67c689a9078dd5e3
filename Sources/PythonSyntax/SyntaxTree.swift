public import SourceText

/// A place in one `SyntaxTree`; `none` is place 0.
public struct NodeID: Hashable, Sendable {
  public let rawValue: UInt32

  @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }

  public static let none = NodeID(0)

  @inlinable public var isNone: Bool { rawValue == 0 }
}

/// One syntax node, stored by value in the tree's arena.
public struct Node: Sendable {
  public var kind: NodeKind
  public var operation: Operation
  /// Leading dots of an `importFrom`, else 0.
  public var level: UInt16
  public var symbol: Symbol
  /// The `as` name of an `importAlias`, else empty.
  public var secondSymbol: Symbol
  public var span: Span
  public var firstChild: UInt32
  public var childCount: UInt32
  public var parent: NodeID
}

/// A parsed file: an arena of nodes in which a parent's children are one run of `children`.
///
/// The tree owns all it needs: nothing of tree-sitter is left in it, so it is freely shared between threads.
public struct SyntaxTree: Sendable {
  public var nodes: [Node]
  public var children: [NodeID]
  public var root: NodeID

  @inlinable public init(nodes: [Node], children: [NodeID], root: NodeID) {
    self.nodes = nodes
    self.children = children
    self.root = root
  }

  @inlinable public subscript(id: NodeID) -> Node { nodes[Int(id.rawValue)] }

  @inlinable public func kind(_ id: NodeID) -> NodeKind { nodes[Int(id.rawValue)].kind }

  @inlinable public func symbol(_ id: NodeID) -> Symbol { nodes[Int(id.rawValue)].symbol }

  @inlinable public func span(_ id: NodeID) -> Span { nodes[Int(id.rawValue)].span }

  @inlinable public func parent(_ id: NodeID) -> NodeID { nodes[Int(id.rawValue)].parent }

  @inlinable public func childCount(_ id: NodeID) -> Int { Int(nodes[Int(id.rawValue)].childCount) }

  /// The child at a fixed place, `NodeID.none` where it is absent.
  @inlinable public func child(_ id: NodeID, _ index: Int) -> NodeID {
    let node = nodes[Int(id.rawValue)]
    return index < Int(node.childCount) ? children[Int(node.firstChild) + index] : .none
  }

  @inlinable public func children(of id: NodeID) -> ArraySlice<NodeID> {
    let node = nodes[Int(id.rawValue)]
    return children[Int(node.firstChild)..<Int(node.firstChild + node.childCount)]
  }
}

extension SyntaxTree {
  /// The name that an expression begins with: `images` of `images.flatten(0, 1)`.
  public func rootName(of expression: NodeID) -> Symbol? {
    var root = expression
    while [.call, .attribute, .subscript_].contains(kind(root)) { root = child(root, 0) }
    return kind(root) == .name ? symbol(root) : nil
  }

  /// A node and all below it, in source order.
  public func nodes(in root: NodeID) -> [NodeID] {
    var found: [NodeID] = []
    var pending = root.isNone ? [] : [root]
    while let node = pending.popLast() {
      found.append(node)
      pending += children(of: node).reversed().filter { !$0.isNone }
    }
    return found
  }
}

extension SyntaxTree {
  /// The node that is not there, at place 0 of every tree.
  static let absentNode = Node(
    kind: .none, operation: .none, level: 0, symbol: .empty, secondSymbol: .empty, span: Span(start: 0, end: 0),
    firstChild: 0, childCount: 0, parent: .none)

  /// The tree of an empty file.
  public static var empty: SyntaxTree {
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
