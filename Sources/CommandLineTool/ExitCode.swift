/// What the program tells its caller.
package enum ExitCode: Int32, Sendable {
  /// Nothing found, or nothing that counts.
  case clean = 0
  /// Findings, or a difference that `--diff` shows.
  case findings = 1
  /// A wrong command line, or a path that cannot be checked.
  case usage = 2
  /// A failure of the program itself.
  case internalError = 3
}
