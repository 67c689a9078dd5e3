import Dataflow
import PythonSyntax
import SourceText

/// The evaluated arguments of one call.
struct CallArguments {
  var positional: [ValueID] = []
  var keywords: [(name: Symbol, value: ValueID)] = []
  /// `*args` of unknown length: what each further positional argument is.
  var morePositional: ValueID?
  /// `**kwargs` of unknown keys: what any further keyword is.
  var moreKeywords: ValueID?
  /// The call expression, for facts and allocation.
  var node: NodeID

  init(_ positional: [ValueID] = [], keywords: [(name: Symbol, value: ValueID)] = [], node: NodeID) {
    self.positional = positional
    self.keywords = keywords
    self.node = node
  }

  subscript(name: Symbol) -> ValueID? { keywords.first { $0.name == name }?.value }

  /// The argument at a position or by its keyword.
  func argument(_ index: Int, _ name: Symbol) -> ValueID? {
    index < positional.count ? positional[index] : self[name]
  }

  func dropping(first count: Int) -> CallArguments {
    var result = self
    result.positional = Array(positional.dropFirst(count))
    return result
  }

  func prepending(_ value: ValueID) -> CallArguments {
    var result = self
    result.positional.insert(value, at: 0)
    return result
  }

  /// All values, restricted to `mask`.
  func restricted(to mask: LaneMask, _ values: ValueArena) -> CallArguments {
    var result = self
    result.positional = positional.map { values.restrict($0, to: mask) }
    result.keywords = keywords.map { ($0.name, values.restrict($0.value, to: mask)) }
    result.morePositional = morePositional.map { values.restrict($0, to: mask) }
    result.moreKeywords = moreKeywords.map { values.restrict($0, to: mask) }
    return result
  }
}
