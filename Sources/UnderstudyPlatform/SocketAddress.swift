import Glibc

/// An address that a TCP socket can be bound or connected to.
struct SocketAddress {
  let family: CInt
  let bytes: [UInt8]

  /// Returns the addresses of a host, an address or a name, in the system's order.
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

  /// See ``ResolvedAddress/isOfOtherMachine``.
  var isOfOtherMachine: Bool { bytes.withUnsafeBytes(ResolvedAddress.init).isOfOtherMachine }

  func withPointer(_ body: (UnsafePointer<sockaddr>?, socklen_t) -> CInt) -> CInt {
    bytes.withUnsafeBytes { body($0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count)) }
  }
}

/// Texts that are IP addresses.
package enum IPAddress {
  /// Whether the text is an IPv4 address in four decimal numbers, or an IPv6 address.
  package static func isValid(_ text: String) -> Bool { text.isAddress(AF_INET) || isV6(text) }

  /// Whether the text is an IPv6 address.
  package static func isV6(_ text: String) -> Bool { text.isAddress(AF_INET6) }

  /// Returns the 4 or 16 bytes of an address; nil for other texts.
  package static func bytes(of text: String) -> [UInt8]? { text.address(AF_INET, 4) ?? text.address(AF_INET6, 16) }

  /// Returns the usual text of an address of 4 or 16 bytes, such as `::1`; the empty one for other bytes.
  package static func text(of bytes: [UInt8]) -> String {
    guard let family = [4: AF_INET, 16: AF_INET6][bytes.count] else { return "" }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension String {
  fileprivate func isAddress(_ family: CInt) -> Bool { address(family, 16) != nil }

  fileprivate func address(_ family: CInt, _ size: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 16)
    return inet_pton(family, self, &bytes) == 1 ? Array(bytes.prefix(size)) : nil
  }
}
