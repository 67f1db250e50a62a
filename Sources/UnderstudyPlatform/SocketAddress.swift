#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// An address that a TCP socket can be bound or connected to.
struct SocketAddress {
  let family: CInt
  private let bytes: [UInt8]

  /// Returns the addresses of a host, in the system's order.
  /// - Parameter host: an address or a name.
  static func resolve(host: String, port: UInt16) throws(SystemError) -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let failure = getaddrinfo(host, String(port), &hints, &list)
    guard failure == 0 else { throw SystemError(description: String(cString: gai_strerror(failure))) }
    defer { if let list { freeaddrinfo(list) } }
    return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { $0?.pointee }.map { info in
      let bytes = UnsafeRawBufferPointer(start: info.ai_addr, count: Int(info.ai_addrlen))
      return SocketAddress(family: info.ai_family, bytes: Array(bytes))
    }
  }

  func withPointer(_ body: (UnsafePointer<sockaddr>?, socklen_t) -> CInt) -> CInt {
    bytes.withUnsafeBytes { body($0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count)) }
  }
}

/// Texts that are IP addresses.
package enum IPAddress {
  /// Whether the text is an IPv4 address in four decimal numbers, or an IPv6 address.
  package static func isValid(_ text: String) -> Bool {
    var address = in6_addr()
    return inet_pton(AF_INET, text, &address) == 1 || isV6(text)
  }

  /// Whether the text is an IPv6 address.
  package static func isV6(_ text: String) -> Bool {
    var address = in6_addr()
    return inet_pton(AF_INET6, text, &address) == 1
  }
}
