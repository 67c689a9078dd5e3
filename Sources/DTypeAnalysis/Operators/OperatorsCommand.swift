import SourceText

/// `dtypelint operators`: predicts what recorded calls return.
package struct OperatorsCommand {
  private let library: OperatorLibrary
  private let planner: CallPlanner
  private var plans: [PlanKey: CallPlan?] = [:]

  private struct PlanKey: Hashable {
    var api: String
    var kinds: [OperandKind]
    var hasDType: Bool
  }

  package init(library: OperatorLibrary) {
    self.library = library
    planner = CallPlanner(library: library)
  }

  /// Each row with its `"predicted"`, in order; a line that is no row gets `"unknown"`.
  package static func run(_ lines: [Substring], library: OperatorLibrary) -> [String] {
    var command = OperatorsCommand(library: library)
    return lines.map { command.answer($0) }
  }

  /// One row with its prediction.
  package mutating func answer(_ line: Substring) -> String {
    let predicted = RecordedRow(line).map { predict($0) } ?? "\"unknown\""
    guard let end = line.lastIndex(of: "}") else { return "{\"predicted\": \(predicted)}" }
    return "\(line[..<end]), \"predicted\": \(predicted)}"
  }

  private mutating func predict(_ row: RecordedRow) -> String {
    var context = OperatorContext(device: .cpu)
    if row.context == "default-bf16" { context.defaultDType = .bfloat16 }
    if row.context == "autocast-bf16" { context.autocast = .bfloat16 }
    if let created = creation(row, context) { return created }
    let key = PlanKey(api: row.api, kinds: row.operands.map(\.kind), hasDType: row.dtype != nil)
    let plan: CallPlan?
    if let known = plans[key] {
      plan = known
    } else {
      plan = planner.plan(row)
      plans[key] = .some(plan)
    }
    guard let plan else { return "\"unknown\"" }
    let operands = plan.sources.map { source -> Operand in
      switch source {
      case .row(let place): place < row.operands.count ? row.operands[place] : .absent
      case .fixed(let operand): operand
      case .absent: .absent
      }
    }
    let dtypeArgument = row.dtype ?? plan.dtypeArgument
    let outcome = library.evaluate(plan.id, operands: operands, dtypeArgument: dtypeArgument, context: context)
    return text(outcome, plan, operands, dtypeArgument, context)
  }

  private func text(
    _ outcome: OperatorOutcome, _ plan: CallPlan, _ operands: [Operand], _ dtypeArgument: DType?,
    _ context: OperatorContext
  ) -> String {
    switch outcome {
    case .unknown: return "\"unknown\""
    case .raises: return "{\"raises\": true}"
    case .notATensor: return "[\"\(pythonName(plan.id, operands, context))\"]"
    case .dtypes(let dtypes):
      let target = dtypeArgument ?? operands.first { $0.isTensor }?.dtype ?? context.defaultDType
      if plan.fills.contains(where: { !target.holdsFill($0) }) { return "{\"raises\": true}" }
      var results: [String] = []
      flatten(library[plan.id].result, dtypes, operands, into: &results)
      if let place = plan.result, place < results.count { results = [results[place]] }
      return "[\(results.map { "\"\($0)\"" }.joined(separator: ", "))]"
    }
  }

  /// Appends the results one by one.
  ///
  /// A list has as many as the recorder's operands give: two, or one for a zero-dimensional operand.
  private func flatten(
    _ shape: ResultShape, _ dtypes: [DType], _ operands: [Operand], into results: inout [String]
  ) {
    switch shape {
    case .tensor(let place):
      if place < dtypes.count { results.append(dtypes[place].torchName) }
    case .tuple(let items):
      for item in items { flatten(item, dtypes, operands, into: &results) }
    case .list(let element):
      let count = operands.allSatisfy { $0.kind == .zeroDim } ? 1 : 2
      for _ in 0..<count { flatten(element, dtypes, operands, into: &results) }
    case .each: results += dtypes.map(\.torchName)
    default: return
    }
  }

  private func pythonName(_ id: OperatorID, _ operands: [Operand], _ context: OperatorContext) -> String {
    let type = library.pythonType(of: id) ?? "object"
    switch type {
    case "size": return "py:Size"
    case "None": return "py:NoneType"
    case "finfo": return "py:float"
    case "default_dtype": return "dtype:" + context.defaultDType.torchName
    case "dtype": return "dtype:" + (operands.first?.dtype ?? context.defaultDType).torchName
    case "item":
      guard let dtype = operands.first?.dtype else { return "py:object" }
      if dtype == .bool { return "py:bool" }
      return dtype.isComplex ? "py:complex" : dtype.isInteger ? "py:int" : "py:float"
    default: return "py:" + type
    }
  }

  /// `nn.Linear.__init__`: the tensors a module creates, its first parameter unless the name lists others.
  private func creation(_ row: RecordedRow, _ context: OperatorContext) -> String? {
    let api = RecordedAPI(row.api)
    guard api.base.hasPrefix("nn."), api.base.hasSuffix(".__init__"),
      let module = library.module(named: Symbol("torch." + api.base.dropLast(9)))
    else { return nil }
    let asked = Set(api.tokens.map { String($0) })
    let tensors = module.tensors.filter { asked.contains($0.attribute.text) }
    let chosen = tensors.isEmpty ? Array(module.tensors.prefix(1)) : tensors
    var results: [String] = []
    for tensor in chosen {
      var dtype = row.dtype ?? context.defaultDType
      if case .fixed(let fixed) = tensor.dtype { dtype = fixed }
      if tensor.role == .parameter, dtype.isIntegral { return "{\"raises\": true}" }
      results.append("\"\(dtype.torchName)\"")
    }
    return "[\(results.joined(separator: ", "))]"
  }
}
