import Linting
import SourceText

/// What the options of `check` say about fixing.
struct FixRequest {
  let allowed: Set<Fix.Applicability>
  /// Whether the changes are shown and not made.
  let isDiff: Bool
  /// Whether nothing but the fixing is asked for.
  let isOnly: Bool

  /// nil if nothing is to be fixed.
  init?(_ arguments: ParsedArguments) {
    isDiff = arguments.has("--diff")
    isOnly = arguments.has("--fix-only")
    guard isDiff || isOnly || arguments.has("--fix") else { return nil }
    allowed = arguments.has("--unsafe-fixes") ? [.safe, .unsafe] : [.safe]
  }

  /// Writes or shows the changes and says what remains to be done; whether there are any.
  func carryOut(_ outcome: FixEngine.Outcome, files: any FileSystem, _ console: Console) throws(CommandLineError)
    -> Bool
  {
    for problem in outcome.problems { console.printError("dtypelint: \(problem)\n") }
    var count = 0
    for file in outcome.files {
      if isDiff {
        console.write(UnifiedDiff.bytes(path: file.path, old: file.old, new: file.new))
        count += 1
        continue
      }
      guard (try? files.read(file.path, limit: SourceFile.sizeLimit)) == file.old else {
        throw .output(file.path, problem: "changed while it was checked, not fixed")
      }
      try AtomicFile.write(file.new, to: file.path)
      count += 1
    }
    for file in outcome.files where file.hasCopies || Path.name(of: file.path).hasPrefix("modular_") {
      console.printError("dtypelint: \(file.path): \(Self.conversion)\n")
    }
    if count > 0, !isDiff {
      let fixed = "\(outcome.fixedCount) finding\(outcome.fixedCount == 1 ? "" : "s")"
      console.printError("dtypelint: fixed \(fixed) in \(count) file\(count == 1 ? "" : "s")\n")
    }
    return count > 0
  }

  private static let conversion =
    "run `make fix-repo` (or `python utils/check_modular_conversion.py --fix_and_overwrite` and "
    + "`python utils/check_copies.py --fix_and_overwrite`) to bring what is made from it up to date"
}
