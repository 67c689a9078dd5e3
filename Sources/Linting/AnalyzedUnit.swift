package import DTypeAnalysis
package import Dataflow
package import PythonSemantics
package import PythonSyntax
package import SourceText

/// The frozen facts of one unit, as rules see them.
package struct AnalyzedUnit {
  package let analysis: UnitAnalysis
  /// The facts of the second look, in which processors give the models float32; nil where they give nothing.
  let processorInputs: UnitAnalysis?
  /// The file that the unit is about.
  package let checkedFile: CheckedFile
  /// Turns the absolute paths of modules into those that reports show.
  private let displayPath: (String) -> String
  /// Tells what edits make of the file; without it, fixes that need to know are not offered.
  package let reanalysis: Reanalysis?
  /// What several readers ask for and one of them worked out.
  let knownResults = KnownResults()

  /// - Parameters:
  ///   - path: the file as it was reached from the command line.
  ///   - displayPath: the path to show for the absolute path of another file.
  package init(
    _ analysis: UnitAnalysis, processorInputs: UnitAnalysis? = nil, path: String, reanalysis: Reanalysis? = nil,
    displayPath: @escaping (String) -> String
  ) {
    self.processorInputs = processorInputs
    self.reanalysis = reanalysis
    self.analysis = analysis
    self.displayPath = displayPath
    checkedFile = CheckedFile(analysis.module, path: path)
  }

  /// The same file after an edit.
  func edited(_ analysis: UnitAnalysis, processorInputs: UnitAnalysis?) -> AnalyzedUnit {
    AnalyzedUnit(
      analysis, processorInputs: processorInputs, path: checkedFile.path, reanalysis: nil, displayPath: displayPath)
  }

  /// The second look as a unit of its own: the same file with its lanes and facts.
  var withProcessorInputs: AnalyzedUnit? {
    processorInputs.map { AnalyzedUnit($0, path: checkedFile.path, reanalysis: nil, displayPath: displayPath) }
  }

  package var tree: SyntaxTree { checkedFile.tree }

  package var graph: ModuleGraph { analysis.interpreter.graph }

  package var lanes: LaneTable { analysis.interpreter.lanes }

  /// The qualified name of the function around a node, empty at module level.
  package func functionName(around node: NodeID) -> String {
    analysis.enclosingFunction(of: node).map { graph[$0].qualifiedName.text } ?? ""
  }

  /// The names of the lanes in a mask, in the order of the lane table.
  package func names(of mask: LaneMask) -> [String] {
    lanes.names.indices.filter { mask.contains(lane: $0) }.map { lanes.names[$0] }
  }

  /// The path to show for the absolute path of another file.
  package func displayed(_ path: String) -> String { displayPath(path) }

  /// A place of this file that belongs to a finding.
  func related(_ node: NodeID, _ message: String) -> RelatedPlace {
    RelatedPlace(checkedFile.place(tree.span(node)), message)
  }

  /// A place in any module of the tree.
  package func place(_ span: Span, in module: ModuleID) -> Place {
    if module == analysis.module.id { return checkedFile.place(span) }
    let other = graph[module]
    let start = other.lines.characterPosition(at: span.start, in: other.bytes)
    let end = other.lines.characterPosition(at: span.end, in: other.bytes)
    return Place(
      file: other.file, path: displayPath(other.path), span: span, line: start.line, column: start.column,
      endLine: end.line, endColumn: end.column)
  }
}

// MARK: Values

extension AnalyzedUnit {
  /// The lanes in which a value is bound.
  package func support(of value: ValueID) -> LaneMask { analysis.interpreter.values.support(value) }

  /// The value of an expression of the checked file.
  package func value(of node: NodeID) -> ValueID {
    analysis.facts.value(of: node, in: analysis.module.id, values: analysis.interpreter.values)
  }

  /// How what is bound at a node came to its dtype in some lanes, hop by hop, the origin first.
  package func flow(toBinding node: NodeID, value: ValueID, in lanes: [String]) -> [FlowStep] {
    let mask = self.lanes.mask { lanes.contains($0.name) }
    return FlowTrace(unit: self, lanes: mask).steps(toBinding: node, value: value)
  }

  /// The tensor dtypes that a value may have in some lanes, and whether something about it is unknown there.
  package func dtypes(of value: ValueID, in mask: LaneMask) -> (dtypes: DTypeSet, isKnown: Bool) {
    let shapes = analysis.interpreter.shapes
    var found = DTypeSet()
    var isKnown = true
    for piece in analysis.interpreter.values.pieces(value) where !(piece.mask & mask).isEmpty {
      for shape in shapes.alternatives(of: piece.shape) {
        switch shapes[shape] {
        case .tensor(let tensor):
          (piece.mask & mask).forEachLane { lane in
            let set = DTypeSet(rawValue: shapes[tensor.dtypes][lane])
            if set.isUnknown { isKnown = false } else { found.formUnion(set) }
          }
        case .unknown: isKnown = false
        default: break
        }
      }
    }
    return (found, isKnown)
  }

  /// The dtypes of a value in words, such as `bfloat16` or `bfloat16 or float16`; nil where it is no tensor.
  package func dtypeText(of value: ValueID, in mask: LaneMask) -> String? {
    let (dtypes, isKnown) = dtypes(of: value, in: mask)
    if dtypes.isEmpty { return isKnown ? nil : "unknown" }
    return dtypes.dtypes.map(\.name).joined(separator: " or ")
  }
}
