import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// One call of a function that applies rotary embeddings: a line of `dtypelint sites --output-format jsonl`.
package struct SiteRow {
  package var file: String
  package var line: Int
  package var function: String
  package var calleeFile: String?
  package var callee: String
  package var arguments: [(name: String, lanes: [(lane: String, alternatives: [LaneValue])])]
  package var returns: [(lane: String, alternatives: [LaneValue])]

  package var json: String {
    let given = arguments.map { "\(jsonText($0.name)): \(Self.json($0.lanes))" }.joined(separator: ", ")
    return "{\"file\": \(jsonText(file)), \"line\": \(line), \"func\": \(jsonText(function)), "
      + "\"callee_file\": \(calleeFile.map(jsonText) ?? "null"), \"callee\": \(jsonText(callee)), "
      + "\"args\": {\(given)}, \"returns\": \(Self.json(returns))}"
  }

  private static func json(_ lanes: [(lane: String, alternatives: [LaneValue])]) -> String {
    "{"
      + lanes.map { "\(jsonText($0.lane)): [\($0.alternatives.map(\.json).joined(separator: ", "))]" }
      .joined(separator: ", ") + "}"
  }
}

extension UnitAnalysis {
  /// The rotary call sites of the file in source order.
  package func siteRows() -> [SiteRow] {
    let graph = interpreter.graph
    let own = facts.sites.filter { $0.module == module.id }
    let rows = own.sorted { module.tree.span($0.node).start < module.tree.span($1.node).start }
    return rows.map { site in
      SiteRow(
        file: module.file, line: module.lines.line(at: module.tree.span(site.node).start),
        function: enclosingFunction(of: site.node).map { graph[$0].qualifiedName.text } ?? "",
        calleeFile: site.callee.map { graph[graph[$0].module].file },
        callee: site.callee.map { graph[$0].qualifiedName.text } ?? site.name.text,
        arguments: site.arguments.map { ($0.name.text, lanes(of: $0.value)) }
          .filter { $0.1.contains { $0.alternatives.contains(where: \.holdsTensor) } },
        returns: returns(of: site))
    }
  }

  /// What a call returns; nothing in lanes in which it always raises.
  private func returns(of site: SiteFact) -> [(lane: String, alternatives: [LaneValue])] {
    let reached = site.lanes(interpreter.values)
    let returned = interpreter.values.support(site.returns)
    return interpreter.lanes.names.enumerated().compactMap { lane, name in
      guard reached.contains(lane: lane) else { return nil }
      return (
        name, returned.contains(lane: lane) ? interpreter.alternatives(of: site.returns, lane: lane, atTop: true) : []
      )
    }
  }
}
