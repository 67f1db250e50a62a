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

    let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(address.ai_family, type, address.ai_protocol)
    guard descriptor >= 0 else { throw ListenError(host: host, port: port) }
    Self.set(SO_REUSEADDR, at: SOL_SOCKET, to: 1, of: descriptor)
    if address.ai_family == AF_INET6 {
      // Whatever the system's default, `::` means IPv4 as well.
      Self.set(IPV6_V6ONLY, at: CInt(IPPROTO_IPV6), to: 0, of: descriptor)
    }
    guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, SOMAXCONN) == 0,
      let bound = Self.port(of: descriptor)
    else {
      let error = ListenError(host: host, port: port)
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    self.port = bound
  }

  private static func set(_ option: CInt, at level: CInt, to value: CInt, of descriptor: CInt) {
    var value = value
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
  }

  private static func port(of descriptor: CInt) -> UInt16? {
    // sockaddr_in and sockaddr_in6 both have the port in bytes 2 and 3, the high byte first.
    withUnsafeTemporaryAllocation(byteCount: MemoryLayout<sockaddr_in6>.size, alignment: 8) { bytes in
      var size = socklen_t(bytes.count)
      guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        getsockname(descriptor, address, &size) == 0
      else { return nil }
      return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    }
  }
}
