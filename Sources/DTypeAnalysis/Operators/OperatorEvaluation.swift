import SourceText

/// Why an expression has no dtype.
enum Refusal: Error {
  case raises(RaiseReason)
  case unknown
}

/// One evaluation of a contract on concrete operands.
struct OperatorEvaluation {
  let contract: OperatorContract
  let parameters: [OperatorParameter]
  var operands: [Operand]
  let dtypeArgument: DType?
  let context: OperatorContext

  init(
    contract: OperatorContract, parameters: [OperatorParameter], operands: [Operand], dtypeArgument: DType?,
    context: OperatorContext
  ) {
    self.contract = contract
    self.parameters = parameters
    self.operands = operands
    self.dtypeArgument = dtypeArgument
    self.context = context
  }

  /// Applies autocast, makes the checks, and computes every result.
  mutating func run() -> OperatorOutcome {
    do throws(Refusal) {
      try applyAutocast()
      try rejectNumbers()
      for check in contract.checks { try make(check) }
      var dtypes: [DType] = []
      for expression in contract.results {
        if case .scheme(.each, let arguments) = expression, case .operand(let parameter)? = arguments.first {
          dtypes += given(parameter).map(dtype(of:))
        } else {
          dtypes.append(try value(of: expression))
        }
      }
      return contract.results.isEmpty || contract.pythonType != nil ? .notATensor : .dtypes(dtypes)
    } catch {
      switch error {
      case .raises(let reason): return .raises(reason)
      case .unknown: return .unknown
      }
    }
  }

  // MARK: Operands

  /// The operands given for a parameter.
  func given(_ parameter: Int) -> ArraySlice<Operand> {
    operands[contract.range(of: parameter, count: operands.count)].filter { $0.kind != .absent }[...]
  }

  /// The first operand given for a parameter.
  func operand(_ parameter: Int) -> Operand? {
    let range = contract.range(of: parameter, count: operands.count)
    guard !range.isEmpty, operands[range.lowerBound].kind != .absent else { return nil }
    return operands[range.lowerBound]
  }

  /// The dtype of an operand; a Python number has the dtype torch would give it.
  func dtype(of operand: Operand) -> DType {
    guard operand.kind == .scalar else { return operand.dtype }
    return operand.scalar.dtype(default: context.defaultDType) ?? .complex64
  }

  func promoted(_ chosen: some Sequence<Operand>) throws(Refusal) -> DType {
    guard let dtype = Promotion.resultType(chosen, default: context.defaultDType) else {
      if operands.contains(where: { $0.isTensor && $0.dtype.isFloat8 }) {
        throw .raises(RaiseReason(template: "Promotion for Float8 Types is not supported", dtypes: []))
      }
      throw .unknown
    }
    return dtype
  }

  // MARK: Refusals

  func refusal(_ text: Symbol, _ dtypes: DType...) -> Refusal {
    .raises(RaiseReason(template: text, dtypes: dtypes))
  }

  func refusal(_ template: MessageTemplate) -> Refusal {
    let dtypes = template.parameters.map { parameter -> DType in
      if parameter >= 0, let operand = operand(parameter) { return dtype(of: operand) }
      return Promotion.resultType(operands, default: context.defaultDType) ?? dtypeArgument ?? context.defaultDType
    }
    return .raises(RaiseReason(template: template.text, dtypes: dtypes))
  }

  /// What torch says when dtypes differ that must not.
  var mismatch: Refusal {
    if let other = contract.mismatchWithout, operand(other.parameter) == nil { return refusal(other.message) }
    guard let template = contract.mismatch else {
      return refusal("expected all tensors to have the same dtype")
    }
    return refusal(template)
  }

  private func rejectNumbers() throws(Refusal) {
    for parameter in contract.tensorOnly {
      guard let operand = operand(parameter), operand.kind == .scalar else { continue }
      throw refusal(Symbol("argument '\(parameters[parameter].name)' must be Tensor, not \(operand.scalar)"))
    }
  }

  private func make(_ check: OperandCheck) throws(Refusal) {
    let subject: DType
    switch check.subject {
    case .parameter(let parameter):
      guard let operand = operand(parameter) else { return }
      subject = dtype(of: operand)
    case .parameterUnlike(let parameter, let other):
      guard let operand = operand(parameter), let model = self.operand(other) else { return }
      if operand.dtype == model.dtype { return }
      subject = operand.dtype
    case .promoted:
      subject = try promoted(operands)
    case .requested:
      guard let requested = dtypeArgument ?? operands.first.map(dtype(of:)) else { return }
      subject = requested
    }
    if check.allowed.contains(subject) { return }
    if let also = check.andAlso {
      guard let operand = operand(also.parameter), !also.allowed.contains(dtype(of: operand)) else { return }
    }
    throw refusal(check.message)
  }
}

// MARK: Autocast

extension OperatorEvaluation {
  func isEligible(_ operand: Operand) -> Bool {
    operand.isTensor && operand.dtype.isCastByAutocast
  }

  private mutating func applyAutocast() throws(Refusal) {
    guard let low = context.autocast else { return }
    switch contract.autocast[Int(context.device.rawValue)] {
    case .none: return
    case .lower: cast(to: low)
    case .float32: cast(to: .float32)
    case .equalThenLower:
      let tensors = operands.filter(\.isTensor)
      if let first = tensors.first, tensors.contains(where: { $0.dtype != first.dtype }) { throw mismatch }
      cast(to: low)
    case .promote:
      var widest = low
      for operand in operands where isEligible(operand) {
        if widest == .float32 || operand.dtype == .float32 {
          widest = .float32
        } else if operand.dtype != low {
          throw refusal("Unexpected floating ScalarType in at::autocast::prioritize")
        }
      }
      cast(to: widest)
    }
  }

  private mutating func cast(to dtype: DType) {
    for index in operands.indices where isEligible(operands[index]) { operands[index].dtype = dtype }
  }
}
