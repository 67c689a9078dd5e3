import DTypeAnalysis
import PythonSemantics
import PythonSyntax
import SourceText

/// The definitions of a file that a module of it reaches: the modules themselves, and what their code names.
///
/// What no module reaches runs with arguments whose dtypes are guesses, and on devices and with models that nobody
/// knows: a tool for the checkpoint, a test, the reference of a kernel. A file without modules that is in no package
/// has nothing but itself to be judged by, and counts as a whole. A file of tests has no models that anybody loads.
struct ModelCode {
  private let reached: [Span]
  private let isWhole: Bool

  init(_ unit: AnalyzedUnit) {
    guard !Self.isTest(unit.checkedFile.file) else {
      reached = []
      isWhole = false
      return
    }
    let tree = unit.tree
    var uses: [NodeID: Set<Symbol>] = [:]
    var definitions: [Symbol: [NodeID]] = [:]
    for node in unit.nodes(.name) {
      guard let definition = Self.definition(around: node, tree) else { continue }
      if uses[definition] == nil { definitions[tree.symbol(definition), default: []].append(definition) }
      uses[definition, default: []].insert(tree.symbol(node))
    }
    var open = unit.analysis.module.classesInOrder.filter { Self.isModule($0, unit.graph) }.map { unit.graph[$0].node }
    var reached = Set(open)
    while let definition = open.popLast() {
      for name in uses[definition] ?? [] {
        for next in definitions[name] ?? [] where reached.insert(next).inserted { open.append(next) }
      }
    }
    self.reached = reached.map(tree.span)
    let isAlone = reached.isEmpty && !unit.analysis.module.name.text.contains(".")
    isWhole = isAlone || unit.analysis.facts.hasCallers
  }

  /// Whether a place is in the code of a model, as far as the file tells; in a file that models of others reach, it is.
  func contains(_ place: Span) -> Bool { isWhole || reached.contains { $0.contains(place) } }

  /// As pytest and unittest find them, or with what helps them in a folder of tests.
  private static func isTest(_ path: String) -> Bool {
    let name = Path.name(of: path)
    if name.hasPrefix("test_") || name.hasSuffix("_test.py") || name == "conftest.py" { return true }
    return path.split(separator: "/").dropLast().contains { $0 == "test" || $0 == "tests" }
  }

  /// The outermost function or class around a node.
  static func definition(around node: NodeID, _ tree: SyntaxTree) -> NodeID? {
    var found: NodeID?
    var current = node
    while !current.isNone {
      if [.functionDefinition, .classDefinition].contains(tree.kind(current)) { found = current }
      current = tree.parent(current)
    }
    return found
  }

  /// A class with a `forward` is one whatever its bases are, which may lie out of reach.
  private static func isModule(_ id: ClassID, _ graph: ModuleGraph) -> Bool {
    graph.isSubclass(id, of: "torch.nn.Module") || graph.member("forward", of: id) != nil
  }
}

extension AnalyzedUnit {
  /// Whether the class or function around a place unpacks quantized weights: their kernels are written for one dtype,
  /// and a model that has them is not cast.
  func unpacksWeights(around node: NodeID) -> Bool {
    guard let outermost = ModelCode.definition(around: node, tree) else { return false }
    let text = checkedFile.text(tree.span(outermost)).lowercased()
    return ["qweight", "dequant"].contains(where: text.contains)
  }
}
