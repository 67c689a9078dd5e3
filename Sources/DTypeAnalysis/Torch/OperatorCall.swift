import Dataflow
import PythonSyntax
import SourceText

/// One overload applied to one shape per argument, lane by lane: lanes with equal dtypes and modes are asked once.
struct OperatorCall {
  let interpreter: Interpreter
  let model: OperatorModel
  let arguments: BoundArguments

  private var shapes: ShapeArena { interpreter.shapes }

  /// One lane's question to the library.
  private struct Question: Hashable {
    var operands: [[Operand]]
    var dtypes: [DType?]
    var context: OperatorContext
  }

  /// One question's answer: the dtype sets of the results, or why it raises.
  private struct Answer {
    var sets: [DTypeSet] = []
    var raise: RaiseReason?
    var isTensor = true
  }

  func result() -> OperationResult {
    if let unknown = unknownDType() { return OperationResult(value: unknown, raises: []) }
    var answers: [Question: Answer] = [:]
    var vectors: [LaneVector] = []
    var raises: [RaisedLanes] = []
    var isTensor = false
    interpreter.frame.live.forEachLane { lane in
      let question = question(for: lane)
      let answer = answers[question] ?? ask(question)
      answers[question] = answer
      isTensor = isTensor || answer.isTensor
      for (index, set) in answer.sets.enumerated() {
        while vectors.count <= index { vectors.append(LaneVector()) }
        vectors[index][lane] = set.rawValue
      }
      if let raise = answer.raise { note(raise, lane: lane, in: &raises) }
    }
    return OperationResult(value: interpreter.value(shape(of: model.result, vectors)), raises: raises)
  }

  private func note(_ raise: RaiseReason, lane: Int, in raises: inout [RaisedLanes]) {
    if let index = raises.firstIndex(where: { $0.reason == raise }) {
      raises[index].mask.insert(LaneMask(lane: lane))
    } else {
      raises.append(RaisedLanes(mask: LaneMask(lane: lane), reason: raise))
    }
  }

  // MARK: Asking

  /// A `dtype=` argument that is not known makes the result's dtype unknown.
  private func unknownDType() -> ValueID? {
    for (index, parameter) in model.parameters.enumerated() where parameter.role == .dtype {
      guard let shape = arguments.shapes[index].first else { continue }
      switch shapes[shape] {
      case .dtype, .none, .absent: continue
      default:
        let vector = shapes.intern(LaneVector(DTypeSet.unknown.rawValue, in: interpreter.frame.live))
        return interpreter.value(self.shape(of: model.result, [shapes[vector], shapes[vector]]))
      }
    }
    return nil
  }

  private func question(for lane: Int) -> Question {
    var operands: [[Operand]] = []
    var dtypes: [DType?] = [nil]
    for (index, parameter) in model.parameters.enumerated() {
      if parameter.role == .dtype {
        if let shape = arguments.shapes[index].first, case .dtype(let vector) = shapes[shape] {
          let set = DTypeSet(rawValue: shapes[vector][lane])
          dtypes = set.isUnknown ? Self.probes : set.dtypes
        }
      } else if parameter.role.isOperand {
        if arguments.shapes[index].isEmpty, parameter.role != .tensors { operands.append([.absent]) }
        for shape in arguments.shapes[index] { operands.append(self.operands(shape, lane: lane)) }
      }
    }
    return Question(operands: operands, dtypes: dtypes, context: interpreter.operatorContext(lane: lane))
  }

  /// Stand-ins for a dtype that is not known: what all of them agree on holds.
  private static let probes: [DType] = [.bool, .int64, .float16, .bfloat16, .float32, .float64]

  private func operands(_ shape: ShapeID, lane: Int) -> [Operand] {
    switch shapes[shape] {
    case .tensor(let tensor):
      let kind: OperandKind =
        tensor.rank == .zeroDimensional ? .zeroDim : tensor.role == .parameter ? .parameter : .tensor
      let set = DTypeSet(rawValue: shapes[tensor.dtypes][lane])
      return (set.isUnknown ? Self.probes : set.dtypes).map { Operand(kind: kind, dtype: $0) }
    case .none, .absent: return [.absent]
    case .alternatives(let list):
      let all = list.flatMap { operands($0, lane: lane) }
      return all.enumerated().filter { !all[..<$0.offset].contains($0.element) }.map(\.element)
    case .bool, .opaque(.bool): return [.number(.bool)]
    case .integer, .opaque(.integer), .opaque(.positiveInteger), .opaque(.integers): return [.number(.int)]
    case .float, .opaque(.float), .opaque(.floats): return [.number(.float)]
    case .opaque(.number): return [.number(.int), .number(.float)]
    case .external("complex literal"): return [.number(.complex)]
    default: return Self.probes.map(Operand.tensor) + [.number(.int), .number(.float)]
    }
  }

  private func ask(_ question: Question) -> Answer {
    let combinations = question.operands.reduce(question.dtypes.count) { min($0 * $1.count, 4_096) }
    // There are none in a lane in which nothing was put into a list.
    guard (1...1_024).contains(combinations) else { return unknownAnswer }
    guard isProbed(question) else { return tally(question) ?? unknownAnswer }
    // Stand-ins have to agree for each choice of what is known; over those choices the answers are joined.
    var answer = Answer(isTensor: false)
    var hasResult = false
    var raise: RaiseReason?
    let dtypes = isProbed(question.dtypes.count) ? [question.dtypes] : question.dtypes.map { [$0] }
    for dtypes in dtypes {
      forEachCombination(question.operands.map { isProbed($0.count) ? [$0] : $0.map { [$0] } }) { operands in
        guard let part = tally(Question(operands: operands, dtypes: dtypes, context: question.context)) else { return }
        answer.isTensor = answer.isTensor || part.isTensor
        if let reason = part.raise { raise = raise ?? reason } else { hasResult = true }
        while answer.sets.count < part.sets.count { answer.sets.append([]) }
        for (index, set) in part.sets.enumerated() {
          answer.sets[index] = answer.sets[index].isUnknown || set.isUnknown ? .unknown : answer.sets[index].union(set)
        }
      }
    }
    // Where some choice holds, those that raise say nothing of the result.
    if !hasResult { answer.raise = raise }
    return hasResult || raise != nil ? answer : unknownAnswer
  }

  /// All combinations together; nil if each of them raises for what stands in for something that is not known.
  private func tally(_ question: Question) -> Answer? {
    var answer = Answer(isTensor: false)
    var raise: RaiseReason?
    // Of two dtypes that are known, which raise whatever the rest is.
    var mismatch: RaiseReason?
    var hasResult = false
    var sawUnknown = false
    for dtype in question.dtypes {
      forEachCombination(question.operands) { operands in
        switch interpreter.library.evaluate(
          model.id, operands: operands, dtypeArgument: dtype, context: question.context)
        {
        case .dtypes(let list):
          hasResult = true
          answer.isTensor = true
          for (index, dtype) in list.enumerated() {
            while answer.sets.count <= index { answer.sets.append([]) }
            answer.sets[index].insert(DTypeSet(dtype))
          }
        case .raises(let reason):
          raise = raise ?? reason
          if Set(reason.dtypes).count > 1 { mismatch = mismatch ?? reason }
        case .notATensor: hasResult = true
        case .unknown: sawUnknown = true
        }
      }
    }
    if sawUnknown { return unknownAnswer }
    // Probed dtypes that disagree leave the result unknown, not a set of guesses.
    if isProbed(question), answer.sets.contains(where: { $0.dtypes.count > 1 }) {
      answer.sets = answer.sets.map { $0.dtypes.count > 1 ? .unknown : $0 }
    }
    if hasResult { return answer }
    guard let raise = isProbed(question) ? mismatch : raise else { return nil }
    answer.raise = raise
    answer.isTensor = true
    answer.sets = Array(repeating: fallback(question), count: max(1, tensorCount(model.result)))
    return answer
  }

  private var unknownAnswer: Answer {
    Answer(sets: Array(repeating: .unknown, count: max(1, tensorCount(model.result))))
  }

  private func isProbed(_ question: Question) -> Bool {
    question.operands.contains { isProbed($0.count) } || isProbed(question.dtypes.count)
  }

  private func isProbed(_ choices: Int) -> Bool { choices >= Self.probes.count }

  /// The dtype with which a lane goes on after a raise: what it would have been without the bug.
  ///
  /// That is the dtype of the module's parameters, of the tensor that is written into, or else the narrowest floating
  /// one: going on with the widest would make every operation after this one raise, too.
  private func fallback(_ question: Question) -> DTypeSet {
    let tensors = question.operands.compactMap(\.first).filter(\.isTensor)
    if let parameter = tensors.first(where: { $0.kind == .parameter }) { return DTypeSet(parameter.dtype) }
    if model.isInPlace, let target = tensors.first { return DTypeSet(target.dtype) }
    let floating = tensors.filter { $0.dtype.isFloatingPoint && !$0.dtype.isFloat8 }
    if let narrowest = floating.min(by: { $0.dtype.itemSize < $1.dtype.itemSize }) { return DTypeSet(narrowest.dtype) }
    return Promotion.resultType(tensors, default: question.context.defaultDType).map { DTypeSet($0) } ?? .unknown
  }

  private func forEachCombination<Choice>(_ choices: [[Choice]], _ body: ([Choice]) -> Void) {
    var indices = [Int](repeating: 0, count: choices.count)
    while true {
      body(zip(choices, indices).map { $0[$1] })
      var place = choices.count - 1
      while place >= 0 {
        indices[place] += 1
        if indices[place] < choices[place].count { break }
        indices[place] = 0
        place -= 1
      }
      if place < 0 { return }
    }
  }

  private func tensorCount(_ result: ResultShape) -> Int {
    switch result {
    case .tensor(let index): index + 1
    case .tuple(let parts): parts.map(tensorCount).max() ?? 0
    case .list(let part): tensorCount(part)
    default: 0
    }
  }

  // MARK: The result's shape

  private func shape(of result: ResultShape, _ vectors: [LaneVector]) -> ShapeID {
    switch result {
    case .tensor(let index):
      guard let vector = index < vectors.count ? vectors[index] : vectors.last else {
        return shapes.unknown(.operatorUnknown, model.name)
      }
      return tensor(vector)
    case .tuple(let parts): return shapes.intern(.tuple(parts.map { interpreter.value(shape(of: $0, vectors)) }))
    case .list(let part): return shapes.intern(.sequence(interpreter.value(shape(of: part, vectors))))
    case .each: return shapes.intern(.tuple(vectors.map { interpreter.value(tensor($0)) }))
    case .number(let scalar): return shapes.opaque(opaqueKind(scalar))
    case .size: return receiver.map { shapes.intern(interpreter.size(of: $0)) } ?? shapes.opaque(.size)
    case .dimensions: return receiver?.rank.count.map(shapes.integer) ?? shapes.opaque(.integer)
    case .string: return shapes.opaque(.string)
    case .none: return shapes.none
    case .dtype: return shapes.unknown(.opaqueDType, model.name)
    case .device, .opaque: return shapes.opaque(.inert)
    case .receiver: return arguments.shapes.first?.first ?? shapes.opaque(.inert)
    }
  }

  /// The tensor that is asked about itself.
  private var receiver: TensorShape? {
    guard let shape = arguments.shapes.first?.first, case .tensor(let tensor) = shapes[shape] else { return nil }
    return tensor
  }

  private func opaqueKind(_ scalar: PythonScalar) -> OpaqueKind {
    switch scalar {
    case .bool: .bool
    case .int: .integer
    case .float: .float
    case .complex: .number
    }
  }

  private func tensor(_ vector: LaneVector) -> ShapeID {
    let tensors = arguments.shapes.flatMap { $0 }.compactMap { shape -> TensorShape? in
      if case .tensor(let tensor) = shapes[shape] { tensor } else { nil }
    }
    return interpreter.tensor(
      vector, rank: rank(), from: tensors, origin: interpreter.origin(of: model, tensors, vector))
  }

  /// Factories say by their sizes how many dimensions there are: `torch.full((), x)` has none.
  private func factoryRank() -> RankClass? {
    guard let index = model.parameters.firstIndex(where: { $0.name == "size" }),
      let shape = arguments.shapes[index].first
    else { return nil }
    if arguments.shapes[index].count > 1 { return factoryRank(arguments.shapes[index]) }
    switch shapes[shape] {
    case .tuple(let sizes): return factoryRank(sizes.map(onlyShape))
    case .integer, .opaque(.integer), .opaque(.positiveInteger): return .vector
    case .opaque(.size): return .dimensioned
    case .object:
      guard case .elements(let sizes) = interpreter.iteration(over: interpreter.value(shape)) else { return nil }
      return factoryRank(sizes.map(onlyShape))
    default: return nil
    }
  }

  private func onlyShape(of value: ValueID) -> ShapeID? { interpreter.values.single(value)?.shape }

  private func factoryRank(_ sizes: [ShapeID?]) -> RankClass {
    let areNumbers = sizes.allSatisfy { size in
      switch size.map({ shapes[$0] }) {
      case .integer, .opaque(.integer), .opaque(.positiveInteger): true
      default: false
      }
    }
    switch sizes.count {
    case 0: return .zeroDimensional
    case 1 where areNumbers: return .vector
    case 2 where areNumbers: return .matrix
    default: return .dimensioned
    }
  }

  private func rank() -> RankClass {
    if let factory = factoryRank() { return factory }
    switch model.rank {
    // What an operator makes may have other dimensions.
    case .same(let index):
      let rank = arguments.shapes[index].first.map(rank) ?? .unknown
      return rank.hasDimension ? .dimensioned : rank
    case .zero: return .zeroDimensional
    case .dimensioned: return .dimensioned
    case .elements: return holdsNothing ? .empty : holdsNumbers ? .vector : .dimensioned
    case .unknown: return .unknown
    case .broadcast:
      let ranks = zip(model.parameters, arguments.shapes).filter { $0.0.role.isOperand }.flatMap { $0.1.map(rank) }
      if goesByElement, ranks.contains(.vector), ranks.allSatisfy({ $0 == .vector || $0 == .zeroDimensional }) {
        return .vector
      }
      if ranks.contains(where: { $0.hasDimension || $0 == .empty }) { return .dimensioned }
      return ranks.contains(.unknown) ? .unknown : .zeroDimensional
    case .reduces: return reducedRank()
    }
  }

  private func rank(_ shape: ShapeID) -> RankClass {
    switch shapes[shape] {
    case .tensor(let tensor): tensor.rank
    case .unknown, .alternatives: .unknown
    default: .zeroDimensional
    }
  }

  private var holdsNothing: Bool {
    zip(model.parameters, arguments.shapes).contains { $0.0.role == .tensors && $0.1.isEmpty }
  }

  /// Whether this is an operator of Python but `@`.
  private var goesByElement: Bool {
    model.name.text.hasPrefix("operator.") && !model.name.text.hasSuffix("matmul")
  }

  /// Whether a list that a tensor is made of holds numbers, no lists of them.
  private var holdsNumbers: Bool {
    zip(model.parameters, arguments.shapes).filter { $0.0.role == .tensors }.allSatisfy { _, elements in
      elements.allSatisfy { shape in
        switch shapes[shape] {
        case .integer, .float, .bool, .opaque(.integer), .opaque(.positiveInteger), .opaque(.float): true
        default: false
        }
      }
    }
  }

  private func reducedRank() -> RankClass {
    func given(_ name: Symbol) -> Shape? {
      guard let index = model.parameters.firstIndex(where: { $0.name == name }) else { return nil }
      return arguments.shapes[index].first.map { shapes[$0] }
    }
    if let keep = given("keepdim"), keep != .none, keep != .bool(false) { return .dimensioned }
    switch given("dim") ?? given("axis") {
    case nil, Shape.none?: return .zeroDimensional
    case .integer?: return receiver?.rank == .vector ? .zeroDimensional : .dimensioned
    default: return .dimensioned
    }
  }
}
