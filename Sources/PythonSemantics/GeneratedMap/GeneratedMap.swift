import PythonSyntax
package import SourceText

/// Finds the line that spells a place of a generated or copied file.
///
/// transformers writes `modeling_x.py` from `modular_x.py`: classes there inherit from other models' classes, and the
/// converter unrolls the inheritance and renames. Statements are matched by their text without layout, after the
/// renaming; where only the definition can be told, `Origin.isExact` is false.
///
/// A map belongs to the thread of its graph.
package final class GeneratedMap {
  package let graph: ModuleGraph

  /// What is known of a modular file's relatives.
  struct Family {
    var renaming: Renaming
    /// The modules that it inherits or imports from, in the order of their first mention.
    var sources: [ModuleID]
  }

  private struct RenamedUnit: Hashable {
    var module: ModuleID
    var unit: String
    var renaming: Renaming
  }

  static let depthLimit = 16

  private var modulars: [ModuleID: ModuleID?] = [:]
  private var indexes: [ModuleID: UnitIndex] = [:]
  private var families: [ModuleID: Family] = [:]
  private var origins: [SourcePlace: Origin?] = [:]
  private var renamed: [RenamedUnit: [String: [Int]]] = [:]

  package init(_ graph: ModuleGraph) { self.graph = graph }

  /// Whether the file's first 1,024 bytes say that it is generated.
  package func isGenerated(_ module: ModuleID) -> Bool { sourceName(of: module) != nil }

  /// The modular file that a generated file names, if it is there.
  package func modularSource(of module: ModuleID) -> ModuleID? {
    if let known = modulars[module] { return known }
    // The banner's path is that of the repository: by name it is found in an installed package as well.
    let found = sourceName(of: module).flatMap {
      graph.module(atPath: Path.joined(Path.folder(of: graph[module].path), $0))
    }
    modulars[module] = .some(found)
    return found
  }

  /// Whether a generated `modeling_x.py` stands beside a `modular_x.py` that names it as its source.
  package static func isSource(_ module: Module, in graph: ModuleGraph) -> Bool {
    let name = Path.name(of: module.path)
    guard name.hasPrefix("modular_") else { return false }
    return graph.module(atPath: generatedPath(of: module.path)).map { sourceName(in: graph[$0].bytes) == name } ?? false
  }

  /// The `modeling_x.py` beside a `modular_x.py`.
  package static func generatedPath(of modular: String) -> String {
    Path.joined(Path.folder(of: modular), "modeling_" + Path.name(of: modular).dropFirst("modular_".count))
  }

  /// Whether a file's first 1,024 bytes say that it is generated.
  package static func saysGenerated(_ bytes: [UInt8]) -> Bool { sourceName(in: bytes) != nil }

  private func sourceName(of module: ModuleID) -> String? { Self.sourceName(in: graph[module].bytes) }

  /// The file name that the banner gives.
  private static func sourceName(in bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(1_024), as: UTF8.self)
    let banner = "This file was automatically generated from "
    guard head.hasText(banner), let range = head.firstRange(of: banner) else { return nil }
    let path = head[range.upperBound...].prefix { !$0.isWhitespace }
    guard let end = path.firstRange(of: ".py") else { return nil }
    return Path.name(of: String(path[..<end.upperBound]))
  }

  /// Where a line of a generated or copied definition is spelled; nil if right there, or if it cannot be told.
  package func origin(of module: ModuleID, line: Int) -> Origin? {
    let place = SourcePlace(module: module, line: line)
    if let known = origins[place] { return known }
    var found: Origin?
    if let unit = index(of: module).unit(at: line) {
      let statement = Self.statement(of: unit, at: line)
      found = search(Wanted(unit: unit, statement: statement), in: module, depth: 0)
      if let origin = found, origin.isExact, let statement, line > statement.line {
        found = shifted(origin, by: line - statement.line, height: statement.lastLine - statement.line)
      }
    }
    origins[place] = .some(found)
    return found
  }

  /// The origin of a node of a module.
  package func origin(of module: ModuleID, span: Span) -> Origin? {
    origin(of: module, line: graph[module].lines.line(at: span.start))
  }

  /// The lines of generated and copied files that are spelled at a place, in the order of their paths.
  package func descendants(of module: ModuleID, line: Int) -> [SourcePlace] {
    guard let unit = index(of: module).unit(at: line), let statement = Self.statement(of: unit, at: line) else {
      return []
    }
    let member = unit.name.split(separator: ".").last.map(String.init) ?? ""
    var result: [SourcePlace] = []
    for candidate in relatives(of: module) {
      for other in index(of: candidate).units where other.name.split(separator: ".").last.map(String.init) == member {
        for copy in other.statements {
          guard let origin = origin(of: candidate, line: copy.line) else { continue }
          if origin.module == module && origin.line == statement.line && origin.isExact {
            result.append(SourcePlace(module: candidate, line: copy.line))
          }
        }
      }
    }
    return result
  }

  // MARK: Parts

  func index(of module: ModuleID) -> UnitIndex {
    if let known = indexes[module] { return known }
    let index = UnitIndex(graph[module])
    indexes[module] = index
    return index
  }

  /// The innermost statement of a unit on a line.
  static func statement(of unit: UnitIndex.Unit, at line: Int) -> UnitIndex.Statement? {
    unit.statements.filter { ($0.line...$0.lastLine).contains(line) }.min {
      $0.lastLine - $0.line < $1.lastLine - $1.line
    }
  }

  /// The places of a unit's statements by their text, as it is and as a renaming makes it.
  func renamedStatements(of unit: UnitIndex.Unit, in module: ModuleID, _ renaming: Renaming) -> [String: [Int]] {
    let key = RenamedUnit(module: module, unit: unit.name, renaming: renaming)
    if let known = renamed[key] { return known }
    var result: [String: [Int]] = [:]
    for (place, statement) in unit.statements.enumerated() {
      result[statement.key, default: []].append(place)
      let text = renaming.applied(to: statement.key)
      if text != statement.key { result[text, default: []].append(place) }
    }
    renamed[key] = result
    return result
  }

  /// A line inside a statement of several lines, where the origin has as many.
  private func shifted(_ origin: Origin, by offset: Int, height: Int) -> Origin {
    guard let unit = index(of: origin.module).unit(at: origin.line),
      let statement = unit.statements.first(where: { $0.line == origin.line }),
      statement.lastLine - statement.line == height
    else { return origin }
    return Origin(
      kind: origin.kind, module: origin.module, file: origin.file, line: origin.line + offset, isExact: true)
  }

  /// The renaming and the sources of a modular file.
  func family(of modular: ModuleID) -> Family {
    if let known = families[modular] { return known }
    let module = graph[modular]
    var pairs: [(source: String, copy: String)] = []
    var sources: [(offset: UInt32, module: ModuleID)] = []
    for id in module.classesInOrder {
      for case .class_(let base) in graph[id].bases where graph[base].module != modular {
        pairs += Renaming.pairs(copy: graph[id].name.text, source: graph[base].name.text)
        sources.append((module.tree.span(graph[id].node).start, graph[base].module))
      }
    }
    for (name, bindings) in module.bindings {
      guard let binding = bindings.last, module.tree.kind(binding.node) == .importFrom else { continue }
      let offset = module.tree.span(binding.node).start
      switch graph.resolve(name, in: modular) {
      case .function(let id): sources.append((offset, graph[id].module))
      case .class_(let id): sources.append((offset, graph[id].module))
      case .value(let id, _): sources.append((offset, id))
      default: break
      }
    }
    sources.sort { ($0.offset, $0.module.rawValue) < ($1.offset, $1.module.rawValue) }
    var seen: Set<ModuleID> = [modular]
    let family = Family(renaming: Renaming(pairs), sources: sources.map(\.module).filter { seen.insert($0).inserted })
    families[modular] = family
    return family
  }

  /// The generated files whose modular file imports a module, directly or through other models, by path.
  private func relatives(of module: ModuleID) -> [ModuleID] {
    guard let root = graph.roots.first(where: { Path.relative(graph[module].path, to: $0.folder) != nil }) else {
      return []
    }
    let index = graph.cache.importIndex(of: root)
    var seen: Set<String> = [graph[module].file]
    var open = [graph[module].file]
    var result: [String] = []
    if Path.name(of: graph[module].file).hasPrefix("modular_") {
      addGenerated(graph[module].file, &seen, &open, &result)
    }
    while let file = open.popLast() {
      for importer in index.importers(of: file) where Path.name(of: importer).hasPrefix("modular_") {
        addGenerated(importer, &seen, &open, &result)
      }
    }
    return result.sorted().compactMap { graph.module(atPath: Path.joined(root.folder, $0)) }.filter { isGenerated($0) }
  }

  private func addGenerated(_ file: String, _ seen: inout Set<String>, _ open: inout [String], _ result: inout [String])
  {
    let generated = Self.generatedPath(of: file)
    guard seen.insert(generated).inserted else { return }
    open.append(generated)
    result.append(generated)
  }
}
