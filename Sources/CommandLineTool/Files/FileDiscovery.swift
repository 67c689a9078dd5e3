import SourceText

/// Finds the Python files that paths of a command line mean.
struct FileDiscovery {
  /// Folders that hold no code of the project, but what was built or installed from it.
  private static let skippedFolders: Set<String> = [
    "__pycache__", "__pypackages__", "_build", "buck-out", "build", "dist", "node_modules", "site-packages",
  ]

  let files: any FileSystem
  var exclude: [GlobPattern] = []
  /// Whether `exclude` also applies to files that are named on the command line, as hooks want it.
  var forceExclude = false

  /// What was found.
  struct Result: Equatable {
    /// Each file once, as it was reached, in the order of the paths and sorted within folders.
    var paths: [String] = []
    /// What could not be read on the way, one line each.
    var problems: [String] = []
    /// How many named files were excluded.
    var excludedCount = 0
  }

  func find(_ arguments: [String]) throws(CommandLineError) -> Result {
    var result = Result()
    var seen: Set<String> = []
    for argument in arguments {
      // An unset variable of a script must not mean everything.
      if argument.isEmpty { throw .path("``", problem: "a path must not be empty") }
      let path = Path.normalized(argument)
      switch files.kind(of: path) {
      case .file:
        if forceExclude, isExcluded(path) {
          result.excludedCount += 1
        } else if seen.insert(path).inserted {
          result.paths.append(path)
        }
      case .directory:
        if forceExclude, isExcluded(path) {
          result.excludedCount += 1
          continue
        }
        var folders: Set<String> = []
        walk(path, &result, &seen, &folders)
      case .other: throw .path(argument, problem: FileProblem.notRegular.description)
      case .missing: throw .path(argument, problem: missingProblem(path))
      }
    }
    return result
  }

  private func missingProblem(_ path: String) -> String {
    do {
      _ = try files.realPath(path)
      return FileProblem.missing.description
    } catch {
      return error.description
    }
  }

  private func isExcluded(_ path: String) -> Bool { exclude.contains { $0.matches(path) } }

  /// - Parameter folders: the real paths of the folders seen so far, so that a loop of links ends.
  private func walk(_ folder: String, _ result: inout Result, _ seen: inout Set<String>, _ folders: inout Set<String>) {
    do {
      guard folders.insert(try files.realPath(folder)).inserted else { return }
      let names = try files.list(folder)
      // A virtual environment is somebody else's code.
      if names.contains("pyvenv.cfg") { return }
      for name in names where !name.hasPrefix(".") {
        let path = Path.joined(folder, name)
        if isExcluded(path) { continue }
        switch files.kind(of: path) {
        case .directory:
          if !Self.skippedFolders.contains(name) { walk(path, &result, &seen, &folders) }
        case .file:
          if name.hasSuffix(".py"), seen.insert(path).inserted { result.paths.append(path) }
        case .missing:
          // A link into nothing, or into itself.
          if name.hasSuffix(".py") { result.problems.append("\(path): \(missingProblem(path))") }
        case .other: break
        }
      }
    } catch {
      result.problems.append("\(folder): \(error.description)")
    }
  }
}
