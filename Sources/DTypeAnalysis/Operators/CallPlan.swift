import PythonSyntax
import SourceText

/// A recorded call bound to an operator: where each operand comes from.
struct CallPlan {
  enum Source {
    case row(Int)
    case fixed(Operand)
    case absent
  }

  var id: OperatorID
  var sources: [Source]
  /// Numbers whose value is known and that the first operand's dtype must hold.
  var fills: [Double] = []
  var dtypeArgument: DType?
  /// Which of several results is asked for; nil for all.
  var result: Int?
}

/// Finds the call behind a recording's name.
struct CallPlanner {
  let library: OperatorLibrary

  func plan(_ row: RecordedRow) -> CallPlan? {
    if let call = library.recordedCalls[row.api] { return plan(call, row) }
    let api = RecordedAPI(row.api)
    for name in api.names {
      if let module = library.module(named: name) { return plan(module, api, row) }
      let candidates = library.overloads(named: name)
      guard !candidates.isEmpty else { continue }
      if let numpy = numpyOperand(api, name) {
        var extended = row
        extended.operands.append(numpy)
        return best(candidates, RecordedAPI(api.base), extended, numpy: numpy)
      }
      return best(candidates, api, row, numpy: nil)
    }
    return nil
  }

  // MARK: From a written call

  private func plan(_ call: RecordedCall, _ row: RecordedRow) -> CallPlan? {
    let positional = call.positional.map { argumentClass($0, row) }
    let keywords = call.keywords.map { (name: $0.name, value: argumentClass($0.value, row)) }
    guard let binding = library.bind(call.name, positional: positional, keywords: keywords) else { return nil }
    let parameters = library[binding.id].parameters
    var given = [[RecordedCall.Argument]](repeating: [], count: parameters.count)
    for (argument, place) in zip(call.positional, binding.positional) where place >= 0 { given[place].append(argument) }
    for (entry, place) in zip(call.keywords, binding.keywords) where place >= 0 { given[place].append(entry.value) }
    var plan = CallPlan(id: binding.id, sources: [], result: call.result)
    for (parameter, arguments) in zip(parameters, given) {
      if parameter.role == .dtype, case .dtype(let dtype)? = arguments.first { plan.dtypeArgument = dtype }
      guard parameter.role.isOperand else { continue }
      let flat = arguments.flatMap { argument -> [RecordedCall.Argument] in
        if case .list(let items) = argument { return items }
        return [argument]
      }
      if flat.isEmpty, parameter.role != .tensors { plan.sources.append(.absent) }
      for argument in flat {
        plan.sources.append(source(argument))
        if parameter.isFill, case .number(_, let value) = argument { plan.fills.append(value) }
      }
    }
    return plan
  }

  private func source(_ argument: RecordedCall.Argument) -> CallPlan.Source {
    switch argument {
    case .row(let place): .row(place)
    case .fixed(let operand): .fixed(operand)
    case .number(let type, _): .fixed(.number(type))
    case .list, .constant, .dtype: .absent
    }
  }

  private func argumentClass(_ argument: RecordedCall.Argument, _ row: RecordedRow) -> ArgumentClass {
    switch argument {
    case .row(let place):
      guard place < row.operands.count else { return .unknown }
      let operand = row.operands[place]
      return operand.kind == .scalar ? .number(operand.scalar) : .tensor
    case .fixed: return .tensor
    case .number(let type, _): return .number(type)
    case .list(let items): return .tensors(items.count)
    case .constant(let constant): return constant
    case .dtype: return .dtype
    }
  }

  // MARK: From the name alone

  /// `torch.tensor(np.float32)`, `operator.*(t, np scalar float64)`: NumPy's arrays keep their dtype, its scalars are
  /// Python numbers in arithmetic.
  private func numpyOperand(_ api: RecordedAPI, _ name: Symbol) -> Operand? {
    for token in api.tokens {
      let word = token.drop { $0 == " " }
      if word.hasPrefix("np scalar "), let dtype = DType(name: word.dropFirst(10)) {
        if !name.text.hasPrefix("operator.") { return .zeroDim(dtype) }
        if dtype.isComplex { return .number(.complex) }
        return .number(dtype.isFloatingPoint ? .float : dtype == .bool ? .bool : .int)
      }
      if word.hasPrefix("np."), let dtype = DType(name: word.dropFirst(3)) { return .tensor(dtype) }
    }
    return nil
  }

  private func best(
    _ candidates: [OperatorID], _ api: RecordedAPI, _ row: RecordedRow, numpy: Operand?
  ) -> CallPlan? {
    var best: (score: Int, plan: CallPlan)?
    for id in candidates {
      let fitted = Fitting(parameters: library[id].parameters, api: api, row: row).fit()
      if let best, best.score >= fitted.score { continue }
      best = (fitted.score, CallPlan(id: id, sources: fitted.sources, fills: fitted.fills))
    }
    guard var plan = best?.plan else { return nil }
    if let numpy {
      plan.sources = plan.sources.map { source in
        if case .row(let place) = source, place == row.operands.count - 1 { return .fixed(numpy) }
        return source
      }
    }
    return plan
  }

  // MARK: Modules

  private func plan(_ module: ModuleModel, _ api: RecordedAPI, _ row: RecordedRow) -> CallPlan? {
    var values: [Symbol: Bool] = [:]
    for parameter in module.initParameters {
      if case .boolean(let value)? = parameter.defaultValue { values[parameter.name] = value }
      for token in api.tokens {
        let parts = token.split(separator: "=")
        guard Symbol(String(parts[0])) == parameter.name else { continue }
        values[parameter.name] = parts.count == 1 || parts[1] == "True"
      }
    }
    let weight = row.operands.firstIndex { $0.kind == .parameter }
    let inputs = row.operands.indices.filter { row.operands[$0].kind != .parameter }
    var input = row
    input.operands = inputs.map { row.operands[$0] }
    let attributes = Set(module.tensors.map(\.attribute))
    var best: (score: Int, plan: CallPlan)?
    for id in module.forward {
      let parameters = library[id].parameters
      let own = parameters.filter { !attributes.contains($0.name) || $0.kind != .keywordOnly }
      let fitted = Fitting(parameters: own, api: api, row: input).fit()
      if let best, best.score >= fitted.score { continue }
      var sources = fitted.sources.map { source -> CallPlan.Source in
        if case .row(let place) = source { return .row(inputs[place]) }
        return source
      }
      for tensor in module.tensors {
        guard tensor.isPresent(values), let weight else {
          sources.append(.absent)
          continue
        }
        if case .fixed(let dtype) = tensor.dtype {
          sources.append(.fixed(tensor.rank == .zeroDimensional ? .zeroDim(dtype) : .tensor(dtype)))
        } else {
          sources.append(.row(weight))
        }
      }
      best = (fitted.score, CallPlan(id: id, sources: sources))
    }
    return best?.plan
  }
}

extension ModuleTensor {
  /// Whether a module made with these boolean arguments has this tensor.
  func isPresent(_ values: [Symbol: Bool]) -> Bool {
    switch presence {
    case .always: true
    case .ifTrue(let name): values[name] ?? true
    case .ifBothTrue(let first, let second): (values[first] ?? true) && (values[second] ?? true)
    case .ifNotNone(let name): values[name] ?? false
    }
  }
}
