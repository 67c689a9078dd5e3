import DTypeAnalysis
import PythonSemantics
import PythonSyntax
import SourceText

extension AnalyzedUnit {
  /// Whether every model of the file declares that it runs with an attention implementation.
  ///
  /// transformers refuses to load one that does not. nil if a model has no such flag, as where the class that it
  /// inherits from is not at hand; a file without models serves those of others, and is refused nothing.
  func modelsRun(with attention: AttentionImplementation) -> Bool? {
    let flags = attention.flags
    if flags.isEmpty { return true }
    let answers = graph.models(of: analysis.module).map { model in
      let values = flags.compactMap { isTrue($0, in: model) }
      return values.isEmpty ? nil : values.contains(true)
    }
    return answers.contains(false) ? false : answers.contains(nil) ? nil : true
  }

  /// Whether a class attribute is `True`; nil if there is none.
  private func isTrue(_ flag: Symbol, in model: ClassID) -> Bool? {
    guard let member = graph.member(flag, of: model) else { return nil }
    let tree = graph[graph[member.owner].module].tree
    return tree.kind(tree.child(member.binding.node, 0)) == .trueLiteral
  }
}

extension AttentionImplementation {
  /// The class attributes of transformers one of which says that a model runs with it; every model runs with eager.
  fileprivate var flags: [Symbol] {
    switch self {
    case .eager: []
    case .sdpa: ["_supports_sdpa"]
    case .flashAttention2: ["_supports_flash_attn", "_supports_flash_attn_2"]
    }
  }
}
