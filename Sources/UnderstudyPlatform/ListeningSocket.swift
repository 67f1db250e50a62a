import CLinux
import Glibc

/// A bound TCP socket in the listening state, which is closed with its last reference.
package final class ListeningSocket: Sendable {
  package let descriptor: CInt
  /// The port it is bound to: the one asked for, or the one the system chose for 0.
  package let port: UInt16

  /// - Parameter port: 0 for any that is free.
  package init(host: String, port: UInt16) throws(SystemError) {
    let addresses = try SocketAddress.resolve(host: host, port: port)
    // A name such as `localhost` has several addresses. IPv4 comes first: every client tries it.
    guard let address = addresses.first(where: { $0.family == AF_INET }) ?? addresses.first else {
      throw SystemError(description: "no address")
    }
    (descriptor, self.port) = try Self.opened(at: address)
  }

  deinit {
    stop()
    close(descriptor)
  }

  /// Stops to listen. Closing alone does not do: a process that is just being forked holds the socket too.
  package func stop() { shutdown(descriptor, CInt(SHUT_RDWR)) }

  /// What became of an attempt to accept a connection.
  package enum Attempt {
    case accepted(ConnectedSocket)
    /// No client waits.
    case none
    /// The process or the system has no descriptor or memory left for it.
    case shortage
    /// The socket does not listen any more.
    case ended
  }

  /// Accepts a connection that waits. Neither it nor its reads and writes block.
  package func accept() -> Attempt {
    while true {
      let accepted = accept4(descriptor, nil, nil, CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
      if accepted >= 0 { return .accepted(ConnectedSocket(descriptor: accepted)) }
      switch errno {
      case EAGAIN: return .none
      case EINVAL, EBADF: return .ended
      case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .shortage
      default: continue  // The client has left meanwhile, or its network is gone.
      }
    }
  }

  private static func opened(at address: SocketAddress) throws(SystemError) -> (CInt, port: UInt16) {
    let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(address.family, type, 0)
    guard descriptor >= 0 else { throw .last }
    set(SO_REUSEADDR, at: SOL_SOCKET, to: 1, of: descriptor)
    // Whatever the system's default, `::` means IPv4 as well.
    if address.family == AF_INET6 { set(IPV6_V6ONLY, at: CInt(IPPROTO_IPV6), to: 0, of: descriptor) }
    let result = address.withPointer { bind(descriptor, $0, $1) }
    if result == 0, listen(descriptor, SOMAXCONN) == 0, let port = port(of: descriptor) {
      return (descriptor, port)
    }
    let error = SystemError.last
    close(descriptor)
    throw error
  }

  private static func set(_ option: CInt, at level: CInt, to value: CInt, of descriptor: CInt) {
    var value = value
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
  }

  /// - Returns: nil after a failed system call.
  private static func port(of descriptor: CInt) -> UInt16? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &storage) { bytes in
      let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      guard getsockname(descriptor, address, &size) == 0 else { return nil }
      // sockaddr_in and sockaddr_in6 both have the port in bytes 2 and 3, the high byte first.
      return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    }
  }
}
