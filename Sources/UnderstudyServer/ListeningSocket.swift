import Glibc

/// A bound socket in the listening state.
///
/// libmicrohttpd could make one itself, but then reports every failure as a null pointer.
struct ListeningSocket {
  let descriptor: CInt
  /// The port it is bound to: the one asked for, or the one the system chose for 0.
  let port: UInt16

  init(host: String, port: UInt16) throws(ListenError) {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let failure = getaddrinfo(host, String(port), &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    // A name such as `localhost` has several addresses. We take the IPv4 one: every client tries it.
    let addresses = sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { $0?.pointee }
    guard failure == 0, let address = addresses.first(where: { $0.ai_family == AF_INET }) ?? addresses.first
    else { throw ListenError(host: host, port: port, reason: String(cString: gai_strerror(failure))) }
    guard let descriptor = Self.listening(at: address.ai_addr, size: address.ai_addrlen, .alone),
      let bound = Self.address(of: descriptor, Self.port)
    else { throw ListenError(host: host, port: port) }
    self.descriptor = descriptor
    self.port = bound
  }

  /// Another socket at the same address: the system deals connections out among them.
  /// - Returns: nil where the system refuses.
  init?(beside first: ListeningSocket) {
    let descriptor = Self.address(of: first.descriptor) { address, size in
      Self.listening(at: address, size: size, .beside)
    }
    guard let descriptor else { return nil }
    self.descriptor = descriptor
    port = first.port
  }

  private enum Company { case alone, beside }

  /// - Returns: nil after a failed system call, with its reason in `errno`.
  private static func listening(
    at address: UnsafeMutablePointer<sockaddr>, size: socklen_t, _ company: Company
  ) -> CInt? {
    let family = CInt(address.pointee.sa_family)
    let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(family, type, 0)
    guard descriptor >= 0 else { return nil }
    set(SO_REUSEADDR, at: SOL_SOCKET, to: 1, of: descriptor)
    // Whatever the system's default, `::` means IPv4 as well.
    if family == AF_INET6 { set(IPV6_V6ONLY, at: CInt(IPPROTO_IPV6), to: 0, of: descriptor) }
    if company == .beside { set(SO_REUSEPORT, at: SOL_SOCKET, to: 1, of: descriptor) }
    if bind(descriptor, address, size) == 0 {
      // For the first socket only now: a port where anybody else listens must have been refused.
      set(SO_REUSEPORT, at: SOL_SOCKET, to: 1, of: descriptor)
      if listen(descriptor, SOMAXCONN) == 0 { return descriptor }
    }
    let reason = errno
    close(descriptor)
    errno = reason
    return nil
  }

  private static func set(_ option: CInt, at level: CInt, to value: CInt, of descriptor: CInt) {
    var value = value
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
  }

  private static func address<Value>(
    of descriptor: CInt, _ use: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Value?
  ) -> Value? {
    var storage = sockaddr_storage()
    return withUnsafeMutablePointer(to: &storage) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return getsockname(descriptor, address, &size) == 0 ? use(address, size) : nil
      }
    }
  }

  private static func port(_ address: UnsafeMutablePointer<sockaddr>, _ size: socklen_t) -> UInt16? {
    // sockaddr_in and sockaddr_in6 both have the port in bytes 2 and 3, the high byte first.
    let bytes = UnsafeRawBufferPointer(start: address, count: Int(size))
    return bytes.count >= 4 ? UInt16(bytes[2]) << 8 | UInt16(bytes[3]) : nil
  }
}
