import SourceText

/// The lines of the sources that a report quotes, read when they are first asked for.
package final class SourceTexts {
  private let load: (String) -> [UInt8]?
  private var files: [String: (bytes: [UInt8], lines: LineIndex)] = [:]

  /// - Parameter load: gives the bytes of the file at a path, or nil if it cannot be read.
  package init(load: @escaping (String) -> [UInt8]?) { self.load = load }

  /// One line of a file, counted from one, without its end; nil if there is none.
  func line(_ number: Int, of path: String) -> String? {
    let file = files[path] ?? read(path)
    guard number >= 1, number <= file.lines.lineCount else { return nil }
    return file.lines.text(ofLine: number, in: file.bytes)
  }

  private func read(_ path: String) -> (bytes: [UInt8], lines: LineIndex) {
    let bytes = load(path) ?? []
    let file = (bytes, LineIndex(bytes))
    files[path] = file
    return file
  }
}
