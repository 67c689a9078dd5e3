import DTypeAnalysis
import PythonSemantics
import Reporting

/// `dtypelint trace` for people: one block for each binding, lanes that agree on one line.
enum TraceText {
  static func run(
    _ targets: [TraceTarget], _ paths: [String], _ arguments: ParsedArguments, _ console: Console, isText: Bool
  ) throws(CommandLineError) -> ExitCode {
    var arguments = arguments
    arguments.replaceOperands(paths + targets.map(\.path))
    let session = try AnalysisArguments.session(arguments)
    let found = try AnalysisArguments.discover(
      arguments, in: session, command: TraceCommand.specification.name)
    let everything = Set(try FileDiscovery(files: session.files).find(paths).paths)
    let outputs = session.map(found.paths) { worker, module, path -> [String] in
      guard let module, module.fileProblem == nil else { return ["\(path): cannot be read"] }
      let rows = worker.analyze(module, at: path).traceRows().filter { row in
        everything.contains(path) || targets.contains { $0.accepts(row, at: path) }
      }
      return isText ? rows.map { text(of: $0, path: path) } : rows.map(\.json)
    }
    let lines = outputs.flatMap { $0 }
    for line in lines { console.print(line + "\n") }
    if lines.isEmpty, let target = targets.first {
      throw .path("\(target.path):\(target.line)", problem: "no name that holds a tensor is bound there")
    }
    return .clean
  }

  private static func text(of row: TraceRow, path: String) -> String {
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
    let lines = groups.map { group in
      "    " + group.text + String(repeating: " ", count: width - group.text.count + 2)
        + LaneSummary.text(group.lanes, of: all)
    }
    return (["\(path):\(row.line): `\(row.name)` in `\(row.function)`"] + lines).joined(separator: "\n")
  }
}

extension TraceTarget {
  fileprivate func accepts(_ row: TraceRow, at path: String) -> Bool {
    row.line == line && (name == nil || name == row.name) && (self.path == path || "./" + path == self.path)
  }
}
