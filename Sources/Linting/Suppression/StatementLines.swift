package import PythonSyntax
package import SourceText

/// Which lines belong to the statement at a place: all of a simple one, the header of a compound one.
package struct StatementLines {
  let tree: SyntaxTree
  let lines: LineIndex

  package init(tree: SyntaxTree, lines: LineIndex) {
    self.tree = tree
    self.lines = lines
  }

  /// The lines of the innermost statement around a span, decorators included; its own lines if there is none.
  package func range(around span: Span) -> ClosedRange<Int> {
    var statement = NodeID.none
    var current = tree.root
    while let child = tree.children(of: current).first(where: { extent(of: $0).contains(span) }) {
      if tree.kind(child).isWholeStatement { statement = child }
      current = child
    }
    let own = lines.line(at: span.start)...max(lines.line(at: span.start), lastLine(of: span))
    guard !statement.isNone else { return own }
    let whole = extent(of: statement)
    let first = lines.line(at: whole.start)
    let body = tree.children(of: statement).first { holdsBlock($0) }
    guard let body else { return first...max(first, lastLine(of: whole)) }
    let bodyLine = lines.line(at: firstBlock(in: body).start)
    let header = first...max(first, bodyLine - 1)
    return header.overlaps(own) ? header : own
  }

  private func lastLine(of span: Span) -> Int { lines.line(at: span.end > span.start ? span.end - 1 : span.end) }

  /// A node's span, stretched over the decorators in front of a definition.
  private func extent(of id: NodeID) -> Span {
    var span = tree.span(id)
    switch tree.kind(id) {
    case .functionDefinition, .classDefinition:
      for child in tree.children(of: id) where !child.isNone { span.start = min(span.start, tree.span(child).start) }
      // The `@` in front of the first decorator.
      if span.start < tree.span(id).start { span.start -= 1 }
    default: break
    }
    return span
  }

  private func holdsBlock(_ id: NodeID) -> Bool {
    switch tree.kind(id) {
    case .block, .ifClause, .elseClause, .exceptClause, .finallyClause, .caseClause: true
    default: false
    }
  }

  private func firstBlock(in id: NodeID) -> Span {
    if tree.kind(id) == .block { return tree.span(id) }
    let block = tree.children(of: id).first { tree.kind($0) == .block }
    return tree.span(block ?? id)
  }
}

extension NodeKind {
  /// Whether a comment above it speaks for it: a statement, not a part of one.
  fileprivate var isWholeStatement: Bool {
    switch self {
    case .expressionStatement, .assignment, .annotatedAssignment, .augmentedAssignment, .return_, .raise, .pass,
      .break_, .continue_, .global, .nonlocal, .delete, .assert, .if_, .while_, .for_, .with, .try_, .match,
      .functionDefinition, .classDefinition, .importModules, .importFrom, .typeAlias:
      true
    default: false
    }
  }
}
