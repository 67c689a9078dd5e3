import PythonSyntax
import SourceText

/// What a name at module level stands for.
enum EvaluationDefinition {
  case function(any EvaluationScope, NodeID)
  case class_(any EvaluationScope, NodeID)
  /// A variable: the expression last assigned to it.
  case value(any EvaluationScope, NodeID)
  case module(any EvaluationScope)
  /// Something outside the checked tree, by its full dotted name.
  case external(String)
  case undefined
}

/// One module as the evaluator sees it: its tree, and what its names stand for.
protocol EvaluationScope: AnyObject {
  var tree: SyntaxTree { get }
  func definition(of name: Symbol) -> EvaluationDefinition
}
