import Glibc

/// Why a server could not start: the address cannot be had.
package struct ListenError: Error, CustomStringConvertible {
  /// One sentence: `cannot listen on 127.0.0.1:4010: Address already in use`.
  package let description: String

  init(host: String, port: UInt16, reason: String) {
    let address = host.contains(":") ? "[\(host)]" : host
    description = "cannot listen on \(address):\(port): \(reason)"
  }

  /// The error with the reason the last failed system call left in `errno`.
  init(host: String, port: UInt16) {
    self.init(host: host, port: port, reason: String(cString: strerror(errno)))
  }
}
