import Linting
import SourceText

/// `dtypelint kernel FILE.json`: recomputes the results in a goldens-shaped file.
enum KernelSubcommand: Command {
  static let specification = CommandSpecification(
    name: "kernel", operands: "FILE.json", summary: "recompute a file of recorded operations on the reference kernel",
    details: ["FILE may be `-` for standard input. The same document is printed, with every result as computed here."],
    options: [])

  /// Larger than any recorded file, small enough to be held in memory.
  private static let sizeLimit = 256 << 20

  static func run(_ arguments: ParsedArguments, _ console: Console) throws(CommandLineError) -> ExitCode {
    guard let path = arguments.operands.first else {
      throw .missingArgument("a file", command: specification.name)
    }
    if arguments.operands.count > 1 {
      throw .unexpectedArgument(arguments.operands[1], command: specification.name)
    }
    let text = String(decoding: try bytes(path, console), as: UTF8.self)
    // The reader of nested documents recurses.
    let result = WorkerPool.run { () -> Result<String, KernelCommandError> in
      Result { () throws(KernelCommandError) in try KernelCommand.run(text, policy: OperatorPromotion()) }
    }
    switch result {
    case .success(let output):
      console.print(output)
      return .clean
    case .failure(let error): throw .path(path, problem: error.message)
    case .none: return .internalError
    }
  }

  private static func bytes(_ path: String, _ console: Console) throws(CommandLineError) -> [UInt8] {
    if path == "-" { return console.readInput() }
    do {
      return try DiskFileSystem().read(path, limit: sizeLimit)
    } catch {
      throw .path(path, problem: error.description)
    }
  }
}
