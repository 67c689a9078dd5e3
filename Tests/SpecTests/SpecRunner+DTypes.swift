import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import Reporting
import SourceText

@testable import CommandLineTool

/// What `reveal_dtype(…)` and `reveal_narrowest(…)` show, held against the assertions of their lines.
extension SpecRunner {
  func checkDTypes(_ session: AnalysisSession, _ assertions: [SpecAssertion], in file: SpecCase.File) {
    let offset = mutation.lineOffset
    let wanted = assertions.compactMap { assertion -> (line: Int, text: String, isKnownWrong: Bool)? in
      switch assertion.kind {
      case .dtype(let text): (assertion.line, text, false)
      case .knownWrong(let text): (assertion.line, text, true)
      default: nil
      }
    }
    if wanted.isEmpty { return }
    let problems = session.map([Self.folder + "/" + file.name]) { worker, module, path -> [(Int, String)] in
      guard let module else { return [(1, "the file could not be loaded")] }
      let unit = worker.analyze(module, at: path)
      return wanted.flatMap { line, text, isKnownWrong -> [(Int, String)] in
        guard let revealed = unit.revealed(atLine: line + offset) else {
          return [(line, "no reveal_dtype on this line")]
        }
        let differences = Self.differences(revealed, SpecLanes(text))
        if isKnownWrong { return differences.isEmpty ? [(line, "the wrong dtype is gone")] : [] }
        return differences.map { (line, $0) }
      }
    }
    for (line, problem) in problems.flatMap({ $0 }) { record(file, line, problem) }
  }

  private static func differences(_ lanes: [(lane: String, words: String)], _ expected: SpecLanes) -> [String] {
    let found = Dictionary(lanes.map { ($0.lane, $0.words) }, uniquingKeysWith: { first, _ in first })
    var differences: [(text: String, lanes: [String])] = []
    for lane in LaneTable.standard.lanes {
      guard var wanted = expected.expected(scenario: lane.scenario.name, attention: lane.attention.name) else {
        continue
      }
      wanted = wanted.replacing(/\bmodel\b/, with: lane.scenario.modelDType.name)
      let words = found[lane.name] ?? "unreached"
      if words == wanted { continue }
      let text = "expected \(wanted), got \(words)"
      if let index = differences.firstIndex(where: { $0.text == text }) {
        differences[index].lanes.append(lane.name)
      } else {
        differences.append((text, [lane.name]))
      }
    }
    return differences.map { "\($0.text) in \(LaneSummary.text($0.lanes, of: LaneTable.standard.names))" }
  }
}

extension UnitAnalysis {
  /// What the revealing call on a line shows, lane by lane; nil if there is none.
  fileprivate func revealed(atLine line: Int) -> [(lane: String, words: String)]? {
    for index in module.tree.nodes.indices.dropFirst() where module.tree.nodes[index].kind == .call {
      let call = NodeID(UInt32(index))
      let name = module.tree.symbol(module.tree.child(call, 0)).text
      guard name == "reveal_dtype" || name == "reveal_narrowest",
        module.lines.line(at: module.tree.span(call).start) == line
      else { continue }
      let value = facts.value(of: module.tree.child(call, 1), in: module.id, values: interpreter.values)
      if name == "reveal_narrowest" { return narrowest(of: value) }
      return interpreter.lanes.names.enumerated().compactMap { lane, name in
        let words = interpreter.alternatives(of: value, lane: lane).map(\.words)
        return words.isEmpty ? nil : (name, words.joined(separator: " or "))
      }
    }
    return nil
  }

  /// The narrowest floating dtypes that the data of a tensor passed through.
  private func narrowest(of value: ValueID) -> [(lane: String, words: String)] {
    interpreter.lanes.names.enumerated().compactMap { lane, name in
      for piece in interpreter.values.pieces(value) where piece.mask.contains(lane: lane) {
        guard case .tensor(let tensor) = interpreter.shapes[piece.shape] else { return (name, "no tensor") }
        let set = DTypeSet(rawValue: interpreter.shapes[tensor.narrowest][lane])
        return (name, set.isUnknown ? "unknown" : set.dtypes.map(\.name).joined(separator: " or "))
      }
      return nil
    }
  }
}
