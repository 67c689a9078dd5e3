import Dataflow
package import PythonSemantics
import SourceText

/// The frozen result of analysing one file: what rules and reports read.
package struct UnitAnalysis {
  package let module: Module
  package let interpreter: Interpreter
  package let facts: FactTable
  package let statistics: AnalysisStatistics
}

/// Analyses files one after the other on one thread; a unit's result depends only on the sources it read.
package final class UnitAnalyzer {
  private let graph: ModuleGraph
  private let library: OperatorLibrary
  private let options: AnalysisOptions
  private let stubs: [StubSource]

  package init(graph: ModuleGraph, library: OperatorLibrary, stubs: [StubSource], options: AnalysisOptions) {
    self.stubs = stubs
    self.graph = graph
    self.library = library
    self.options = options
  }

  package func analyze(_ id: ModuleID) -> UnitAnalysis {
    let module = graph[id]
    let interpreter = Interpreter(graph: graph, library: library, options: options, module: module)
    interpreter.analyzeRoots(of: module)
    return UnitAnalysis(
      module: module, interpreter: interpreter, facts: interpreter.facts, statistics: interpreter.statistics)
  }
}
