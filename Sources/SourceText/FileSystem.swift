/// What stands at a path, after following symbolic links.
package enum EntryKind: Sendable {
  case file
  case directory
  /// A device, a socket or a pipe.
  case other
  case missing
}

/// Why a file or folder could not be read.
package enum FileProblem: Error, Hashable, Sendable {
  case missing
  /// No permission, or an input/output error.
  case unreadable
  case isDirectory
  case notDirectory
  /// Neither a file nor a folder: reading it could wait for ever.
  case notRegular
  case symlinkLoop
  /// More bytes than `SourceFile.sizeLimit`.
  case tooLarge(bytes: Int)
  /// Holds a NUL byte.
  case binary
  /// Not UTF-8 from this byte on, and no `coding:` cookie that says what it is.
  case invalidUTF8(offset: Int)
  /// A `coding:` cookie names an encoding other than UTF-8, ASCII and Latin-1.
  case unsupportedEncoding(String)
}

extension FileProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing: "no such file or directory"
    case .unreadable: "cannot be read"
    case .isDirectory: "is a directory"
    case .notDirectory: "is not a directory"
    case .notRegular: "is neither a file nor a directory"
    case .symlinkLoop: "is part of a loop of symbolic links"
    case .tooLarge(let bytes): "is too large (\(bytes) bytes; the limit is \(SourceFile.sizeLimit))"
    case .binary: "is a binary file"
    case .invalidUTF8(let offset): "is not UTF-8 (byte \(offset))"
    case .unsupportedEncoding(let name): "has the encoding `\(name)`, which is not supported"
    }
  }
}

/// The only way in which the layers below Linting reach files.
package protocol FileSystem: Sendable {
  func kind(of path: String) -> EntryKind
  /// The file's bytes; at most `limit` of them, else `FileProblem.tooLarge`.
  func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8]
  /// The names in a folder, sorted by their bytes, without `.` and `..`.
  func list(_ path: String) throws(FileProblem) -> [String]
  /// The absolute path with every symbolic link resolved.
  func realPath(_ path: String) throws(FileProblem) -> String
}
