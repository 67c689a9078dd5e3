package import PythonSemantics
import SourceText

/// Moves findings of generated and copied code to the lines that a person would edit.
///
/// Belongs to the thread of its map.
package final class EditableSources {
  private let map: GeneratedMap
  private let displayPath: (String) -> String
  private var known: [ModuleID: CheckedFile] = [:]
  /// The files that findings were moved to, in the order in which they were met.
  package private(set) var files: [CheckedFile] = []

  /// - Parameter displayPath: the path to show for the absolute path of a file.
  package init(_ map: GeneratedMap, displayPath: @escaping (String) -> String) {
    self.map = map
    self.displayPath = displayPath
  }

  /// Whether the file says that it is generated.
  package func isGenerated(_ module: ModuleID) -> Bool { map.isGenerated(module) }

  /// The finding at the place that spells it, related to where it was found; itself if it is spelled there.
  package func moved(_ diagnostic: Diagnostic, from module: ModuleID) -> Diagnostic {
    guard let source = map.source(of: module, span: diagnostic.place.span), source.origin.module != module else {
      return diagnostic
    }
    var moved = diagnostic
    let kind = source.origin.kind == .copied ? "the copy" : "the generated code"
    moved.place = file(source.origin.module).place(source.span)
    moved.related = diagnostic.related.map { $0.path == diagnostic.place.path ? self.moved($0, from: module) : $0 }
    moved.related.insert(
      RelatedPlace(
        diagnostic.place,
        source.isExact
          ? "\(kind) it was found in" : "\(kind) it was found in, which is not what its source says now"),
      at: 0)
    moved.operands = diagnostic.operands.map { operand in
      var operand = operand
      operand.place = operand.place.flatMap { place(of: $0, in: module) }
      operand.steps = operand.steps.map { step in
        step.path == diagnostic.place.path ? self.moved(step, from: module) : step
      }
      return operand
    }
    return moved
  }

  /// The finding at the copy, for a source in which the same code is right; nil if it was not found in a copy.
  ///
  /// What is wrong then is what the copy is called with: the fixes would change the source for nothing.
  package func atCopy(_ diagnostic: Diagnostic, from module: ModuleID) -> Diagnostic? {
    guard let origin = map.origin(of: module, span: diagnostic.place.span), origin.kind == .copied else { return nil }
    var result = diagnostic
    let source = file(origin.module)
    result.related.insert(
      RelatedPlace(
        file: source.file, path: source.path, line: origin.line,
        message: "the code that it was copied from, where this was not found"),
      at: 0)
    result.fix = diagnostic.fix.map(Self.shownOnly)
    result.otherFixes = diagnostic.otherFixes.map(Self.shownOnly)
    return result
  }

  private static func shownOnly(_ fix: Fix) -> Fix {
    var fix = fix
    fix.applicability = .displayOnly
    fix.reason = "a `# Copied from` comment keeps this code like its source, which does not need it"
    return fix
  }

  /// The same finding with fixes that edit what a person would, wherever it is reported.
  package func withMovedFixes(_ diagnostic: Diagnostic, from module: ModuleID) -> Diagnostic {
    var result = diagnostic
    let fixes = ([diagnostic.fix].compactMap { $0 } + diagnostic.otherFixes).map { moved($0, from: module) }
    result.fix = fixes.first
    result.otherFixes = Array(fixes.dropFirst())
    return result
  }

  /// A fix of generated or copied code as one of its source; shown only, where the source cannot be found.
  private func moved(_ fix: Fix, from module: ModuleID) -> Fix {
    var moved = fix
    moved.edits = []
    for edit in fix.edits {
      let source = map.source(of: module, span: edit.place.span)
      if source == nil, !map.isGenerated(module) {
        moved.edits.append(edit)
      } else if let source, source.isExact {
        moved.edits.append(
          FileEdit(place: file(source.origin.module).place(source.span), replacement: edit.replacement))
        moved.mirrors.append(edit)
      } else {
        moved = fix
        moved.applicability = .displayOnly
        moved.reason = "this code is generated, and the line that spells it was not found"
        return moved
      }
    }
    return moved
  }

  /// The place in the source, nil if its words are not there.
  func place(of place: Place, in module: ModuleID) -> Place? {
    guard let source = map.source(of: module, span: place.span) else { return place }
    return source.isExact ? file(source.origin.module).place(source.span) : nil
  }

  private func moved(_ step: FlowStep, from module: ModuleID) -> FlowStep {
    guard let origin = map.origin(of: module, line: step.line), origin.isExact else { return step }
    var moved = step
    let file = file(origin.module)
    moved.file = file.file
    moved.path = file.path
    moved.line = origin.line
    return moved
  }

  private func moved(_ related: RelatedPlace, from module: ModuleID) -> RelatedPlace {
    guard let origin = map.origin(of: module, line: related.line), origin.isExact else { return related }
    let file = file(origin.module)
    return RelatedPlace(file: file.file, path: file.path, line: origin.line, message: related.message)
  }

  private func file(_ module: ModuleID) -> CheckedFile {
    if let known = known[module] { return known }
    let source = map.graph[module]
    let file = CheckedFile(source, path: displayPath(source.path))
    known[module] = file
    files.append(file)
    return file
  }
}
