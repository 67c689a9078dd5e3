package import NumericReference
package import PythonSemantics
import PythonSyntax
import SourceText

/// Evaluates a rotary function from its source: result dtypes, errors, or what it raises.
package struct RotaryEvidence {
  private let function: PythonFunction
  private let parameters: [RotaryParameter]
  private let policy: any PromotionPolicy
  /// Finds methods of the class around the function.
  private let method: (Symbol) -> (scope: any EvaluationScope, node: NodeID)?

  package init(function id: FunctionID, in graph: ModuleGraph, policy: any PromotionPolicy) {
    let info = graph[id]
    let scope = GraphScope(info.module, in: graph)
    function = PythonFunction(scope: scope, node: info.node)
    parameters = RotaryParameter.all(of: info.node, in: scope.tree)
    self.policy = policy
    let owner = info.definingClass
    method = { name in owner.flatMap { scope.method(name, of: $0) } }
  }

  /// The names of the parameters that take tensors, in order.
  package var tensorParameters: [String] {
    parameters.filter { [.subject, .cosine, .sine, .table].contains($0.role) }.map(\.name)
  }

  /// The first layout in which the function evaluates and gives back tensors of its arguments' shapes.
  ///
  /// Of several the one counts in which the first position, whose angles are zero, is left as it was: in others the
  /// sequence lies in another dimension. Dtypes are float64 throughout, so that a function is not refused for what its
  /// dtypes do.
  package func layout() -> Result<RotaryLayout, PythonFailure> {
    // What is not known says more than what a wrong layout raises; of those, the usual layout's speaks.
    var best: PythonFailure?
    var possible: RotaryLayout?
    for candidate in RotaryLayout.candidates(parameters) {
      do {
        let results = try run(candidate, [:], .exact, isExact: true)
        if isPlausible(results, candidate) {
          if try startsUnturned(results, candidate) { return .success(candidate) }
          possible = possible ?? candidate
        }
        best = best ?? .wrongShape
      } catch let failure as PythonFailure {
        // Another layout does not make an endless loop end.
        if failure == .tooLong { return .failure(failure) }
        switch (best, failure) {
        case (nil, _), (.raised?, .unsupported), (.wrongShape?, .unsupported): best = failure
        default: break
        }
      } catch {
        best = best ?? .unsupported("\(error)")
      }
    }
    if let possible { return .success(possible) }
    return .failure(best ?? .unsupported("no layout to try"))
  }

  /// Whether the results have at position 0 the numbers of the arguments, in whatever order.
  private func startsUnturned(_ results: [Tensor], _ layout: RotaryLayout) throws -> Bool {
    guard let axis = layout.subject.firstIndex(of: .sequence) else { return false }
    let drawn = RotaryInputs(layout: layout)
    return try results.enumerated().allSatisfy { index, result in
      guard result.shape == layout.shape(layout.subject) else { return false }
      let before = try drawn.subject(index, .float64).selected(axis, at: 0).reals.sorted()
      let after = try result.selected(axis, at: 0).reals.sorted()
      return zip(before, after).allSatisfy { ($0 - $1).magnitude < 1e-9 }
    }
  }

  /// Evaluates with these dtypes; a tensor parameter without one gets float32.
  ///
  /// Tables are those of `replayed`; without it they come from `tables`, rounded on the way as it says. They are given
  /// in the dtype of their parameter.
  package func report(
    _ layout: RotaryLayout, dtypes: [String: ElementType], tables: TableOrigin, replayed: ReplayedTables? = nil
  ) -> EvidenceReport {
    do {
      let truth = try run(layout, [:], .exact, replayed?.exact, isExact: true, roundedAs: dtypes)
      let got = try run(layout, dtypes, tables, replayed?.rows, isExact: false)
      var ideal = tables
      ideal.inverseFrequency = .float64
      let withExactTables = try run(layout, dtypes, ideal, replayed?.exact, isExact: false)
      guard truth.count == got.count, got.count == withExactTables.count else {
        return EvidenceReport(outcome: .notEvaluated("the number of results depends on dtypes"))
      }
      var results: [EvidenceReport.Result] = []
      for ((value, exact), better) in zip(zip(got, truth), withExactTables) {
        var result = EvidenceReport.Result(
          dtype: value.dtype, error: ErrorStatistics(), errorWithExactTables: ErrorStatistics(), errorByPosition: [])
        guard result.error.add(value, truth: exact), result.errorWithExactTables.add(better, truth: exact) else {
          return EvidenceReport(outcome: .notEvaluated("shapes depend on dtypes"))
        }
        result.errorByPosition = try byPosition(value, exact, layout)
        results.append(result)
      }
      return EvidenceReport(outcome: .results(results))
    } catch PythonFailure.raised(let type, let message) {
      return EvidenceReport(outcome: .raised(type: type, message: message))
    } catch {
      return EvidenceReport(outcome: .notEvaluated("\(error)"))
    }
  }

  private func byPosition(
    _ value: Tensor, _ truth: Tensor, _ layout: RotaryLayout
  ) throws -> [FixEvidence.PositionError] {
    guard value.shape == layout.shape(layout.subject), let axis = layout.subject.firstIndex(of: .sequence) else {
      return []
    }
    return try RotaryLayout.positionValues.enumerated().map { index, position in
      var statistics = ErrorStatistics()
      statistics.add(try value.selected(axis, at: index), truth: try truth.selected(axis, at: index))
      return FixEvidence.PositionError(position: position, error: statistics.maximum)
    }
  }

  /// Rotation keeps shapes, so that each tensor returned must have the shape of a tensor given.
  private func isPlausible(_ results: [Tensor], _ layout: RotaryLayout) -> Bool {
    guard !results.isEmpty else { return false }
    let hasSubject = parameters.contains { $0.role == .subject }
    guard hasSubject else { return true }
    let shape = layout.shape(layout.subject)
    return results.allSatisfy { $0.shape == shape }
  }

  /// Calls the function; a subject is drawn in its dtype, or, for the truth, in float64 from what `roundedAs` leaves.
  private func run(
    _ layout: RotaryLayout, _ dtypes: [String: ElementType], _ origin: TableOrigin, _ rows: TableRows? = nil,
    isExact: Bool, roundedAs inputs: [String: ElementType] = [:]
  ) throws -> [Tensor] {
    let evaluator = PythonEvaluator(
      policy: isExact ? ExactPromotion(base: policy) : policy, isExact: isExact)
    let drawn = RotaryInputs(layout: layout, rows: rows)
    var arguments: [(name: String, value: PythonValue)] = []
    var receiver: PythonValue?
    var subjects = 0
    for parameter in parameters {
      switch parameter.role {
      case .receiver:
        let object = PythonObject(attributes: [:])
        object.method = method
        object.fallback = RotaryInputs.attribute
        receiver = .object(object)
      case .subject:
        let dtype = isExact ? inputs[parameter.name] ?? .float64 : dtypes[parameter.name] ?? .float32
        let tensor = drawn.subject(subjects, dtype)
        arguments.append((parameter.name, .tensor(isExact ? tensor.converted(to: .float64) : tensor)))
        subjects += 1
      case .cosine, .sine, .table:
        var own = origin
        if !isExact { own.table = dtypes[parameter.name] ?? origin.table }
        arguments.append((parameter.name, try drawn.table(parameter.role, own)))
      case .positions: arguments.append((parameter.name, try drawn.positions()))
      case .sections: arguments.append((parameter.name, drawn.sections))
      case .default_: break
      }
    }
    let bound = PythonFunction(scope: function.scope, node: function.node, receiver: receiver)
    return try RotaryEvidence.tensors(in: evaluator.call(bound, [], arguments))
  }

  /// The tensors that a function returned, alone or in a tuple.
  private static func tensors(in value: PythonValue) throws -> [Tensor] {
    if let tensor = value.tensor { return [tensor] }
    guard let items = value.elements else {
      throw PythonFailure.unsupported("a result of type \(value.typeName)")
    }
    return items.compactMap(\.tensor)
  }
}

/// Promotion in an exact evaluation: new floating tensors are float64.
struct ExactPromotion: PromotionPolicy {
  var base: any PromotionPolicy
  var defaultType: ElementType { .float64 }

  func commonType(of operands: [PromotionOperand]) -> ElementType? {
    guard let common = base.commonType(of: operands) else { return nil }
    return common.isFloatingPoint ? .float64 : common.isComplex ? .complex128 : common
  }
}
