import Dataflow
import PythonSemantics
import SourceText

/// Functions and classes of stub files that stand in for others, by the dotted names they replace.
///
/// A stub is ordinary Python, interpreted like any code; `@replaces("transformers.modeling_utils.PreTrainedModel")`
/// says what it stands for, whether that is in the checked tree or outside it.
struct StubTable {
  var functions: [Symbol: ShapeID] = [:]
  var classes: [Symbol: ShapeID] = [:]
  var members: [Symbol: [Symbol: ShapeID]] = [:]

  func replacement(forFunction name: Symbol) -> ShapeID? { functions[name] }
  func replacement(forClass name: Symbol) -> ShapeID? { classes[name] }
  func replacement(forExternal name: Symbol) -> ShapeID? { functions[name] ?? classes[name] }
  func member(_ name: Symbol, of base: Symbol) -> ShapeID? { members[base]?[name] }
}
