#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A connected TCP socket that another part of the program owns.
package struct ConnectedSocket: Sendable, Hashable {
  package let descriptor: CInt

  package init(descriptor: CInt) { self.descriptor = descriptor }

  package func shutDown() { shutdown(descriptor, CInt(SHUT_RDWR)) }

  package func shutDownReading() { shutdown(descriptor, CInt(SHUT_RD)) }

  /// Sends as much as the socket takes at once.
  package func sendAtOnce(_ bytes: [UInt8]) {
    send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
  }

  /// Discards what has arrived, as far as that can be done at once.
  package func discardInput() {
    // With MSG_TRUNC bytes are dropped, not copied.
    recv(descriptor, nil, 16_777_216, CInt(MSG_TRUNC | MSG_DONTWAIT))
  }

  /// Sends a reset, now.
  ///
  /// `SO_LINGER` would send it when the descriptor is closed. But libmicrohttpd shuts down before it closes, so that
  /// the client would read the end of the stream first. Dissolving the association resets without closing.
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

  package func sendAll(_ bytes: [UInt8]) throws(SystemError) {
    guard send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
      throw SystemError(description: "sending: \(SystemError.last)")
    }
  }

  /// Returns the next bytes, at least one.
  package func receive(upTo count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let received = recv(descriptor, &bytes, count, 0)
    guard received > 0 else { throw SystemError(description: "reading: \(SystemError.last)") }
    return Array(bytes.prefix(received))
  }
}
