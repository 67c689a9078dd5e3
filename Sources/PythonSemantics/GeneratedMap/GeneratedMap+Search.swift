import PythonSyntax
import SourceText

extension GeneratedMap {
  /// What is looked for: a statement of a definition, in the words of the file it stands in.
  struct Wanted {
    var unit: String
    /// The statement's text; nil if only the definition is asked for.
    var key: String?
    /// How many statements of the same text stand before it in its definition.
    var ordinal = 0

    init(unit: UnitIndex.Unit, statement: UnitIndex.Statement?) {
      self.unit = unit.name
      key = statement?.key
      if let statement {
        ordinal = unit.statements.filter { $0.key == statement.key && $0.line < statement.line }.count
      }
    }

    /// The class and the member's name, for a method.
    var parts: (class_: String, member: String)? {
      guard let dot = unit.firstIndex(of: ".") else { return nil }
      return (String(unit[..<dot]), String(unit[unit.index(after: dot)...]))
    }
  }

  /// A statement found in a unit of a module.
  struct Match {
    var module: ModuleID
    var unit: UnitIndex.Unit
    var statement: UnitIndex.Statement?
  }

  /// The origin of what stands in a generated or copied definition of a module.
  func search(_ wanted: Wanted, in module: ModuleID, depth: Int) -> Origin? {
    if depth > Self.depthLimit { return nil }
    if isGenerated(module) {
      guard let modular = modularSource(of: module) else { return nil }
      return searchModular(wanted, modular, depth: depth)
    }
    return searchCopied(wanted, module, depth: depth)
  }

  // MARK: Modular files

  private func searchModular(_ wanted: Wanted, _ modular: ModuleID, depth: Int) -> Origin? {
    let own = index(of: modular).unit(named: wanted.unit)
    if let own, let match = match(wanted, own, modular, Renaming()) { return origin(.own, match) }
    if let found = searchBases(wanted, modular, depth: depth) ?? searchImports(wanted, modular, depth: depth) {
      return found
    }
    return own.map { origin(.own, Match(module: modular, unit: $0, statement: nil)) }
  }

  /// The classes that the modular file's class inherits from: the converter copies their members.
  private func searchBases(_ wanted: Wanted, _ modular: ModuleID, depth: Int) -> Origin? {
    let className = wanted.parts?.class_ ?? wanted.unit
    guard let node = index(of: modular).unit(named: className)?.node, let id = graph.class_(at: node, in: modular)
    else {
      return nil
    }
    var open = Array(graph[id].bases.reversed())
    var seen: Set<ClassID> = [id]
    while let base = open.popLast() {
      guard case .class_(let baseID) = base, seen.insert(baseID).inserted else { continue }
      let info = graph[baseID]
      let name = wanted.parts.map { info.name.text + "." + $0.member } ?? info.name.text
      var renaming = family(of: modular).renaming
      if info.module == modular {
        open += info.bases.reversed()
        renaming = Renaming()
      } else {
        let pairs = Renaming.pairs(copy: className, source: info.name.text)
        renaming = Renaming(pairs + renaming.pairs.map { ($0.source, $0.copy) })
      }
      guard let unit = index(of: info.module).unit(named: name) else { continue }
      if let match = match(wanted, unit, info.module, renaming) {
        return info.module == modular ? origin(.own, match) : origin(.ancestor, match, depth: depth)
      }
    }
    return nil
  }

  /// What the modular file does not mention came along with something that it imports.
  private func searchImports(_ wanted: Wanted, _ modular: ModuleID, depth: Int) -> Origin? {
    let family = family(of: modular)
    for source in family.sources {
      let index = index(of: source)
      for name in family.renaming.sources(of: wanted.unit) {
        guard let unit = index.unit(named: name), let match = match(wanted, unit, source, family.renaming) else {
          continue
        }
        return origin(.ancestor, match, depth: depth)
      }
    }
    return nil
  }

  // MARK: Copied definitions

  private func searchCopied(_ wanted: Wanted, _ module: ModuleID, depth: Int) -> Origin? {
    let index = index(of: module)
    guard let unit = index.unit(named: wanted.unit) else { return nil }
    if graph[module].tree.kind(unit.node) != .module, let comment = CopiedFrom.above(unit.node, in: graph[module]) {
      return follow(comment, wanted, member: nil, depth: depth)
    }
    guard let parts = wanted.parts, let class_ = index.unit(named: parts.class_),
      let comment = CopiedFrom.above(class_.node, in: graph[module])
    else { return nil }
    return follow(comment, wanted, member: parts.member, depth: depth)
  }

  private func follow(_ comment: CopiedFrom, _ wanted: Wanted, member: String?, depth: Int) -> Origin? {
    var parts = comment.source.split(separator: ".").map(String.init)
    var names: [String] = []
    while !parts.isEmpty {
      if let source = graph.module(named: Symbol(parts.joined(separator: "."))) {
        let name = (names + (member.map { [$0] } ?? [])).joined(separator: ".")
        guard let unit = index(of: source).unit(named: name) else { return nil }
        let found = match(wanted, unit, source, comment.renaming) ?? Match(module: source, unit: unit, statement: nil)
        return origin(.copied, found, depth: depth)
      }
      names.insert(parts.removeLast(), at: 0)
    }
    return nil
  }

  // MARK: Matching

  /// The statement of a unit that the renaming turns into the wanted one.
  private func match(_ wanted: Wanted, _ unit: UnitIndex.Unit, _ module: ModuleID, _ renaming: Renaming) -> Match? {
    guard let key = wanted.key else { return Match(module: module, unit: unit, statement: nil) }
    guard let places = renamedStatements(of: unit, in: module, renaming)[key], !places.isEmpty else { return nil }
    return Match(module: module, unit: unit, statement: unit.statements[places[min(wanted.ordinal, places.count - 1)]])
  }

  /// The match itself, or where that is spelled in turn.
  private func origin(_ kind: Origin.Kind, _ match: Match, depth: Int) -> Origin? {
    let next = search(Wanted(unit: match.unit, statement: match.statement), in: match.module, depth: depth + 1)
    guard let next else { return origin(kind, match) }
    return Origin(kind: kind, module: next.module, file: next.file, line: next.line, isExact: next.isExact)
  }

  private func origin(_ kind: Origin.Kind, _ match: Match) -> Origin {
    Origin(
      kind: kind, module: match.module, file: graph[match.module].file,
      line: match.statement?.line ?? match.unit.lines.lowerBound, isExact: match.statement != nil)
  }
}
