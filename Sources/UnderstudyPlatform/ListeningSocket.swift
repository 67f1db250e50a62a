import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A bound TCP socket in the listening state, which is closed with its last reference at the latest.
package final class ListeningSocket: Sendable {
  package let descriptor: CInt
  /// The port it is bound to: the one asked for, or the one the system chose for 0.
  package let port: UInt16
  private let isClosed = Atomic(false)

  /// - Parameters:
  ///   - host: an address or a name.
  ///   - port: 0 for any that is free.
  package init(host: String, port: UInt16) throws(SystemError) {
    let addresses = try SocketAddress.resolve(host: host, port: port)
    // A name such as `localhost` has several addresses. IPv4 comes first: every client tries it.
    guard let address = addresses.first(where: { $0.family == AF_INET }) ?? addresses.first else {
      throw SystemError(description: "no address")
    }
    (descriptor, self.port) = try Self.opened(at: address)
  }

  deinit { stop() }

  /// Stops to listen. May be called again, without effect.
  package func stop() {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    // Closing alone does not do: a process that is just being forked holds the socket too.
    shutdown(descriptor, CInt(SHUT_RDWR))
    close(descriptor)
  }

  /// Hands another descriptor of the same socket to a new owner.
  /// - Parameter create: returns the owner; nil after a failed system call, and then the descriptor is closed.
  package func duplicated<Owner>(for create: (CInt) -> Owner?) throws(SystemError) -> Owner {
    let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard duplicate >= 0 else { throw .last }
    if let owner = create(duplicate) { return owner }
    let error = SystemError.last
    close(duplicate)
    throw error
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
    let result = withUnsafeMutableBytes(of: &storage) { bytes in
      getsockname(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
    }
    guard result == 0 else { return nil }
    // sockaddr_in and sockaddr_in6 both have the port in bytes 2 and 3, the high byte first.
    return withUnsafeBytes(of: &storage) { UInt16($0[2]) << 8 | UInt16($0[3]) }
  }
}
