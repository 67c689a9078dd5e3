import DTypeAnalysis
import PythonSemantics
import SourceText

extension AnalyzedUnit {
  /// A hash of the statement around a span, without its layout and comments: it is the same in every release that has
  /// the statement.
  func statementHash(around span: Span) -> String {
    let file = checkedFile
    let lines = StatementLines(tree: file.tree, lines: file.lines).range(around: span)
    let start = file.lines.span(ofLine: lines.lowerBound).start
    let end = file.lines.span(ofLine: lines.upperBound).end
    var hash = Fingerprint()
    var code: [UInt8] = []
    var position = start
    for comment in file.comments where comment.start >= start && comment.end <= end {
      code += file.bytes[Int(position)..<Int(comment.start)]
      position = comment.end
    }
    hash.combine(code: code + file.bytes[Int(position)..<Int(end)])
    return hash.text
  }

  /// The name of the package that the file belongs to; empty if it belongs to none.
  var packageName: String {
    let root = graph.roots.first { Path.relative(analysis.module.path, to: $0.folder) != nil }
    return root?.name ?? ""
  }

  /// The version that the package gives itself as `__version__`.
  var packageVersion: ReleaseVersion? {
    let name = packageName
    for module in [name, name + ".version"] {
      guard let id = graph.module(named: Symbol(module)) else { continue }
      for line in graph[id].bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "__version__".utf8) {
        let parts = String(decoding: line, as: UTF8.self).split { $0 == "\"" || $0 == "'" }
        if parts.count > 1, let version = ReleaseVersion(parts[1]) { return version }
      }
    }
    return nil
  }
}
