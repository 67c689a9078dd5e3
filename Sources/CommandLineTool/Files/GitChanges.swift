import Glibc
import SourceText

/// The Python files of a git checkout that differ from a commit, for `--changed`.
struct GitChanges {
  let files: any FileSystem
  /// What to compare with: the point where the work left this branch or commit; nil for the last commit.
  var base: String?

  /// The new and changed files below `paths`, which are files or folders.
  ///
  /// That is: committed since the base, staged, only in the working tree, or not known to git and not ignored. Deleted
  /// files are left out, renamed ones have their new name.
  func find(_ paths: [String]) throws(CommandLineError) -> [String] {
    var found: [String] = []
    for path in paths {
      let folder: String
      let pattern: String
      switch files.kind(of: path) {
      case .directory: (folder, pattern) = (path, ".")
      case .file: (folder, pattern) = (Path.folder(of: path), Path.name(of: path))
      default: throw .path(path, problem: FileProblem.missing.description)
      }
      let names = try names(in: folder.isEmpty ? "." : folder, pattern)
      found += names.filter(Self.isChecked).map { Path.normalized(Path.joined(folder, $0)) }.sorted()
    }
    return found.filter { files.kind(of: $0) == .file }
  }

  /// The same files that a walk through the folder would find: no hidden ones.
  private static func isChecked(_ name: String) -> Bool {
    name.hasSuffix(".py") && !name.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__pycache__" }
  }

  /// Names relative to `folder`.
  private func names(in folder: String, _ pattern: String) throws(CommandLineError) -> [String] {
    let untracked = ["ls-files", "-z", "--others", "--exclude-standard", "--", pattern]
    guard let commit = try commit(in: folder) else {
      // No commit yet: everything is new.
      return try git(["ls-files", "-z", "--cached"] + untracked.dropFirst(2), in: folder)
    }
    let difference = [
      "diff", "--name-only", "-z", "--relative", "--no-renames", "--no-ext-diff", "--diff-filter=d", commit, "--",
      pattern,
    ]
    return try git(difference, in: folder) + git(untracked, in: folder)
  }

  /// The commit to compare with; nil on a branch without commits.
  private func commit(in folder: String) throws(CommandLineError) -> String? {
    let head = try? resolve("HEAD", in: folder)
    guard let base else {
      // Tells a branch without commits from a folder outside of any checkout.
      if head == nil { _ = try git(["rev-parse", "--git-dir"], in: folder) }
      return head
    }
    let target = try resolve(base, in: folder)
    guard let head else { throw .git("this branch has no commit to compare with `\(base)`") }
    do {
      return try Self.line(git(["merge-base", target, head], in: folder))
    } catch {
      throw .git("`\(base)` and this branch have no commit in common; a shallow clone needs more history")
    }
  }

  private func resolve(_ name: String, in folder: String) throws(CommandLineError) -> String {
    do {
      return Self.line(try git(["rev-parse", "--verify", "--end-of-options", name + "^{commit}"], in: folder))
    } catch {
      // Outside of any checkout that is the message.
      _ = try git(["rev-parse", "--git-dir"], in: folder)
      throw .git("no commit is called `\(name)` here")
    }
  }

  private static func line(_ output: [String]) -> String {
    String((output.first ?? "").prefix { $0 != "\n" })
  }

  /// What git prints, split at NUL.
  private func git(_ arguments: [String], in folder: String) throws(CommandLineError) -> [String] {
    // A hook's variables mean its own checkout, by paths relative to another folder; LC_ALL keeps messages plain.
    let environment = "env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE -u GIT_PREFIX LC_ALL=C GIT_LITERAL_PATHSPECS=1"
    let words = ["git", "-C", folder] + arguments
    let command = environment + " " + words.map(Self.quoted).joined(separator: " ")
    let (output, code) = Self.run(command + " 2>/dev/null")
    if code == 0 { return output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) } }
    let (message, _) = Self.run(command + " 2>&1 >/dev/null")
    let lines = message.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    let fatal = lines.first { $0.hasPrefix("fatal: ") }.map { String($0.dropFirst("fatal: ".count)) }
    throw .git(fatal ?? lines.first ?? "git \(arguments[0]) failed (is git installed?)")
  }

  /// A word that the shell takes as it is.
  private static func quoted(_ word: String) -> String {
    "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }

  /// Runs a shell command.
  private static func run(_ command: String) -> (output: [UInt8], code: Int32) {
    guard let stream = popen(command, "re") else { return ([], -1) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, stream)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return (bytes, pclose(stream))
  }
}
