import Linting
import SourceText

/// SARIF 2.1.0, as code scanning reads it: relative URIs, fingerprints that survive moved lines, code flows, fixes.
struct SARIFReporter {
  let context: RenderingContext

  func render(_ report: Report) -> String {
    var rules: [RuleID] = []
    for diagnostic in report.diagnostics where !rules.contains(diagnostic.rule) { rules.append(diagnostic.rule) }
    rules.sort { $0.code < $1.code }
    let driver = JSON.object([
      ("name", .string("dtypelint")), ("version", .string(context.toolVersion)), ("rules", .array(rules.map(rule))),
    ])
    let results = report.diagnostics.map { result($0, ruleIndex: rules.firstIndex(of: $0.rule) ?? 0) }
    let run = JSON.object([
      ("tool", .object([("driver", driver)])),
      ("columnKind", .string("unicodeCodePoints")),
      ("results", .array(results)),
    ])
    return JSON.object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
      ("version", .string("2.1.0")),
      ("runs", .array([run])),
    ]).text(pretty: true) + "\n"
  }

  private func rule(_ id: RuleID) -> JSON {
    var items: [(key: String, value: JSON)] = [("id", .string(id.code)), ("name", .string(id.slug))]
    if let page = RulePage.named(id.code) {
      items += [
        ("shortDescription", Self.message(page.title)), ("fullDescription", Self.message(page.summary)),
        ("help", .object([("text", .string(page.body)), ("markdown", .string(page.body))])),
        ("defaultConfiguration", .object([("level", .string(Self.level(page.severity)))])),
      ]
    }
    return .object(items)
  }

  private func result(_ diagnostic: Diagnostic, ruleIndex: Int) -> JSON {
    let text = ([diagnostic.message + (diagnostic.condition.map { " (\($0))" } ?? "")] + diagnostic.notes)
      .joined(separator: "\n")
    var items: [(key: String, value: JSON)] = [
      ("ruleId", .string(diagnostic.rule.code)), ("ruleIndex", .integer(ruleIndex)),
      ("level", .string(Self.level(diagnostic.severity))), ("message", Self.message(text)),
      ("locations", .array([Self.location(diagnostic.place)])),
      ("partialFingerprints", .object([("dtypelint/v1", .string(diagnostic.fingerprint))])),
    ]
    if !diagnostic.related.isEmpty {
      let related = diagnostic.related.enumerated().map { index, place in
        Self.location(path: place.path, line: place.line, column: nil, message: place.message, id: index)
      }
      items.append(("relatedLocations", .array(related)))
    }
    let flows = diagnostic.operands.filter { !$0.steps.isEmpty }.map(Self.flow)
    if !flows.isEmpty { items.append(("codeFlows", .array(flows))) }
    if let fix = diagnostic.fix, fix.applicability != .displayOnly, !fix.edits.isEmpty {
      items.append(("fixes", .array([Self.fix(fix)])))
    }
    return .object(items)
  }

  private static func flow(_ operand: OperandFlow) -> JSON {
    let steps = operand.steps.map { step in
      JSON.object([
        ("location", location(path: step.path, line: step.line, column: step.column, message: step.text, id: nil))
      ])
    }
    return .object([
      ("message", message("\(operand.name) is \(operand.dtype)")),
      ("threadFlows", .array([.object([("locations", .array(steps))])])),
    ])
  }

  private static func fix(_ fix: Fix) -> JSON {
    var changes: [(path: String, replacements: [JSON])] = []
    for edit in fix.edits {
      let replacement = JSON.object([
        ("deletedRegion", region(edit.place)),
        ("insertedContent", .object([("text", .string(edit.replacement))])),
      ])
      if let index = changes.firstIndex(where: { $0.path == edit.place.path }) {
        changes[index].replacements.append(replacement)
      } else {
        changes.append((edit.place.path, [replacement]))
      }
    }
    let written = changes.map { change in
      JSON.object([("artifactLocation", artifact(change.path)), ("replacements", .array(change.replacements))])
    }
    return .object([("description", message(fix.title)), ("artifactChanges", .array(written))])
  }

  // MARK: Parts

  private static func level(_ severity: Severity) -> String { severity == .info ? "note" : severity.rawValue }

  private static func message(_ text: String) -> JSON { .object([("text", .string(text))]) }

  private static func location(_ place: Place) -> JSON {
    .object([
      ("physicalLocation", .object([("artifactLocation", artifact(place.path)), ("region", region(place))]))
    ])
  }

  private static func location(path: String, line: Int, column: Int?, message text: String, id: Int?) -> JSON {
    var region: [(key: String, value: JSON)] = [("startLine", .integer(line))]
    if let column { region.append(("startColumn", .integer(column))) }
    var items: [(key: String, value: JSON)] = id.map { [("id", .integer($0))] } ?? []
    items += [
      ("physicalLocation", .object([("artifactLocation", artifact(path)), ("region", .object(region))])),
      ("message", message(text)),
    ]
    return .object(items)
  }

  private static func region(_ place: Place) -> JSON {
    .object([
      ("startLine", .integer(place.line)), ("startColumn", .integer(place.column)),
      ("endLine", .integer(place.endLine)), ("endColumn", .integer(place.endColumn)),
    ])
  }

  /// A relative path stays one; everything that a URI does not allow is percent-encoded.
  private static func artifact(_ path: String) -> JSON {
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    var uri = path.hasPrefix("/") ? "file://" : ""
    for byte in path.utf8 {
      if allowed.contains(byte) {
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        uri += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return .object([("uri", .string(uri))])
  }
}
