import Glibc

/// Standard output, in one system call a text.
package enum StandardOutput {
  package static func write(_ text: String) { text.utf8.span.withUnsafeBufferPointer(write) }
  package static func write(_ bytes: UnsafeBufferPointer<UInt8>) { try? writeAll(bytes, to: STDOUT_FILENO) }
}

/// Standard error, in one system call a line.
package enum StandardError {
  /// Writes a line, with its control characters escaped. It waits until the reader has taken it.
  package static func writeLine(_ line: String) {
    "\(line.escapingControlCharacters)\n".utf8.span.withUnsafeBufferPointer(write)
  }

  /// - Parameter lines: whole lines without other control characters.
  package static func write(_ lines: UnsafeBufferPointer<UInt8>) { try? writeAll(lines, to: STDERR_FILENO) }
}

/// Writes bytes to a descriptor. Texts of several threads do not mix.
/// - Throws: the error after which the rest was not written, such as that of a pipe whose reader is gone.
func writeAll(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: CInt) throws(SystemError) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = write(descriptor, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
    guard written <= 0 else {
      rest = rest.dropFirst(written)
      continue
    }
    switch errno {
    case EINTR: continue
    case EAGAIN:
      // Another process that has the same pipe or terminal made it non-blocking.
      var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&entry, 1, -1)
    default: throw .last
    }
  }
}
