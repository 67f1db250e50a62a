import Glibc

/// A file that replaces nothing.
package enum NewFile {
  /// Writes a file.
  /// - Throws: If the path names anything, also a symbolic link, or if the file cannot be written whole. Nothing is left
  ///   behind then.
  package static func write(_ bytes: [UInt8], at path: String) throws(SystemError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    do throws(SystemError) {
      try bytes.withUnsafeBufferPointer { (bytes) throws(SystemError) in try writeAll(bytes, to: descriptor) }
    } catch {
      unlink(path)
      throw error
    }
  }
}
