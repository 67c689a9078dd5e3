import Foundation

/// The checkout that the tests lie in.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// One text file of the checkout.
  struct File {
    /// Relative to the root.
    let path: String
    let lines: [Substring]
  }

  /// The files below a folder with one of the extensions, sorted, without generated and fetched ones.
  static func files(below folder: String, extensions: Set<String>) throws -> [File] {
    let base = root.appending(path: folder)
    guard let names = FileManager.default.enumerator(atPath: base.path) else { return [] }
    let paths = names.compactMap { $0 as? String }.filter { name in
      extensions.contains(URL(filePath: name).pathExtension) && !name.contains("Generated/")
        && !name.hasPrefix("CTreeSitterPython/src")
    }
    return try paths.sorted().map { name in
      let text = try String(contentsOf: base.appending(path: name), encoding: .utf8)
      return File(
        path: folder + "/" + name, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  static func swiftSources() throws -> [File] {
    try files(below: "Sources", extensions: ["swift"])
      + [
        File(
          path: "Rules/RuleLibrary.swift",
          lines: try String(contentsOf: root.appending(path: "Rules/RuleLibrary.swift"), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false))
      ]
  }
}
