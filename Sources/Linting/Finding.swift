package import SourceText

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
  package var condition: String?
  /// Below or above the rule's own severity, where the facts ask for it.
  package var severity: Severity?

  package init(
    _ message: Diagnostic.Message, at span: Span, function: String = "", lanes: [String] = [],
    holdingLanes: [String] = [], operands: [OperandFlow] = [], related: [RelatedPlace] = [], notes: [String] = [],
    condition: String? = nil, severity: Severity? = nil
  ) {
    self.message = message
    self.span = span
    self.function = function
    self.lanes = lanes
    self.holdingLanes = holdingLanes
    self.operands = operands
    self.related = related
    self.notes = notes
    self.condition = condition
    self.severity = severity
  }
}

extension Diagnostic {
  /// The wording of a finding; rules declare theirs as static members at the foot of their file.
  package struct Message: Sendable, Hashable, ExpressibleByStringInterpolation {
    package let text: String

    package init(stringLiteral value: String) { text = value }
  }
}
