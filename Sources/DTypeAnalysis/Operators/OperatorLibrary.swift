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
  private let overloadsByName: [Symbol: [OperatorID]]
  private let modulesByName: [Symbol: ModuleModel]

  init(
    models: [OperatorModel], overloadsByName: [Symbol: [OperatorID]],
    modulesByName: [Symbol: ModuleModel]
  ) {
    self.models = models
    self.overloadsByName = overloadsByName
    self.modulesByName = modulesByName
  }

  /// Reads model files; what cannot be used is left out and told in `problems`.
  package static func load(
    _ sources: [(file: String, text: String)]
  ) -> (library: OperatorLibrary, problems: [ModelProblem]) {
    (OperatorLibrary(models: [], overloadsByName: [:], modulesByName: [:]), [])
  }

  /// The first overload of the operator of this qualified name.
  package func operatorID(named name: Symbol) -> OperatorID? { overloadsByName[name]?.first }

  /// All overloads of the operator of this qualified name, in the order in which they are tried.
  package func overloads(named name: Symbol) -> [OperatorID] { overloadsByName[name] ?? [] }

  package subscript(id: OperatorID) -> OperatorModel { models[Int(id.rawValue)] }

  /// The class of this qualified name, for example `torch.nn.Linear`.
  package func module(named name: Symbol) -> ModuleModel? { modulesByName[name] }

  /// What an operator does with these operands: one operand for each parameter whose role is an operand, in signature
  /// order (a list contributes each element), `.absent` where none is given.
  ///
  /// Pure: the same arguments always give the same outcome.
  package func evaluate(
    _ id: OperatorID, operands: [Operand], dtypeArgument: DType?, context: OperatorContext
  ) -> OperatorOutcome {
    .unknown
  }
}
