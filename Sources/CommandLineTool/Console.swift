import Glibc
import Synchronization

/// Where a command writes, and what it may know of its surroundings.
package struct Console: Sendable {
  /// Writes bytes to standard output.
  package var write: @Sendable ([UInt8]) -> Void
  /// Writes bytes to standard error.
  package var writeError: @Sendable ([UInt8]) -> Void
  /// Reads all of standard input.
  package var readInput: @Sendable () -> [UInt8]
  /// Whether standard output is a terminal that wants colour.
  package var wantsColor: Bool
  /// The value of an environment variable.
  package var environment: @Sendable (String) -> String?

  package init(
    write: @escaping @Sendable ([UInt8]) -> Void, writeError: @escaping @Sendable ([UInt8]) -> Void,
    readInput: @escaping @Sendable () -> [UInt8], wantsColor: Bool,
    environment: @escaping @Sendable (String) -> String?
  ) {
    self.write = write
    self.writeError = writeError
    self.readInput = readInput
    self.wantsColor = wantsColor
    self.environment = environment
  }

  func print(_ text: String) { write(Array(text.utf8)) }

  func printError(_ text: String) { writeError(Array(text.utf8)) }
}

extension Console {
  /// The process's own standard streams.
  package static var standard: Console {
    let variable: @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    let noColor = variable("NO_COLOR").map { !$0.isEmpty } ?? false
    let terminal = isatty(STDOUT_FILENO) == 1 && variable("TERM") != "dumb"
    return Console(
      // A reader that has gone away (a closed pipe) is no error of ours.
      write: { _ = Descriptor.writeAll($0, to: STDOUT_FILENO) },
      writeError: { _ = Descriptor.writeAll($0, to: STDERR_FILENO) },
      readInput: { readAll(STDIN_FILENO) }, wantsColor: terminal && !noColor, environment: variable)
  }

  private static func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 || errno != EINTR {
        return bytes
      }
    }
  }
}
