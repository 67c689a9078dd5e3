import DTypeAnalysis
import Linting
import PythonSemantics
import Reporting
import SourceText

/// `dtypelint trace` for people: one block for each binding, lanes that agree on one line; where places are asked for,
/// also how the dtype came about.
struct TraceText {
  let targets: [TraceTarget]
  /// Whether rows are written for people and not as JSON.
  let isText: Bool

  func run(
    _ paths: [String], _ arguments: ParsedArguments, _ console: Console
  ) throws(CommandLineError) -> ExitCode {
    var arguments = arguments
    arguments.replaceOperands(paths + targets.map(\.path))
    let (session, found) = try AnalysisArguments.opened(arguments, command: TraceCommand.specification.name)
    let everything = Set(try FileDiscovery(files: session.files).find(paths).paths)
    let display = DisplayPaths(found.paths, files: session.files)
    let outputs = session.map(found.paths) { worker, module, path -> (lines: [String], problem: String?) in
      guard let module else { return ([], "\(path): cannot be read") }
      if let problem = module.fileProblem { return ([], "\(path): \(problem.description)") }
      let isWhole = everything.contains(path)
      let unit = AnalyzedUnit(
        worker.analyze(module, at: path, tracksOrigins: isText && !isWhole), path: path, displayPath: display.path)
      let rows = unit.analysis.traceRows().filter { row in isWhole || targets.contains { $0.accepts(row, at: path) } }
      guard isText else { return (rows.map(\.json), nil) }
      let raises = unit.analysis.raisesByStatement()
      return (
        rows.map { row in
          let raised = row.kind == .param ? [] : raises[unit.analysis.statement(of: row.node)] ?? []
          return text(of: row, path: path, unit, raised, withFlow: !isWhole)
        }, nil
      )
    }
    for problem in outputs.compactMap(\.problem) { console.printError("dtypelint: \(problem)\n") }
    let lines = outputs.flatMap(\.lines)
    for line in lines { console.print(line + "\n") }
    try AnalysisArguments.requireAny(found.paths, unread: outputs.count { $0.problem != nil }, arguments)
    if lines.isEmpty, let target = targets.first {
      throw .path("\(target.path):\(target.line)", problem: "no name that holds a tensor is bound there")
    }
    return .clean
  }

  /// - Parameter raised: what raises on the way to the binding; parameters are bound by the caller.
  private func text(
    of row: TraceRow, path: String, _ unit: AnalyzedUnit, _ raised: [RaiseFact], withFlow: Bool
  ) -> String {
    var groups: [(text: String, lanes: [String])] = []
    for (lane, alternatives) in row.lanes {
      let text = alternatives.map { $0.words }.joined(separator: " or ")
      if let index = groups.firstIndex(where: { $0.text == text }) {
        groups[index].lanes.append(lane)
      } else {
        groups.append((text, [lane]))
      }
    }
    let all = row.lanes.map(\.lane)
    let width = groups.map(\.text.count).max() ?? 0
    var lines = ["\(path):\(row.line): `\(row.name)` in `\(row.function)`"]
    for group in groups {
      let padding = String(repeating: " ", count: width - group.text.count + 2)
      lines.append("    " + group.text + padding + LaneSummary.text(group.lanes, of: all))
      let flow = withFlow ? unit.flow(toBinding: row.node, value: row.value, in: group.lanes) : []
      lines += FlowText.lines(flow, from: path).map { "      " + $0 }
    }
    return (lines + Self.words(for: raised, in: unit, all: all)).joined(separator: "\n")
  }

  private static func words(for raised: [RaiseFact], in unit: AnalyzedUnit, all: [String]) -> [String] {
    var lines: [String] = []
    for raise in raised {
      let lanes = LaneSummary.text(unit.names(of: raise.lanes), of: all)
      let line = "    but `\(raise.operation.text)` raises in \(lanes): \(raise.reason.message)"
      if !lines.contains(line) { lines.append(line) }
    }
    return lines
  }
}

extension TraceTarget {
  fileprivate func accepts(_ row: TraceRow, at path: String) -> Bool {
    row.line == line && (name == nil || name == row.name) && (self.path == path || "./" + path == self.path)
  }
}
