package import SourceText

/// One thing to tell about the checked code: plain data, rendered by Reporting only.
package struct Diagnostic: Sendable, Hashable {
  package var rule: RuleID
  package var severity: Severity
  /// The headline: makes sense alone, lower case, no full stop.
  package var message: String
  package var place: Place
  /// The qualified name of the function it lies in, empty at module level.
  package var function: String
  /// The lanes in which it happens, such as `cast-bf16/flash_attention_2`, in the order of the lane set.
  package var lanes: [String]
  /// The lanes that reach the place and in which all is well.
  package var holdingLanes: [String]
  /// The values that matter, each with the way its dtype came about.
  package var operands: [OperandFlow]
  /// Other places a reader should see.
  package var related: [RelatedPlace]
  /// What torch says, known releases that fix it, ways to keep working meanwhile.
  package var notes: [String]
  /// When it happens, if not in the canonical call: "when `inputs_embeds` is given".
  package var condition: String?
  /// The best way to mend it.
  package var fix: Fix?
  /// Other ways, the better first.
  package var otherFixes: [Fix]
  /// See `Finding.copyKey`.
  package var copyKey: CopyKey?
  /// Identifies the finding across edits elsewhere in the file: it depends on contents, never on line numbers.
  package var fingerprint: String
  /// A hash of the statement it lies in, empty if it lies in none: the same in every release that has the statement.
  package var statement: String
  /// Ways to keep working meanwhile, which become notes when all that is told here is together.
  var workarounds: [Workaround] = []
  /// The rule that found its cause.
  package var causeRule: RuleID?
  /// The path of the file in whose analysis it was found, wherever it is told.
  package var unit = ""

  package init(
    rule: RuleID, severity: Severity, message: String, place: Place, function: String = "", lanes: [String] = [],
    holdingLanes: [String] = [], operands: [OperandFlow] = [], related: [RelatedPlace] = [], notes: [String] = [],
    condition: String? = nil, fix: Fix? = nil, otherFixes: [Fix] = [], fingerprint: String = "",
    statement: String = ""
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.place = place
    self.function = function
    self.lanes = lanes
    self.holdingLanes = holdingLanes
    self.operands = operands
    self.related = related
    self.notes = notes
    self.condition = condition
    self.fix = fix
    self.otherFixes = otherFixes
    self.fingerprint = fingerprint
    self.statement = statement
  }
}

/// A range of a file, for people: lines and columns count from one, columns in characters.
package struct Place: Sendable, Hashable {
  /// Relative to the package root, with `/`: what the fixed formats call `file`.
  package var file: String
  /// The path as it was reached from the command line, for reading the file and for editors.
  package var path: String
  package var span: Span
  package var line: Int
  package var column: Int
  package var endLine: Int
  /// One past the last character.
  package var endColumn: Int

  package init(
    file: String, path: String, span: Span, line: Int, column: Int, endLine: Int, endColumn: Int
  ) {
    self.file = file
    self.path = path
    self.span = span
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
  }
}

/// How the dtype of one operand of a finding came about.
package struct OperandFlow: Sendable, Hashable {
  /// The operand as the reader knows it, such as `cos`.
  package var name: String
  /// Its dtype in the failing lanes, such as `bfloat16`; several are joined by " or ".
  package var dtype: String
  /// Where the operand is written, for the second caret.
  package var place: Place?
  /// Hop by hop, the origin first.
  package var steps: [FlowStep]

  package init(name: String, dtype: String, place: Place? = nil, steps: [FlowStep] = []) {
    self.name = name
    self.dtype = dtype
    self.place = place
    self.steps = steps
  }
}

/// One hop on the way of a dtype.
package struct FlowStep: Sendable, Hashable {
  /// Relative to the package root.
  package var file: String
  package var path: String
  package var line: Int
  package var column: Int
  /// What happens there, such as "`inv_freq` is a buffer, created as float32, cast to bfloat16 by `.to()`".
  package var text: String

  package init(file: String, path: String, line: Int, column: Int, text: String) {
    self.file = file
    self.path = path
    self.line = line
    self.column = column
    self.text = text
  }
}

/// Another place that belongs to a finding.
package struct RelatedPlace: Sendable, Hashable {
  /// Relative to the package root.
  package var file: String
  package var path: String
  package var line: Int
  package var message: String

  package init(file: String, path: String, line: Int, message: String) {
    self.file = file
    self.path = path
    self.line = line
    self.message = message
  }

  init(_ place: Place, _ message: String) {
    self.init(file: place.file, path: place.path, line: place.line, message: message)
  }

  init(_ step: FlowStep) {
    self.init(file: step.file, path: step.path, line: step.line, message: step.text)
  }
}
