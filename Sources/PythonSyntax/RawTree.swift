import CTreeSitter
import CTreeSitterPython
import SourceText

/// One node of the concrete tree, in preorder: the children of node `i` start at `i + 1`.
struct RawNode {
  var kind: RawKind
  var field: RawField
  var isNamed: Bool
  var isMissing: Bool
  var span: Span
  /// The place after the last node below this one.
  var next: UInt32
}

/// tree-sitter's concrete tree, copied into one flat array; the only code that touches C types is in this file.
struct RawTree {
  private(set) var nodes: [RawNode] = []

  /// Parses UTF-8 text; nil only if tree-sitter has no memory or refuses the grammar.
  init?(_ bytes: [UInt8]) {
    guard let parser = ts_parser_new() else { return nil }
    defer { ts_parser_delete(parser) }
    guard ts_parser_set_language(parser, tree_sitter_python()) else { return nil }
    let tree = bytes.withUnsafeBytes { buffer in
      ts_parser_parse_string(parser, nil, buffer.bindMemory(to: CChar.self).baseAddress, UInt32(buffer.count))
    }
    guard let tree else { return nil }
    defer { ts_tree_delete(tree) }
    nodes.reserveCapacity(bytes.count / 3 + 16)
    fill(from: ts_tree_root_node(tree))
  }

  private mutating func fill(from root: TSNode) {
    let grammar = Grammar.shared
    var cursor = ts_tree_cursor_new(root)
    defer { ts_tree_cursor_delete(&cursor) }
    var open: [OpenNode] = []
    while true {
      let node = ts_tree_cursor_current_node(&cursor)
      let start = ts_node_start_byte(node)
      let end = ts_node_end_byte(node)
      let entry = grammar.entry(ts_node_symbol(node))
      nodes.append(
        RawNode(
          kind: entry.kind, field: grammar.field(ts_tree_cursor_current_field_id(&cursor)), isNamed: entry.isNamed,
          isMissing: start == end && ts_node_is_missing(node), span: Span(start: start, end: end), next: 0))
      if ts_tree_cursor_goto_first_child(&cursor) {
        open.append(OpenNode(index: nodes.count - 1))
        continue
      }
      nodes[nodes.count - 1].next = UInt32(nodes.count)
      var closed = OpenNode(index: nodes.count - 1)
      note(&open, closed)
      while !ts_tree_cursor_goto_next_sibling(&cursor) {
        guard let parent = open.popLast() else { return }
        closed = parent
        close(&closed)
        note(&open, closed)
        _ = ts_tree_cursor_goto_parent(&cursor)
      }
    }
  }

  /// A node whose children are being read.
  private struct OpenNode {
    var index: Int
    /// The end of the last child that is no comment.
    var contentEnd: UInt32 = 0
    /// The last child is a comment, or ended in comments that were cut off.
    var endsInComment = false
    var isCut = false
  }

  /// Tells a parent of a child that is complete.
  private func note(_ open: inout [OpenNode], _ child: OpenNode) {
    guard !open.isEmpty else { return }
    let isComment = nodes[child.index].kind == .comment
    open[open.count - 1].endsInComment = isComment || child.isCut
    if !isComment { open[open.count - 1].contentEnd = nodes[child.index].span.end }
  }

  /// Completes a node; comments after its last statement do not belong to it.
  private mutating func close(_ node: inout OpenNode) {
    nodes[node.index].next = UInt32(nodes.count)
    if node.endsInComment && node.contentEnd > 0 && nodes[node.index].kind != .module {
      nodes[node.index].span.end = node.contentEnd
      node.isCut = true
    }
  }

  subscript(index: UInt32) -> RawNode { nodes[Int(index)] }

  mutating func setKind(_ index: UInt32, _ kind: RawKind) { nodes[Int(index)].kind = kind }

  mutating func setStart(_ index: UInt32, _ start: UInt32) { nodes[Int(index)].span.start = start }

  func kind(_ index: UInt32) -> RawKind { nodes[Int(index)].kind }

  /// The children that are not comments.
  func children(_ index: UInt32) -> RawChildren { RawChildren(tree: self, parent: index) }

  /// The named children that are not comments, errors included.
  func named(_ index: UInt32) -> some Sequence<UInt32> {
    children(index).lazy.filter { nodes[Int($0)].isNamed }
  }

  /// The first child with a field.
  func field(_ index: UInt32, _ field: RawField) -> UInt32? {
    children(index).first { nodes[Int($0)].field == field }
  }

  /// The first child of a kind.
  func child(_ index: UInt32, _ kind: RawKind) -> UInt32? {
    children(index).first { nodes[Int($0)].kind == kind }
  }

  func hasChild(_ index: UInt32, _ kind: RawKind) -> Bool { child(index, kind) != nil }
}

/// The children of one node, comments left out.
struct RawChildren: Sequence, IteratorProtocol {
  private let tree: RawTree
  private var index: UInt32
  private let end: UInt32

  init(tree: RawTree, parent: UInt32) {
    self.tree = tree
    index = parent + 1
    end = tree[parent].next
  }

  mutating func next() -> UInt32? {
    while index < end {
      let node = tree[index]
      defer { index = node.next }
      if node.kind != .comment && node.kind != .lineContinuation { return index }
    }
    return nil
  }
}

/// The grammar's integer ids, looked up by name once per process.
private struct Grammar: Sendable {
  struct Entry: Sendable {
    var kind: RawKind
    var isNamed: Bool
  }

  static let shared = Grammar()

  private let entries: [Entry]
  private let fields: [RawField]

  private init() {
    let language = tree_sitter_python()
    var names: [String: RawKind] = [:]
    for kind in RawKind.allCases { names[kind.rawValue] = kind }
    entries = (0..<ts_language_symbol_count(language)).map { id in
      let isNamed = ts_language_symbol_type(language, TSSymbol(id)) == TSSymbolTypeRegular
      let name = ts_language_symbol_name(language, TSSymbol(id)).map { String(cString: $0) } ?? ""
      return Entry(kind: names[isNamed ? name : "'\(name)'"] ?? .other, isNamed: isNamed)
    }
    fields = (0...ts_language_field_count(language)).map { id in
      ts_language_field_name_for_id(language, TSFieldId(id)).flatMap { RawField(rawValue: String(cString: $0)) }
        ?? .none
    }
  }

  func entry(_ symbol: TSSymbol) -> Entry {
    Int(symbol) < entries.count ? entries[Int(symbol)] : Entry(kind: .error, isNamed: true)
  }

  func field(_ id: TSFieldId) -> RawField { fields[Int(id)] }
}
