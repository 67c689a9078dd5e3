package import PythonSyntax
package import SourceText

/// A `class` statement, its bases and its body's names.
package final class ClassInfo {
  package struct Keyword: Hashable, Sendable {
    package let name: Symbol
    package let value: NodeID
  }

  package let id: ClassID
  package let module: ModuleID
  package let node: NodeID
  package let name: Symbol
  /// The dotted path inside the module, without `<locals>`.
  package let qualifiedName: Symbol
  /// The base expressions, in order, without keywords.
  package let baseNodes: [NodeID]
  /// `metaclass=…` and other keywords of the `class` statement.
  package let keywords: [Keyword]
  package let decorators: [NodeID]
  package let body: NodeID
  package let enclosingFunction: FunctionID?
  /// The class whose body holds this one directly.
  package let enclosingClass: ClassID?
  /// The names that the body binds, each in source order.
  package let members: [Symbol: [Binding]]

  /// The bases, subscripts such as `[T]` stripped; `.undefined` where a base is computed.
  package internal(set) var bases: [Definition] = []
  /// The method resolution order, this class first; `object` is left out.
  package internal(set) var mro: [ClassEntry] = []
  /// The bases contradict each other (or contain a cycle): `mro` is then depth-first, each class once.
  package internal(set) var hasInconsistentOrder = false
  /// Some base is not known, so members may exist that `mro` does not show.
  package internal(set) var hasUnknownBase = false

  var linking = Linking.pending

  enum Linking { case pending, inProgress, done }

  init(_ record: ClassRecord, id: ClassID, module: ModuleID, firstFunction: UInt32, firstClass: UInt32) {
    self.id = id
    self.module = module
    node = record.node
    name = record.name
    qualifiedName = record.qualifiedName
    baseNodes = record.bases
    keywords = record.keywords
    decorators = record.decorators
    body = record.body
    enclosingFunction = record.enclosingFunction.map { FunctionID(firstFunction + UInt32($0)) }
    enclosingClass = record.enclosingClass.map { ClassID(firstClass + UInt32($0)) }
    members = record.members
  }
}

/// What scope analysis found out about one class; indices count within its file.
struct ClassRecord: Sendable {
  var node: NodeID
  var name: Symbol
  var qualifiedName: Symbol
  var bases: [NodeID] = []
  var keywords: [ClassInfo.Keyword] = []
  var decorators: [NodeID] = []
  var body: NodeID
  var enclosingFunction: Int?
  var enclosingClass: Int?
  var members: [Symbol: [Binding]] = [:]
}
