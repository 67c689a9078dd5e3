import Glibc
import SourceText

/// Writes files so that a reader sees the old content or the new, never a part.
enum AtomicFile {
  /// Replaces the file at `path`, keeping its permissions; a symbolic link stays one, its target is replaced.
  static func write(_ bytes: [UInt8], to path: String) throws(CommandLineError) {
    let target = (try? DiskFileSystem().realPath(path)) ?? path
    var status = stat()
    let exists = stat(target, &status) == 0
    let temporary = target + ".dtypelint-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path) }
    var isWritten = Descriptor.writeAll(bytes, to: descriptor)
    if exists { isWritten = isWritten && fchmod(descriptor, status.st_mode & 0o7777) == 0 }
    isWritten = isWritten && fsync(descriptor) == 0
    isWritten = close(descriptor) == 0 && isWritten
    guard isWritten, rename(temporary, target) == 0 else {
      let error = failure(path)
      unlink(temporary)
      throw error
    }
  }

  private static func failure(_ path: String) -> CommandLineError {
    .output(path, problem: "cannot be written: \(String(cString: strerror(errno)))")
  }
}
