#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Standard output, in one system call a text.
package enum StandardOutput {
  package static func write(_ text: String) { writeAll(text, to: STDOUT_FILENO) }
}

/// Standard error, in one system call a text.
package enum StandardError {
  package static func write(_ text: String) { writeAll(text, to: STDERR_FILENO) }
  package static func write(_ bytes: UnsafeBufferPointer<UInt8>) { writeAll(bytes, to: STDERR_FILENO) }
}

private func writeAll(_ text: String, to descriptor: CInt) {
  text.utf8.span.withUnsafeBufferPointer { writeAll($0, to: descriptor) }
}

/// Texts of several threads do not mix. If the reader is gone, the rest is dropped.
private func writeAll(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: CInt) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = write(descriptor, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { return }
    rest = rest.dropFirst(written)
  }
}

/// Files by their paths.
package enum FilePath {
  /// Whether there is a file.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The path of the running program; nil if the system does not tell it.
  package static var executable: String? {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
  }
}
