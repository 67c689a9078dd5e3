package import SourceText

/// What findings of one piece of code share.
package enum CopyKey: Hashable, Sendable {
  /// The text of code that is often copied.
  case text(String)
  /// Where the code lies that others call.
  case place(path: String, start: UInt32)
}

/// What a rule found, before `Linter` makes a `Diagnostic` of it.
package struct Finding: Sendable {
  package var message: Diagnostic.Message
  /// The place in the unit's file.
  package var span: Span
  package var function: String
  package var lanes: [String]
  package var holdingLanes: [String]
  package var operands: [OperandFlow]
  package var related: [RelatedPlace]
  package var notes: [String]
  package var workarounds: [Workaround]
  package var condition: String?
  /// Below or above the rule's own severity, where the facts ask for it.
  package var severity: Severity?
  /// The code that is to blame, where several findings come of it: of those with one key, in whatever file, one is told
  /// and the others are its related places.
  package var copyKey: CopyKey?
  /// Places at which something worse comes of it: where other rules find that, this is told there, as its cause.
  package var consequences: [Span]

  package init(
    _ message: Diagnostic.Message, at span: Span, function: String = "", lanes: [String] = [],
    holdingLanes: [String] = [], operands: [OperandFlow] = [], related: [RelatedPlace] = [], notes: [String] = [],
    workarounds: [Workaround] = [], condition: String? = nil, severity: Severity? = nil, copyKey: CopyKey? = nil,
    consequences: [Span] = []
  ) {
    self.message = message
    self.span = span
    self.function = function
    self.lanes = lanes
    self.holdingLanes = holdingLanes
    self.operands = operands
    self.related = related
    self.notes = notes
    self.workarounds = workarounds
    self.condition = condition
    self.severity = severity
    self.copyKey = copyKey
    self.consequences = consequences
  }
}

extension Finding {
  /// What identifies it, without the way of its operands.
  var unexplained: Finding {
    var finding = self
    finding.operands = []
    finding.related = []
    return finding
  }
}

extension Finding {
  /// The same with the finding that it is a consequence of.
  func explained(by cause: Finding, in unit: AnalyzedUnit) -> Finding {
    var finding = self
    let place = unit.checkedFile.place(cause.span)
    let words = "because \(cause.message.text)"
    let known = Set(related.map { "\($0.path):\($0.line)" })
    finding.related =
      [RelatedPlace(place, words)] + related
      + cause.related.filter { !known.contains("\($0.path):\($0.line)") }
    // Where the way of an operand leads there, it tells the rest.
    let isOnTheWay = operands.contains { $0.steps.contains { $0.path == place.path && $0.line == place.line } }
    if !isOnTheWay { finding.operands += cause.operands }
    return finding
  }
}

extension Diagnostic {
  /// The wording of a finding; rules declare theirs as static members at the foot of their file.
  package struct Message: Sendable, Hashable, ExpressibleByStringInterpolation {
    package let text: String

    package init(stringLiteral value: String) { text = value }
  }
}
