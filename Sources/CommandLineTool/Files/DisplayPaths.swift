import SourceText

/// Turns absolute paths into those a reader of the report can use: as they were reached, or below the working folder.
struct DisplayPaths: Sendable {
  private let known: [String: String]
  private let current: String

  init(_ paths: [String], files: any FileSystem) {
    var known: [String: String] = [:]
    for path in paths {
      if let real = try? files.realPath(path) { known[real] = path }
    }
    self.known = known
    current = (try? files.realPath(".")) ?? "/"
  }

  func path(_ absolute: String) -> String {
    known[absolute] ?? Path.relative(absolute, to: current) ?? absolute
  }
}
