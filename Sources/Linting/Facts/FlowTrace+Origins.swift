import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// What the engine itself remembers of where a dtype was decided.
extension FlowTrace {
  /// The places at which the dtype of a tensor was decided, the first one first; empty if origins were not tracked.
  ///
  /// - Parameter attribute: the module's attribute that held the tensor, if the flow came across one.
  func originSteps(of value: ValueID, attribute: String?) -> [FlowStep] {
    guard let tensor = tensor(in: value) else { return [] }
    let interpreter = unit.analysis.interpreter
    let set = DTypeSet(rawValue: interpreter.shapes[tensor.dtypes][(unit.support(of: value) & lanes).first & 15])
    let dtype = set.dtypes.map(\.name).joined(separator: " or ")
    var steps: [FlowStep] = []
    var id = tensor.origin
    while id != .none, steps.count < 6 {
      let origin = interpreter.origin(id)
      if let step = step(origin, dtype: steps.isEmpty ? dtype : nil, steps.isEmpty ? attribute : nil) {
        steps.append(step)
      }
      id = origin.parent
    }
    return steps.reversed()
  }

  /// Where the dtype of a value was decided last.
  func origin(of value: ValueID) -> DTypeAnalysis.Origin? {
    guard let tensor = tensor(in: value), tensor.origin != .none else { return nil }
    return unit.analysis.interpreter.origin(tensor.origin)
  }

  private func tensor(in value: ValueID) -> TensorShape? {
    let shapes = unit.analysis.interpreter.shapes
    for piece in unit.analysis.interpreter.values.pieces(value) where !(piece.mask & lanes).isEmpty {
      for shape in shapes.alternatives(of: piece.shape) {
        if case .tensor(let tensor) = shapes[shape] { return tensor }
      }
    }
    return nil
  }

  private func step(_ origin: DTypeAnalysis.Origin, dtype: String?, _ attribute: String?) -> FlowStep? {
    guard origin.module != .max, !origin.node.isNone else { return nil }
    let module = unit.graph[ModuleID(origin.module)]
    guard !module.isStub, Int(origin.node.rawValue) < module.tree.nodes.count else { return nil }
    let span = module.tree.span(origin.node)
    let place = unit.place(span, in: module.id)
    let source = String(decoding: module.bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
    let line = source.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    let code = line.count == source.count && line.count <= 60 ? line : String(line.prefix(57)) + "…"
    return FlowStep(
      file: place.file, path: place.path, line: place.line, column: place.column,
      text: Self.words(origin, code: code, dtype: dtype, attribute))
  }

  private static func words(_ origin: DTypeAnalysis.Origin, code: String, dtype: String?, _ attribute: String?)
    -> String
  {
    let result = dtype.map { ": \($0)" } ?? ""
    let subject = origin.subject.text
    switch origin.kind {
    case .created: return "made by `\(code)`\(result)"
    case .moduleCast:
      let made = attribute.map { "`\($0)` is made by `\(code)`" } ?? "made by `\(code)`"
      return "\(made), then cast with its module\(dtype.map { ": `model.to(torch.\($0))`" } ?? "")"
    case .kept: return "kept in float32 by `\(code)`"
    case .cast: return "cast by `\(code)`\(result)"
    case .operation: return "`\(code)`\(result)"
    case .input: return "input\(subject.isEmpty ? "" : " `\(subject)`") of the model\(result)"
    }
  }
}
