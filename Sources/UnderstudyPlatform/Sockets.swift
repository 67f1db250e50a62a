import CLinux
import Glibc

/// An address that a TCP socket can be bound or connected to.
private struct SocketAddress {
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

  /// Returns the usual text of an address of 4 or 16 bytes: `::1`.
  package static func text(of bytes: [UInt8]) -> String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    precondition(bytes.count == 4 || bytes.count == 16, "an address has 4 or 16 bytes")
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

/// A bound TCP socket in the listening state, which is closed with its last reference.
package final class ListeningSocket: Sendable {
  private let descriptor: CInt
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
    return withUnsafeMutableBytes(of: &storage) { bytes in
      let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      guard getsockname(descriptor, address, &size) == 0 else { return nil }
      // sockaddr_in and sockaddr_in6 both have the port in bytes 2 and 3, the high byte first.
      return UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    }
  }
}

/// A connected TCP socket that another part of the program owns.
package struct ConnectedSocket: Sendable, Hashable {
  package let descriptor: CInt

  package init(descriptor: CInt) { self.descriptor = descriptor }

  package func shutDown() { shutdown(descriptor, CInt(SHUT_RDWR)) }

  package func shutDownReading() { shutdown(descriptor, CInt(SHUT_RD)) }

  /// Whether the other end has closed or reset the connection, or will send nothing more.
  package var isEndedByPeer: Bool {
    var entry = pollfd(fd: descriptor, events: linux_poll_end_of_input, revents: 0)
    return poll(&entry, 1, 0) > 0
  }

  /// Whether bytes have arrived that have not been read.
  package var hasUnreadInput: Bool {
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, CInt(MSG_PEEK | MSG_DONTWAIT)) > 0
  }

  /// Whether bytes have arrived on the connection, but none were sent.
  package var hasOnlyReceived: Bool {
    // The offsets in `tcp_info` of Linux, of which the C library declares the first part only: the numbers of segments
    // with data that were received and sent.
    let (received, sent) = (152, 156)
    var information = [UInt8](repeating: 0, count: 160)
    var size = socklen_t(information.count)
    guard getsockopt(descriptor, CInt(IPPROTO_TCP), TCP_INFO, &information, &size) == 0, size == information.count
    else {
      return false
    }
    return information.withUnsafeBytes {
      $0.loadUnaligned(fromByteOffset: received, as: UInt32.self) > 0
        && $0.loadUnaligned(fromByteOffset: sent, as: UInt32.self) == 0
    }
  }

  /// Sends as much as the socket takes at once.
  package func sendAtOnce(_ bytes: [UInt8]) {
    send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
  }

  /// Discards what has arrived, as far as that can be done at once.
  package func discardInput() {
    // With MSG_TRUNC bytes are dropped, not copied.
    recv(descriptor, nil, 16_777_216, CInt(MSG_TRUNC | MSG_DONTWAIT))
  }

  /// Sends a reset, now. `SO_LINGER` would send it when the descriptor is closed. But libmicrohttpd shuts down before it
  /// closes, so that the client would read the end of the stream first. Dissolving the association resets without closing.
  package func reset() {
    var none = sockaddr()
    none.sa_family = sa_family_t(AF_UNSPEC)
    connect(descriptor, &none, socklen_t(MemoryLayout<sockaddr>.size))
  }
}

/// A TCP connection of this program's own, with a time-out of two seconds.
package final class ClientSocket {
  private let descriptor: CInt

  /// Connects to the first address that accepts.
  package init(host: String, port: UInt16) throws(SystemError) {
    let addresses: [SocketAddress]
    do throws(SystemError) {
      addresses = try SocketAddress.resolve(host: host, port: port)
    } catch {
      throw SystemError(description: "\(host): \(error)")
    }
    var failure = SystemError(description: "\(host) has no address")
    for address in addresses {
      let descriptor = socket(address.family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0 else { continue }
      var timeout = timeval(tv_sec: 2, tv_usec: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
      if address.withPointer({ connect(descriptor, $0, $1) }) == 0 {
        self.descriptor = descriptor
        return
      }
      failure = SystemError(description: "connecting to \(host):\(port): \(SystemError.last)")
      close(descriptor)
    }
    throw failure
  }

  deinit { close(descriptor) }

  /// Sends a request, and returns the first bytes that come back.
  package func exchange(_ request: String, receiving count: Int) throws(SystemError) -> [UInt8] {
    guard send(descriptor, request, request.utf8.count, CInt(MSG_NOSIGNAL)) == request.utf8.count else {
      throw SystemError(description: "sending: \(SystemError.last)")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    let received = recv(descriptor, &bytes, count, 0)
    guard received > 0 else { throw SystemError(description: "reading: \(SystemError.last)") }
    return Array(bytes.prefix(received))
  }
}
