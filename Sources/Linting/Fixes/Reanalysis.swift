package import DTypeAnalysis
import PythonSemantics
import SourceText

/// Analyses a file with other contents: what a fix makes of it, before it is made.
package struct Reanalysis: Sendable {
  private let library: OperatorLibrary
  private let stubs: [StubSource]
  private let options: AnalysisOptions

  package init(library: OperatorLibrary, stubs: [StubSource], options: AnalysisOptions) {
    self.library = library
    self.stubs = stubs
    self.options = options
  }

  /// The unit with its file's bytes replaced, everything else as it was; nil if that adds a syntax problem.
  ///
  /// - Parameter looksTwice: whether a unit that had a second look gets another.
  func unit(_ unit: AnalyzedUnit, bytes: [UInt8], looksTwice: Bool) -> AnalyzedUnit? {
    let old = unit.analysis.module
    let graph = ModuleGraph(
      cache: SourceCache(unit.graph.cache, editing: old.path, bytes: bytes), roots: unit.graph.roots,
      environment: unit.graph.environment)
    guard let module = graph.module(atPath: old.path), graph[module].problems.count <= old.problems.count else {
      return nil
    }
    let analyzer = UnitAnalyzer(graph: graph, library: library, stubs: stubs, options: options)
    var processorInputs: UnitAnalysis?
    if looksTwice, unit.processorInputs != nil {
      var options = options
      options.inputs = .processor
      options.tracksOrigins = true
      processorInputs = UnitAnalyzer(graph: graph, library: library, stubs: stubs, options: options)
        .analyzeProcessorInputs(module)
    }
    return unit.edited(analyzer.analyze(module), processorInputs: processorInputs)
  }
}
