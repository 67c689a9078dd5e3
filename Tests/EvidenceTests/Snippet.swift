import Linting
import NumericReference
import PythonSemantics
import SourceText
import Testing

/// Python written in a test, as a module by itself.
struct Snippet {
  let graph: ModuleGraph
  let module: ModuleID

  init(_ text: String) throws {
    let files = MemoryFileSystem(["/project/snippet.py": text])
    let graph = ModuleGraph(
      cache: SourceCache(files: files), roots: [PackageRoot(folder: "/project", name: "project")],
      environment: .standard)
    module = try #require(graph.module(atPath: "/project/snippet.py"))
    self.graph = graph
  }

  /// The evidence for one of its functions, by qualified name.
  func evidence(_ name: String) throws -> RotaryEvidence {
    let function = try #require(graph[module].functionsInOrder.first { graph[$0].qualifiedName.text == name })
    return RotaryEvidence(function: function, in: graph, policy: OperatorPromotion())
  }

  /// The report with one dtype for the tensors to be turned and one for the tables.
  func report(
    _ name: String, subject: ElementType, tables: ElementType, inverseFrequency: ElementType = .float32
  ) throws -> EvidenceReport {
    let evidence = try evidence(name)
    let layout = try evidence.layout().get()
    var dtypes: [String: ElementType] = [:]
    for parameter in evidence.tensorParameters {
      let isTable = ["cos", "sin", "freq"].contains { parameter.contains($0) }
      dtypes[parameter] = isTable ? tables : subject
    }
    return evidence.report(
      layout, dtypes: dtypes, tables: TableOrigin(inverseFrequency: inverseFrequency, table: tables))
  }
}
