import DTypeAnalysis
import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

extension AnalyzedUnit {
  /// Whether every model of the file declares that it runs with an attention implementation.
  ///
  /// transformers refuses to load one that does not. nil if a model has no such flag, as where the class that it
  /// inherits from is not at hand; a file without models serves those of others, and is refused nothing.
  func modelsRun(with attention: AttentionImplementation) -> Bool? {
    let answers = graph.models(of: analysis.module).map { runs($0, with: attention) }
    return answers.contains(false) ? false : answers.contains(nil) ? nil : true
  }

  /// Whether code is refused in all of some lanes: they have one attention implementation, and only models make the
  /// class around it that declare that they do not run with that one.
  func isRefused(_ node: NodeID, in mask: LaneMask) -> Bool {
    let attentions = AttentionImplementation.allCases.filter { attention in
      !(mask & lanes.mask { $0.attention == attention }).isEmpty
    }
    guard attentions.count == 1, let owner = classAround(node) else { return false }
    let models = graph.models(of: analysis.module)
    let running = models.filter { runs($0, with: attentions[0]) != false }
    if running.count == models.count { return false }
    return running.allSatisfy { model in
      let names = names(behind: graph[model].name)
      // What a configuration chooses is not written there.
      return !names.contains(graph[owner].name) && !names.contains { $0.text.hasPrefix("Auto") }
    }
  }

  /// The names that a definition of the file reads, and those that they stand for read in turn.
  private func names(behind name: Symbol) -> Set<Symbol> {
    var found: Set<Symbol> = [name]
    var pending = [name]
    while let next = pending.popLast() {
      for read in (analysis.module.bindings[next] ?? []).flatMap({ names(in: $0.node) }) where !found.contains(read) {
        found.insert(read)
        pending.append(read)
      }
    }
    return found
  }

  /// The names in a piece of code, without those that something is only compared with.
  private func names(in node: NodeID) -> [Symbol] {
    var found: [Symbol] = []
    var pending = [node]
    while let next = pending.popLast() {
      if tree.kind(next) == .name { found.append(tree.symbol(next)) }
      if tree.kind(next) == .call, calledName(next) == "isinstance" { continue }
      pending += tree.children(of: next).filter { !$0.isNone }
    }
    return found
  }

  private func runs(_ model: ClassID, with attention: AttentionImplementation) -> Bool? {
    if attention.flags.isEmpty { return true }
    let values = attention.flags.compactMap { isTrue($0, in: model) }
    return values.isEmpty ? nil : values.contains(true)
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
