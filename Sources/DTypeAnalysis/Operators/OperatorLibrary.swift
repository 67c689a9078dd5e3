import PythonSyntax
import RuleLibrary
package import SourceText

/// A line of a model file that could not be used.
package struct ModelProblem: Hashable, Sendable {
  package var file: String
  /// Counted from 1.
  package var line: Int
  package var message: String

  package init(file: String, line: Int, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }
}

/// All models of torch and its companions, read once from the stub files.
package final class OperatorLibrary: Sendable {
  private let models: [OperatorModel]
  private let contracts: [OperatorContract]
  private let overloadsByName: [Symbol: [OperatorID]]
  private let modulesByName: [Symbol: ModuleModel]
  /// The calls behind the names of recordings, where the name alone does not tell.
  let recordedCalls: [String: RecordedCall]

  init(
    models: [OperatorModel], contracts: [OperatorContract], overloadsByName: [Symbol: [OperatorID]],
    modulesByName: [Symbol: ModuleModel], recordedCalls: [String: RecordedCall]
  ) {
    self.recordedCalls = recordedCalls
    self.models = models
    self.contracts = contracts
    self.overloadsByName = overloadsByName
    self.modulesByName = modulesByName
  }

  /// Reads model files; what cannot be used is told in `problems`.
  package static func load(
    _ sources: [(file: String, text: String)]
  ) -> (library: OperatorLibrary, problems: [ModelProblem]) {
    var builder = ModelBuilder()
    for source in sources {
      let parsed = PythonParser.parse(Array(source.text.utf8))
      var reader = ModelReader(file: source.file, text: source.text, tree: parsed.tree)
      for syntaxProblem in parsed.problems {
        builder.problems.append(reader.problem(at: Int(syntaxProblem.span.start), syntaxProblem.message))
      }
      reader.read(into: &builder)
    }
    let library = builder.finish()
    return (library, builder.problems)
  }

  /// The files of Rules/models that describe operators.
  package static let files = [
    "autocast.pyi", "create.pyi", "functional.pyi", "kernels.pyi", "linear_algebra.pyi", "loss.pyi", "more.pyi",
    "nn.pyi",
    "nn_helpers.pyi", "operator.pyi", "recorded_calls.pyi", "reduce.pyi", "runtime.pyi", "shape.pyi", "tensor.pyi",
    "torch.pyi",
  ]

  /// The models that the program carries, and what is wrong with them (a test holds that to nothing).
  package static let bundled = load(
    RuleLibrary.models.filter { files.contains($0.file) }.map { ($0.file, $0.text) })

  /// The first overload of the operator of this qualified name.
  package func operatorID(named name: Symbol) -> OperatorID? { overloadsByName[name]?.first }

  /// All overloads of the operator of this qualified name, in the order in which they are tried.
  package func overloads(named name: Symbol) -> [OperatorID] { overloadsByName[name] ?? [] }

  package subscript(id: OperatorID) -> OperatorModel { models[Int(id.rawValue)] }

  /// The class of this qualified name, for example `torch.nn.Linear`.
  package func module(named name: Symbol) -> ModuleModel? { modulesByName[name] }

  /// Whether autocast lowers the function or method of this last name, such as `matmul`, to its dtype.
  package func autocastLowers(_ name: String, on device: AutocastDevice) -> Bool {
    ["torch.", "torch.nn.functional.", "torch.Tensor."].contains { prefix in
      operatorID(named: Symbol(prefix + name)).map { contract($0).autocast[Int(device.rawValue)] == .lower } ?? false
    }
  }

  /// The number of declared operators, overloads counted singly.
  package var count: Int { models.count }

  /// The Python type of a result that is no tensor, as the stub names it (`int`, `size`, `dtype` …).
  func pythonType(of id: OperatorID) -> String? { contract(id).pythonType }

  func contract(_ id: OperatorID) -> OperatorContract {
    let own = contracts[Int(id.rawValue)]
    guard let target = own.delegate?.target else { return own }
    return contracts[Int(target.rawValue)]
  }

  /// What an operator does with these operands: one operand for each parameter whose role is an operand, in signature
  /// order (a list contributes each element), `.absent` where none is given; absent ones at the end may be left out
  /// unless the operator takes a list.
  ///
  /// Pure: the same arguments always give the same outcome.
  package func evaluate(
    _ id: OperatorID, operands: [Operand], dtypeArgument: DType?, context: OperatorContext
  ) -> OperatorOutcome {
    let contract = contracts[Int(id.rawValue)]
    if let delegate = contract.delegate {
      guard let target = delegate.target else { return .unknown }
      let passed = delegate.sources.map { source -> Operand in
        guard let source else { return .absent }
        let range = contract.range(of: source, count: operands.count)
        return range.isEmpty ? .absent : operands[range.lowerBound]
      }
      return evaluate(target, operands: passed, dtypeArgument: dtypeArgument, context: context)
    }
    var evaluation = OperatorEvaluation(
      contract: contract, parameters: models[Int(id.rawValue)].parameters, operands: operands,
      dtypeArgument: dtypeArgument, context: context)
    return evaluation.run()
  }
}
