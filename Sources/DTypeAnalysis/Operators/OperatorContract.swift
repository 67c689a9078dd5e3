import SourceText

/// The compiled part of an operator's model: what `evaluate` needs.
struct OperatorContract: Sendable {
  /// One per tensor in the result, `ResultShape.tensor` indexes them.
  var results: [DTypeExpression] = []
  var checks: [OperandCheck] = []
  /// What torch says when dtypes differ that must not.
  var mismatch: MessageTemplate?
  /// What torch says instead where a parameter is not given: it then calls another kernel.
  var mismatchWithout: (parameter: Int, message: MessageTemplate)?
  /// By `AutocastDevice.rawValue`.
  var autocast: [AutocastPolicy] = [.none, .none, .none]
  /// The devices whose policy a decorator states: lists do not change it.
  var statedAutocast: Set<AutocastDevice> = []
  /// A module's `forward` that calls another operator.
  var delegate: Delegate?
  /// For each parameter, its place among the operand-bearing ones; -1 for the others.
  var ordinals: [Int] = []
  /// The place of the list parameter among the operand-bearing ones; nil if there is none.
  var listOrdinal: Int?
  /// The number of operand-bearing parameters.
  var operandCount = 0
  /// The parameters that take a tensor and no number.
  var tensorOnly: [Int] = []
  /// The Python type of a result that is no tensor, as the stub names it.
  var pythonType: String?

  struct Delegate: Sendable {
    var name: Symbol
    var target: OperatorID?
    /// For each operand-bearing parameter of the target, the parameter here that feeds it.
    var sources: [Int?] = []
    /// As written: the parameters here, in order.
    var arguments: [Int]
  }

  mutating func index(_ parameters: [OperatorParameter]) {
    ordinals = []
    operandCount = 0
    listOrdinal = nil
    tensorOnly = []
    for (place, parameter) in parameters.enumerated() {
      guard parameter.role.isOperand else {
        ordinals.append(-1)
        continue
      }
      ordinals.append(operandCount)
      if parameter.role == .tensors { listOrdinal = operandCount }
      if parameter.role == .tensor, parameter.accepts == .tensor { tensorOnly.append(place) }
      operandCount += 1
    }
  }

  /// The operands of a parameter: a run of `count` given ones.
  func range(of parameter: Int, count: Int) -> Range<Int> {
    let ordinal = ordinals[parameter]
    if ordinal < 0 { return 0..<0 }
    guard let listOrdinal else { return ordinal < count ? ordinal..<ordinal + 1 : 0..<0 }
    let length = max(0, count - operandCount + 1)
    if ordinal < listOrdinal { return ordinal < count ? ordinal..<ordinal + 1 : 0..<0 }
    if ordinal == listOrdinal { return ordinal..<min(count, ordinal + length) }
    let place = ordinal - 1 + length
    return place < count ? place..<place + 1 : 0..<0
  }
}

/// A demand on the dtypes of operands that is made before the result is computed.
struct OperandCheck: Sendable {
  enum Subject: Sendable {
    /// Each of these parameters by itself must be in the set.
    case parameter(Int)
    /// The promoted dtype of all operands.
    case promoted
    /// The `dtype=` argument, or else the first operand.
    case requested
    /// This parameter, unless its dtype is that of the other one.
    case parameterUnlike(Int, other: Int)
  }

  var subject: Subject
  var allowed: DTypeSet
  var message: MessageTemplate
  /// A second demand that must fail, too, for torch to raise.
  var andAlso: (parameter: Int, allowed: DTypeSet)?
}

/// A message with places for dtypes: `{name:s}` in a stub, `{0:s}` here.
struct MessageTemplate: Sendable {
  var text: Symbol
  /// The parameters whose dtypes fill the places; -1 is the promoted dtype.
  var parameters: [Int]
}

/// What autocast does to an operator's tensors before it runs; float64, integers and complex are left alone.
enum AutocastPolicy: String, CaseIterable, Sendable {
  case none
  /// To the autocast dtype.
  case lower
  /// To float32.
  case float32
  /// To the widest among them, at least the autocast dtype.
  case promote
  /// Raises if the dtypes differ, then lowers: functions that compare dtypes before they reach a listed operator.
  case equalThenLower = "equal_then_lower"
}
