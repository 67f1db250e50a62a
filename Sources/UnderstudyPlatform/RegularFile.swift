import CLinux
import Glibc

/// An open regular file, which is read and written at offsets.
package final class RegularFile: Sendable {
  private let descriptor: CInt

  /// Opens a file for reading. A symbolic link is followed; what is no regular file is refused without a wait.
  package convenience init(reading path: String) throws(SystemError) {
    // Opening a pipe waits for its other end otherwise.
    try self.init(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK))
  }

  /// Creates a file that only its owner reads and writes, or opens the one that is there, for reading and writing. No other
  /// process can open it so until the last reference is gone.
  package convenience init(recordingTo path: String) throws(SystemError) {
    let flags = O_RDWR | O_CLOEXEC | O_NONBLOCK
    let created = open(path, flags | O_CREAT | O_EXCL, 0o600)
    try self.init(created < 0 && errno == EEXIST ? open(path, flags) : created)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw errno == EWOULDBLOCK ? SystemError(description: "another process writes to it") : .last
    }
  }

  private init(_ descriptor: CInt) throws(SystemError) {
    self.descriptor = descriptor
    guard descriptor >= 0, let status = FileStatus(of: descriptor) else { throw .last }
    guard status.isRegular else { throw SystemError(description: "not a regular file") }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  package var stamp: FileStamp {
    get throws(SystemError) {
      guard let status = FileStatus(of: descriptor) else { throw .last }
      return FileStamp(status)
    }
  }

  /// Reads bytes from an offset into a buffer.
  /// - Returns: their number, which is that of the buffer unless the file ends before.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemError) -> Int {
    var count = 0
    while count < buffer.count, let start = buffer.baseAddress {
      let read = pread(descriptor, start + count, buffer.count - count, off_t(offset + count))
      if read < 0 && errno == EINTR { continue }
      guard read >= 0 else { throw .last }
      if read == 0 { break }
      count += read
    }
    return count
  }

  /// Returns at most `count` bytes from an offset; fewer only if the file ends before.
  package func read(_ count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = try bytes.withUnsafeMutableBufferPointer { (buffer) throws(SystemError) in
      try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
    }
    bytes.removeLast(count - found)
    return bytes
  }

  /// Replaces all bytes from an offset on.
  ///
  /// The room is reserved before the first byte changes. If writing fails nevertheless, the former bytes are restored.
  package func replaceEnd(at offset: Int, with bytes: [UInt8]) throws(SystemError) {
    let size = try stamp.size
    let former = try read(max(0, size - offset), at: offset)
    do throws(SystemError) {
      try reserve(bytes.count, at: offset)
      try write(bytes, at: offset)
      guard offset + bytes.count >= size || ftruncate(descriptor, off_t(offset + bytes.count)) == 0 else {
        throw .last
      }
    } catch {
      // The former bytes take room that the file has.
      try? write(former, at: offset)
      ftruncate(descriptor, off_t(size))
      throw error
    }
  }

  /// Reserves room on the disk without changing the size, unless the file system reserves none.
  private func reserve(_ count: Int, at offset: Int) throws(SystemError) {
    while fallocate(descriptor, linux_keep_size, off_t(offset), off_t(count)) != 0 {
      switch errno {
      case EINTR: continue
      case EOPNOTSUPP, ENOSYS, EINVAL: return
      default: throw .last
      }
    }
  }

  private func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset + bytes.count - rest.count))
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw .last }
      rest = rest.dropFirst(written)
    }
  }
}
