import Linting
import SourceText

/// The fixed JSON format that other programs read.
struct JSONReporter {
  func render(_ report: Report) -> String {
    JSON.array(report.diagnostics.map(Self.json)).text(pretty: true) + "\n"
  }

  private static func json(_ diagnostic: Diagnostic) -> JSON {
    let place = diagnostic.place
    return .object([
      ("code", .string(diagnostic.rule.code)),
      ("slug", .string(diagnostic.rule.slug)),
      ("severity", .string(diagnostic.severity.rawValue)),
      ("message", .string(diagnostic.message)),
      ("file", .string(place.file)),
      ("path", .string(place.path)),
      ("line", .integer(place.line)),
      ("column", .integer(place.column)),
      ("end_line", .integer(place.endLine)),
      ("end_column", .integer(place.endColumn)),
      ("function", .string(diagnostic.function)),
      ("condition", .optional(diagnostic.condition)),
      ("lanes", .strings(diagnostic.lanes)),
      ("holding_lanes", .strings(diagnostic.holdingLanes)),
      ("operands", .array(diagnostic.operands.map(json))),
      ("related", .array(diagnostic.related.map(json))),
      ("notes", .strings(diagnostic.notes)),
      ("fix", diagnostic.fix.map(json) ?? .null),
      ("other_fixes", .array(diagnostic.otherFixes.map(json))),
      ("fingerprint", .string(diagnostic.fingerprint)),
      ("statement", .string(diagnostic.statement)),
    ])
  }

  private static func json(_ related: RelatedPlace) -> JSON {
    .object([
      ("file", .string(related.file)), ("line", .integer(related.line)), ("message", .string(related.message)),
    ])
  }

  private static func json(_ operand: OperandFlow) -> JSON {
    let steps = operand.steps.map { step in
      JSON.object([
        ("file", .string(step.file)), ("line", .integer(step.line)), ("column", .integer(step.column)),
        ("text", .string(step.text)),
      ])
    }
    return .object([
      ("name", .string(operand.name)), ("dtype", .string(operand.dtype)), ("flow", .array(steps)),
    ])
  }

  private static func json(_ fix: Fix) -> JSON {
    let edits = fix.edits.map { edit in
      JSON.object([
        ("file", .string(edit.place.file)), ("path", .string(edit.place.path)),
        ("line", .integer(edit.place.line)), ("column", .integer(edit.place.column)),
        ("end_line", .integer(edit.place.endLine)), ("end_column", .integer(edit.place.endColumn)),
        ("start_byte", .integer(Int(edit.place.span.start))), ("end_byte", .integer(Int(edit.place.span.end))),
        ("replacement", .string(edit.replacement)),
      ])
    }
    return .object([
      ("title", .string(fix.title)),
      ("applicability", .string(fix.applicability.rawValue)),
      ("reason", .optional(fix.reason)),
      ("edits", .array(edits)),
      ("evidence", fix.evidence.map(json) ?? .null),
    ])
  }

  private static func json(_ evidence: FixEvidence) -> JSON {
    let outcomes = evidence.outcomes.map { outcome in
      JSON.object([
        ("variant", .string(outcome.variant)),
        ("setting", .string(outcome.setting)),
        ("raises", .optional(outcome.raises)),
        ("result_dtype", .optional(outcome.resultDType)),
        ("maximum_error", .optional(outcome.maximumError)),
        ("rms_error", .optional(outcome.rootMeanSquareError)),
        ("maximum_ulps", .optional(outcome.maximumUlps)),
        ("table_share", .optional(outcome.tableShare)),
        (
          "error_by_position",
          .array(
            outcome.errorByPosition.map {
              .object([("position", .integer($0.position)), ("error", .optional($0.error))])
            })
        ),
      ])
    }
    return .object([("outcomes", .array(outcomes))])
  }
}
