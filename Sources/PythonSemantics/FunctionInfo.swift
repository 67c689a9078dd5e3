package import PythonSyntax
package import SourceText

/// A `def` or `lambda` and the variables of its body.
///
/// Comprehensions are no functions here: their targets are locals of the function around them, each with its own slot.
package final class FunctionInfo: Sendable {
  package struct Parameter: Hashable, Sendable {
    package let name: Symbol
    /// `.positionalOnly` … `.variadicKeyword`.
    package let kind: Operation
    package let node: NodeID
    package let annotation: NodeID
    package let defaultValue: NodeID
    /// The place in `locals`; -1 when an inner function captures the parameter, which then is in `cells`.
    package let slot: Int
  }

  package let id: FunctionID
  package let module: ModuleID
  package let node: NodeID
  /// The `def`'s name, `<lambda>` for a lambda.
  package let name: Symbol
  /// The dotted path inside the module, without `<locals>`: `LlamaAttention.forward`.
  package let qualifiedName: Symbol
  /// The class whose body holds the `def` directly.
  package let definingClass: ClassID?
  /// The innermost class around the function: what `super()` without arguments starts from, in nested functions too.
  package let lexicalClass: ClassID?
  package let enclosingFunction: FunctionID?
  package let parameters: [Parameter]
  /// The variables that live in the activation alone, parameters first.
  ///
  /// A comprehension's target has its own place, so a name may occur twice.
  package let locals: [Symbol]
  /// The function's own variables that inner functions or classes use.
  package let cells: [Symbol]
  /// The variables of enclosing functions that this one, or a function in it, uses.
  package let freeVariables: [Symbol]
  package let isGenerator: Bool
  package let isAsync: Bool
  package let decorators: [NodeID]
  /// The block of a `def`, the expression of a `lambda`.
  package let body: NodeID

  init(_ record: FunctionRecord, id: FunctionID, module: ModuleID, firstFunction: UInt32, firstClass: UInt32) {
    self.id = id
    self.module = module
    node = record.node
    name = record.name
    qualifiedName = record.qualifiedName
    definingClass = record.definingClass.map { ClassID(firstClass + UInt32($0)) }
    lexicalClass = record.lexicalClass.map { ClassID(firstClass + UInt32($0)) }
    enclosingFunction = record.enclosingFunction.map { FunctionID(firstFunction + UInt32($0)) }
    parameters = record.parameters
    locals = record.locals
    cells = record.cells
    freeVariables = record.freeVariables
    isGenerator = record.isGenerator
    isAsync = record.isAsync
    decorators = record.decorators
    body = record.body
  }

  /// The name behind a resolution of -3 or less in this function's body.
  package func cellName(ofResolution resolution: Int32) -> Symbol? {
    let index = -(Int(resolution) + 3)
    guard index >= 0 else { return nil }
    if index < cells.count { return cells[index] }
    return index - cells.count < freeVariables.count ? freeVariables[index - cells.count] : nil
  }
}

/// What scope analysis found out about one function; indices count within its file.
struct FunctionRecord: Sendable {
  var node: NodeID
  var name: Symbol
  var qualifiedName: Symbol
  var definingClass: Int?
  var lexicalClass: Int?
  var enclosingFunction: Int?
  var parameters: [FunctionInfo.Parameter] = []
  var locals: [Symbol] = []
  var cells: [Symbol] = []
  var freeVariables: [Symbol] = []
  var isGenerator = false
  var isAsync = false
  var decorators: [NodeID] = []
  var body: NodeID
}
