#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files of this machine, through POSIX calls.
package struct DiskFileSystem: FileSystem {
  package init() {}

  package func kind(of path: String) -> EntryKind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .missing }
    return Self.kind(of: status)
  }

  package func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
    // O_NONBLOCK: opening a pipe that nobody writes to must not wait.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.problem(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.problem(errno) }
    switch Self.kind(of: status) {
    case .directory: throw .isDirectory
    case .file: break
    case .other, .missing: throw .notRegular
    }
    let size = Int(status.st_size)
    guard size <= limit else { throw .tooLarge(bytes: size) }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size, let base = buffer.baseAddress {
        #if canImport(Glibc)
          let got = Glibc.read(descriptor, base + count, size - count)
        #else
          let got = Darwin.read(descriptor, base + count, size - count)
        #endif
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { return }
        count += got
      }
    }
    if failure != 0 { throw Self.problem(failure) }
    return bytes
  }

  package func list(_ path: String) throws(FileProblem) -> [String] {
    guard let directory = opendir(path) else { throw Self.problem(errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  package func realPath(_ path: String) throws(FileProblem) -> String {
    guard let resolved = realpath(path, nil) else { throw Self.problem(errno) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func kind(of status: stat) -> EntryKind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .directory
    default: .other
    }
  }

  private static func problem(_ number: Int32) -> FileProblem {
    switch number {
    case ENOENT: .missing
    case ENOTDIR: .notDirectory
    case EISDIR: .isDirectory
    case ELOOP: .symlinkLoop
    default: .unreadable
    }
  }
}
