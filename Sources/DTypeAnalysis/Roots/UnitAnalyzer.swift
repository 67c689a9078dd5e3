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
  private let stubs: StubTable
  private let inputRules: InputRules
  private let search: CallerSearch

  package init(graph: ModuleGraph, library: OperatorLibrary, stubs: [StubSource], options: AnalysisOptions) {
    self.stubs = StubLoader.table(of: stubs, in: graph)
    inputRules = InputRules(stubs)
    search = CallerSearch(graph: graph)
    self.graph = graph
    self.library = library
    self.options = options
  }

  /// What comes out where processors give models their inputs; nil for a file whose models take none from them.
  ///
  /// Only an analyzer whose options say so is asked.
  package func analyzeProcessorInputs(_ id: ModuleID) -> UnitAnalysis? {
    let module = graph[id]
    return graph.definesModel(module) && takesProcessorInputs(module) ? analyze(id) : nil
  }

  /// Whether some model of a file is called with what a processor makes, and the file or its siblings show that its
  /// dtype was meant to be handled: without that nothing would be said of it.
  private func takesProcessorInputs(_ module: Module) -> Bool {
    let subjects = processorInputs(of: module)
    guard !subjects.isEmpty else { return false }
    switch LayerInputIndex.handling(in: module.bytes, of: { inputRules.isFromProcessor($0) }) {
    case .casts: return true
    case .feeds(let calls):
      return calls.contains { layer, input in
        let isSubject = inputRules.isFromProcessor(input)
        if isSubject, LayerInputIndex.readsDType(of: layer, in: module.bytes) { return true }
        // A layer in a helper has the input under another name.
        let names = isSubject ? [input] : subjects
        return graph.layerInputs?.castingSiblings(layer: layer, inputs: names, in: module.file) != nil
      }
    }
  }

  /// The inputs of a file's models that processors make.
  private func processorInputs(of module: Module) -> [String] {
    let parameters = graph.models(of: module).flatMap { id in
      (graph.method("forward", of: id)?.parameters ?? []).map(\.name.text).filter(inputRules.isFromProcessor)
    }
    return Set(parameters).sorted()
  }

  package func analyze(_ id: ModuleID) -> UnitAnalysis {
    let module = graph[id]
    let callers = search.callers(of: module).map { graph[$0] }
    let interpreter = Interpreter(
      graph: graph, library: library, lanes: options.inputs == .processor ? .processorInputs : .standard,
      options: options, stubs: stubs, module: module)
    interpreter.inputRules = inputRules
    interpreter.analyzeRoots(of: module, callers: callers)
    interpreter.statistics.places = interpreter.visited.count
    interpreter.statistics.tell(file: module.file)
    return UnitAnalysis(
      module: module, interpreter: interpreter, facts: interpreter.facts, statistics: interpreter.statistics)
  }
}
