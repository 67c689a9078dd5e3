import DTypeAnalysis
import PythonSemantics
import RuleLibrary
import SourceText

/// What one run needs to analyse files: models read once, sources shared by all workers.
struct AnalysisSession: Sendable {
  let library: OperatorLibrary
  let stubs: [StubSource]
  let cache: SourceCache
  let files: any FileSystem
  var options = AnalysisOptions()
  var threads = WorkerPool.defaultThreadCount

  init(files: any FileSystem = DiskFileSystem()) {
    self.files = files
    cache = SourceCache(files: files)
    let sources = RuleLibrary.models.map { (file: $0.file, text: $0.text) }
    stubs = sources.filter { StubSource.isInterpreted($0.text) }.map { StubSource(file: $0.file, text: $0.text) }
    library = OperatorLibrary.load(sources.filter { !StubSource.isInterpreted($0.text) }).library
  }

  /// Analyses every file and gives what `output` makes of each, in the order of the paths.
  func map<Output: Sendable>(
    _ paths: [String], _ output: @escaping @Sendable (UnitAnalysis) -> Output
  ) -> [Output?] {
    WorkerPool.map(paths, threads: threads, makeWorker: { AnalysisWorker(session: self) }) { worker, path in
      worker.analyze(path).map(output)
    }
  }
}

/// One thread's analyzers, one per package root.
private final class AnalysisWorker {
  private let session: AnalysisSession
  private var analyzers: [PackageRoot: (graph: ModuleGraph, analyzer: UnitAnalyzer)] = [:]

  init(session: AnalysisSession) { self.session = session }

  /// Nil for a file that cannot be loaded at all.
  func analyze(_ path: String) -> UnitAnalysis? {
    let root = PackageRoot.find(for: path, in: session.files)
    let (graph, analyzer) = analyzer(of: root)
    guard let module = graph.module(atPath: path) else { return nil }
    return analyzer.analyze(module)
  }

  private func analyzer(of root: PackageRoot) -> (graph: ModuleGraph, analyzer: UnitAnalyzer) {
    if let known = analyzers[root] { return known }
    let graph = ModuleGraph(cache: session.cache, roots: [root], environment: .standard)
    let analyzer = UnitAnalyzer(
      graph: graph, library: session.library, stubs: session.stubs, options: session.options)
    analyzers[root] = (graph, analyzer)
    return (graph, analyzer)
  }
}
