import DTypeAnalysis
import Linting
import PythonSemantics
import RuleLibrary
import SourceText
import Synchronization

/// What one run needs to analyse files: models read once, sources shared by all workers.
///
/// Every worker has its own graphs over the shared sources and every file a machine of its own: what comes out for a
/// file does not depend on the number of threads or on the other files.
struct AnalysisSession: Sendable {
  let library: OperatorLibrary
  let stubs: [StubSource]
  let cache: SourceCache
  let files: any FileSystem
  var options = AnalysisOptions()
  let threads: Int
  /// Parses what the first files need while there are threads to spare.
  private var ahead: ThreadAhead?

  /// - Parameter paths: what is to be analysed: few enough, and their parsing starts while the models are read.
  init(
    files: any FileSystem = DiskFileSystem(), threads: Int = WorkerPool.defaultThreadCount, paths: [String] = []
  ) {
    self.files = files
    self.threads = threads
    let cache = SourceCache(files: files)
    self.cache = cache
    if !paths.isEmpty, paths.count < threads {
      ahead = WorkerPool.ahead { isStopped in
        for path in paths { ImportPrefetch(for: path, cache: cache, isStopped: isStopped).run(from: path) }
      }
    }
    let sources = RuleLibrary.models.map { (file: $0.file, text: $0.text) }
    stubs = sources.filter { StubSource.isInterpreted($0.text) }.map { StubSource(file: $0.file, text: $0.text) }
    library = OperatorLibrary.load(sources.filter { !StubSource.isInterpreted($0.text) }).library
  }

  /// The same models, for trying fixes.
  var reanalysis: Reanalysis { Reanalysis(library: library, stubs: stubs, options: options) }

  /// The same models over other files.
  init(files: any FileSystem, modelsOf other: AnalysisSession) {
    self.files = files
    cache = SourceCache(files: files)
    library = other.library
    stubs = other.stubs
    options = other.options
    threads = other.threads
  }

  /// The output of `body` for each path, in the order of the paths.
  ///
  /// - Parameters:
  ///   - team: the workers of an earlier round, which know the packages already.
  ///   - body: gets the worker and the module of the path, nil if there is no such file.
  func map<Output: Sendable>(
    _ paths: [String], team: WorkerTeam = WorkerTeam(),
    _ body: @escaping @Sendable (AnalysisWorker, Module?, String) -> Output
  ) -> [Output] {
    defer { ahead?.stop() }
    team.startRound()
    return WorkerPool.map(paths, threads: threads, makeWorker: { team.next(for: self) }) { worker, path in
      body(worker, worker.module(at: path), path)
    }
  }
}

/// Workers that stay for the next round of one run, in which each again belongs to one thread.
final class WorkerTeam: Sendable {
  /// In a round no two threads get the same worker, and there is one round at a time.
  private struct Member: @unchecked Sendable {
    let worker: AnalysisWorker
  }

  private let state = Mutex<(members: [Member], next: Int)>(([], 0))

  fileprivate func startRound() { state.withLock { $0.next = 0 } }

  fileprivate func next(for session: AnalysisSession) -> AnalysisWorker {
    let member = state.withLock { state in
      if state.next == state.members.count { state.members.append(Member(worker: AnalysisWorker(session: session))) }
      state.next += 1
      return state.members[state.next - 1]
    }
    return member.worker
  }
}

/// One thread's graphs, one per package root.
final class AnalysisWorker {
  private let session: AnalysisSession
  private var graphs: [PackageRoot: ModuleGraph] = [:]
  private var maps: [PackageRoot: GeneratedMap] = [:]
  private var roots: [String: PackageRoot] = [:]
  private var analyzers: [AnalyzerKey: UnitAnalyzer] = [:]

  private struct AnalyzerKey: Hashable {
    var root: PackageRoot
    var tracksOrigins: Bool
    var inputs = InputDTypes.model
  }

  init(session: AnalysisSession) { self.session = session }

  /// The same models, for trying fixes.
  var reanalysis: Reanalysis { session.reanalysis }

  /// Nil where there is no file.
  func module(at path: String) -> Module? {
    let graph = graph(for: path)
    return graph.module(atPath: path).map { graph[$0] }
  }

  /// - Parameter tracksOrigins: whether tensors remember where their dtype was decided; costs time.
  func analyze(_ module: Module, at path: String, tracksOrigins: Bool = false) -> UnitAnalysis {
    let key = AnalyzerKey(root: root(of: path), tracksOrigins: tracksOrigins)
    return analyzer(key, at: path).analyze(module.id)
  }

  /// The second look, at models that get float32 from processors; nil where no model of the file does.
  func analyzeProcessorInputs(_ module: Module, at path: String) -> UnitAnalysis? {
    let key = AnalyzerKey(root: root(of: path), tracksOrigins: true, inputs: .processor)
    return analyzer(key, at: path).analyzeProcessorInputs(module.id)
  }

  private func analyzer(_ key: AnalyzerKey, at path: String) -> UnitAnalyzer {
    if let known = analyzers[key] { return known }
    var options = session.options
    options.tracksOrigins = key.tracksOrigins
    options.inputs = key.inputs
    let analyzer = UnitAnalyzer(
      graph: graph(for: path), library: session.library, stubs: session.stubs, options: options)
    analyzers[key] = analyzer
    return analyzer
  }

  /// Tells where generated code of the package around a file is spelled.
  func generatedMap(for path: String) -> GeneratedMap {
    let root = root(of: path)
    if let known = maps[root] { return known }
    let map = GeneratedMap(graph(for: path))
    maps[root] = map
    return map
  }

  /// Whether a file is the source of the generated `modeling_x.py` beside it.
  func isSource(_ module: Module, at path: String) -> Bool { GeneratedMap.isSource(module, in: graph(for: path)) }

  private func graph(for path: String) -> ModuleGraph {
    let root = root(of: path)
    if let known = graphs[root] { return known }
    let graph = ModuleGraph(cache: session.cache, roots: [root], environment: .described(by: session.stubs))
    graphs[root] = graph
    return graph
  }

  private func root(of path: String) -> PackageRoot {
    let folder = Path.folder(of: path)
    if let known = roots[folder] { return known }
    let root = PackageRoot.find(for: path, in: session.files)
    roots[folder] = root
    return root
  }
}
