import DTypeAnalysis
import Foundation
import Linting
import PythonSemantics
import PythonSyntax
import Reporting
import SourceText
import Testing

@testable import CommandLineTool

/// Runs one case and compares.
struct SpecRunner {
  let spec: SpecCase
  let mutation: SpecMutation

  /// Where the trees lie; it exists nowhere.
  static let folder = "/work/tree"
  static let models = AnalysisSession(files: MemoryFileSystem([:]))

  /// Pages of rules are held against all rules; pages about the engine against those that they name.
  private func selection(_ assertions: [SpecAssertion]) -> [String] {
    guard !spec.page.path.contains("/Rules/pages/") else { return ["ALL"] }
    let named = assertions.compactMap { assertion -> String? in
      switch assertion.kind {
      case .finding(_, let code, _, _), .falsePositive(let code), .falseNegative(let code): code
      default: nil
      }
    }
    return ["ROPE001", "META001"] + Set(named).subtracting(["ROPE001", "META001"]).sorted()
  }

  func run() throws {
    var contents: [String: String] = [:]
    var assertions: [String: [SpecAssertion]] = [:]
    for file in spec.files {
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      let found = try lines.enumerated().compactMap { try SpecAssertion.read(String($1), number: $0 + 1) }
      assertions[file.name] = found
      guard let text = mutation.apply(SpecGiven.expanded(file.text), found) else { return }
      contents[Self.folder + "/" + file.name] = text
    }
    let files = MemoryFileSystem(contents)
    let session = AnalysisSession(files: files, modelsOf: Self.models)
    let linter = Linter(selection: try RuleSelection(select: selection(assertions.values.flatMap { $0 })))
    let paths = spec.files.map { Self.folder + "/" + $0.name }
    let result = Check(session: session, linter: linter, paths: paths).run()
    for problem in result.problems { record(spec.files[0], 1, problem) }
    for file in spec.files {
      let own = result.diagnostics.filter { $0.place.path == Self.folder + "/" + file.name }
      compare(own, with: assertions[file.name] ?? [], in: file)
      if !mutation.silences { checkDTypes(session, assertions[file.name] ?? [], in: file) }
    }
    if mutation == .plain { try checkSnapshot(result, files) }
  }

  func record(_ file: SpecCase.File, _ line: Int, _ text: String) {
    let location = SourceLocation(
      fileID: "SpecTests/" + spec.page.lastPathComponent, filePath: spec.page.path,
      line: max(1, file.firstLine + line - 1), column: 1)
    let suffix = mutation == .plain ? "" : " (mutation: \(mutation.rawValue))"
    Issue.record("\(text)\(suffix)", sourceLocation: location)
  }

  // MARK: Findings

  private func compare(_ diagnostics: [Diagnostic], with assertions: [SpecAssertion], in file: SpecCase.File) {
    var rest = diagnostics
    for assertion in assertions {
      let line = assertion.line + mutation.lineOffset
      switch assertion.kind {
      case .finding(let severity, let code, let column, let text):
        if mutation.silences { continue }
        let index = rest.firstIndex { found in
          found.place.line == line && (found.rule.code == code || found.rule.slug == code)
            && found.severity.rawValue == severity && (column == nil || column == found.place.column)
            && (text.map { found.message.contains($0) } ?? true)
        }
        if let index {
          rest.remove(at: index)
        } else {
          record(file, assertion.ownLine, "missing \(severity) [\(code)]")
        }
      case .falsePositive(let code):
        if mutation.silences { continue }
        let index = rest.firstIndex { $0.place.line == line && $0.rule.code == code }
        if let index { rest.remove(at: index) } else { record(file, assertion.ownLine, "the false positive is gone") }
      case .falseNegative(let code):
        let isFound = diagnostics.contains { $0.place.line == line && $0.rule.code == code }
        if isFound { record(file, assertion.ownLine, "the false negative is gone") }
      case .note(let text):
        if !mutation.silences, !diagnostics.contains(where: { mentions($0, text, line: line) }) {
          record(file, assertion.ownLine, "no note here has \"\(text)\"")
        }
      case .dtype, .knownWrong: continue
      }
    }
    for diagnostic in rest {
      let line = diagnostic.place.line - mutation.lineOffset
      record(file, line, "unexpected \(diagnostic.severity.rawValue) [\(diagnostic.rule.code)] \(diagnostic.message)")
    }
  }

  private func mentions(_ diagnostic: Diagnostic, _ text: String, line: Int) -> Bool {
    let steps = diagnostic.operands.flatMap(\.steps)
    if steps.contains(where: { $0.line == line && $0.text.contains(text) }) { return true }
    if diagnostic.related.contains(where: { $0.line == line && $0.message.contains(text) }) { return true }
    return diagnostic.place.line == line && diagnostic.notes.contains { $0.contains(text) }
  }

  // MARK: Snapshots

  private func checkSnapshot(_ result: Check.Result, _ files: MemoryFileSystem) throws {
    guard let snapshot = spec.snapshot else { return }
    let sources = SourceTexts { try? files.read($0, limit: .max) }
    let context = RenderingContext(useColor: false, sources: sources, toolVersion: "")
    let text = Report(diagnostics: result.diagnostics, fileCount: result.fileCount).rendered(as: .text, in: context)
      .replacing(Self.folder + "/", with: "")
    if text == snapshot.text { return }
    if ProcessInfo.processInfo.environment["SPEC_UPDATE"] == "1" {
      let page = try String(contentsOf: spec.page, encoding: .utf8)
      let updated = page.replacing("```snapshot\n" + snapshot.text + "```", with: "```snapshot\n" + text + "```")
      try updated.write(to: spec.page, atomically: true, encoding: .utf8)
    } else {
      record(SpecCase.File(name: "", text: "", firstLine: snapshot.line), 1, "the rendering differs:\n\(text)")
    }
  }
}
