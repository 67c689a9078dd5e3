import Dataflow
import PythonSemantics
import PythonSyntax
import SourceText

/// Texts that configurations hold instead of their defaults: what the code of a file compares each field with.
struct ConfigurationVariation {
  var texts: [Symbol: [Symbol]]
  /// Which of a field's other texts it has now; a field with fewer keeps its default.
  var round: Int
}

/// Models with other configurations than the default: users load those too, and the code says which there are.
extension Interpreter {
  /// Runs the models whose configuration has a text at its default that the file compares with another one.
  ///
  /// What these runs see fills only places and lanes that the plain ones left empty.
  func runVariations(of models: [ClassID], in module: Module) {
    let texts = comparedTexts(in: module)
    guard !texts.isEmpty else { return }
    let plain = instances
    wave = .varied
    for round in 0..<Bounds.variations {
      let choice = ConfigurationVariation(texts: texts, round: round)
      let varied = models.filter { isVaried($0, by: choice) }
      if varied.isEmpty { break }
      variation = choice
      instances.removeAll(keepingCapacity: true)
      for id in varied { runRoot(id, isModel: true) }
      variation = nil
    }
    wave = .first
    instances = plain
  }

  private func isVaried(_ id: ClassID, by choice: ConfigurationVariation) -> Bool {
    guard case .object(let site)? = uniform(configuration(of: id)) else { return false }
    let content = store.content(of: site)
    return choice.texts.contains { name, _ in content[name.fieldKey].flatMap { other(than: $0, name, choice) } != nil }
  }

  /// `configuration` with the texts of the variation that runs now.
  func varied(_ configuration: ValueID, of id: ClassID, by choice: ConfigurationVariation) -> ValueID {
    guard case .object(let site)? = uniform(configuration) else { return configuration }
    return outsideOfRoots(module: graph[graph[id].module]) {
      let copy = copied(site, at: graph[id].node)
      guard case .object(let target)? = uniform(copy) else { return configuration }
      for name in choice.texts.keys.sorted(by: { $0.text < $1.text }) {
        let field = store.content(of: site)[name.fieldKey]
        guard let text = field.flatMap({ other(than: $0, name, choice) }) else { continue }
        store.write(target, name.fieldKey, value(.string(text)), in: lanes.all)
      }
      return freeze(copy)
    }
  }

  /// What a field holds in a variation, nil if that is its default.
  private func other(than field: ValueID, _ name: Symbol, _ choice: ConfigurationVariation) -> Symbol? {
    guard case .string(let present)? = uniform(field) else { return nil }
    let others = (choice.texts[name] ?? []).filter { $0 != present }
    return choice.round < others.count ? others[choice.round] : nil
  }

  /// The texts that the file compares each attribute with, in source order.
  private func comparedTexts(in module: Module) -> [Symbol: [Symbol]] {
    let tree = module.tree
    var texts: [Symbol: [Symbol]] = [:]
    for index in tree.nodes.indices where tree.nodes[index].kind == .comparison {
      let node = NodeID(UInt32(index))
      let subject = tree.child(node, 0)
      guard tree.kind(subject) == .attribute, tree.childCount(node) == 2 else { continue }
      let operand = tree.child(tree.child(node, 1), 0)
      let choices = [.tuple, .list, .set].contains(tree.kind(operand)) ? Array(tree.children(of: operand)) : [operand]
      for choice in choices where tree.kind(choice) == .string {
        let known = texts[tree.symbol(subject), default: []]
        if !known.contains(tree.symbol(choice)) { texts[tree.symbol(subject)] = known + [tree.symbol(choice)] }
      }
    }
    return texts
  }
}

extension Bounds {
  fileprivate static let variations = 3
}
