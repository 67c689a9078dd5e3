import PythonSyntax
import SourceText
import Testing

@testable import Linting

/// Several units may find the same.
@Suite struct MergingTests {
  static let source = "def f(x):\n    return norm(x.float(), weight).to(\n        x.dtype)\n"

  static var file: CheckedFile {
    let bytes = Array(source.utf8)
    let parsed = PythonParser.parse(bytes)
    return CheckedFile(
      file: "models/a.py", path: "a.py", bytes: bytes, lines: LineIndex(bytes), tree: parsed.tree,
      comments: parsed.comments)
  }

  private func diagnostic(at text: String, lanes: [String] = [], function: String = "f") throws -> Diagnostic {
    let range = try #require(Self.source.firstRange(of: text))
    let start = Self.source.utf8.distance(from: Self.source.startIndex, to: range.lowerBound)
    let span = Span(start: UInt32(start), end: UInt32(start + text.utf8.count))
    return Diagnostic(
      rule: RuleID("MIX101", slug: "input-parameter-dtype"), severity: .error, message: "two dtypes",
      place: Self.file.place(span), function: function, lanes: lanes)
  }

  private func merged(_ diagnostics: [Diagnostic]) throws -> [Diagnostic] {
    try Linter(selection: RuleSelection()).merged(diagnostics, in: [Self.file])
  }

  @Test func onePlaceIsOneFindingWithTheLanesOfAll() throws {
    let call = "norm(x.float(), weight)"
    let found = try merged([diagnostic(at: call, lanes: ["a"]), diagnostic(at: call, lanes: ["b", "a"])])
    #expect(found.map(\.lanes) == [["a", "b"]])
  }

  @Test func theSameFindingAtAStatementLiesWithin() throws {
    let statement = "return norm(x.float(), weight).to(\n        x.dtype)"
    let call = "norm(x.float(), weight)"
    let found = try merged([diagnostic(at: call, lanes: ["a"]), diagnostic(at: statement, lanes: ["b"])])
    #expect(found.map(\.place.column) == [12])
    #expect(found.map(\.lanes) == [["b", "a"]])
  }

  @Test func differentFindingsStaySeparate() throws {
    let call = "norm(x.float(), weight)"
    #expect(try merged([diagnostic(at: call), diagnostic(at: "x.float()", function: "g")]).count == 2)
    var other = try diagnostic(at: "x.float()")
    other.message = "another"
    #expect(try merged([diagnostic(at: call), other]).count == 2)
  }

  @Test func callersOfCodeThatHasItsOwnFindingAreItsRelatedPlaces() throws {
    let inner = try diagnostic(at: "x.float()", lanes: ["a"])
    var caller = try diagnostic(at: "norm(x.float(), weight)", lanes: ["a", "b"])
    caller.message = "the caller's"
    caller.copyKey = .place(path: inner.place.path, start: inner.place.span.start)
    var second = caller
    second.message = "the second's"
    second.place = try diagnostic(at: "weight").place
    let told = try merged([caller, second, inner])
    #expect(told.map(\.message) == ["two dtypes"])
    #expect(told.first?.related.map(\.message) == ["comes there as well", "comes there as well"])
    #expect(told.first?.lanes == ["a", "b"])
    #expect(try merged([caller, second]).map(\.place.column) == [12])
  }
}
