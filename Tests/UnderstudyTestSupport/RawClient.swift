import Glibc

/// A client that sends the bytes it is given, however wrong, and reads HTTP answers, over TCP or TLS.
package final class RawClient {
  /// Why a call of the client failed.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String

    init(_ call: String) { description = "\(call): \(String(cString: strerror(errno)))" }
    init(wrong description: String) { self.description = description }
  }

  /// Whose certificates are accepted.
  package enum Trust {
    case all, none
    /// Those for the host name that is asked for, of the authority with this certificate, a PEM text.
    case authority(String)
  }

  private var descriptor: CInt
  private var session: TLSClientSession?
  var received: [UInt8] = []

  /// Connects. Reading gives up after `timeout` seconds without a byte.
  package init(host: String = "127.0.0.1", port: UInt16, timeout: Int = Int(patience / .seconds(1))) throws {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0, let address = list?.pointee else {
      throw Failure(wrong: "\(host) is no address")
    }
    defer { freeaddrinfo(list) }
    descriptor = socket(address.ai_family, address.ai_socktype | CInt(SOCK_CLOEXEC.rawValue), 0)
    var limit = timeval(tv_sec: timeout, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var one: CInt = 1
    setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
    guard connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 else { throw Failure("connect") }
    if Transport.current == .tls { try startTLS() }
  }

  /// Begins TLS on the connection, and waits for the end of the handshake.
  /// - Parameters:
  ///   - name: the host name to ask for; nil for none.
  ///   - versions: in GnuTLS's words, such as `+VERS-TLS1.2`.
  package func startTLS(
    name: String? = nil, versions: String = "+VERS-TLS1.3:+VERS-TLS1.2", trust: Trust = .all
  ) throws {
    session = try TLSClientSession(descriptor, name: name, versions: versions, trust)
  }

  /// The certificate that the server has shown, in DER.
  package var certificate: [UInt8]? { session?.certificate }

  deinit { close() }

  /// Sends all bytes.
  package func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        session?.send($0) ?? Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure("send") }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends a text as UTF-8, for example `GET / HTTP/1.1\r\n\r\n`.
  package func send(_ text: String) throws { try send(Array(text.utf8)) }

  /// Reads everything until the server closes the connection.
  package func readUntilClose() throws -> [UInt8] {
    while try receive() {}
    defer { received = [] }
    return received
  }

  /// Reads what has arrived, or waits for something to arrive; empty at the end of the stream.
  package func readSome() throws -> [UInt8] {
    if received.isEmpty { _ = try receive() }
    defer { received = [] }
    return received
  }

  /// Reads up to and including the next such bytes; what has arrived behind them is read later.
  package func readText(until end: String) throws -> String {
    while true {
      if let found = received.firstRange(of: Array(end.utf8)) {
        defer { received.removeSubrange(..<found.upperBound) }
        return String(decoding: received[..<found.upperBound], as: UTF8.self)
      }
      guard try receive() else { throw Failure(wrong: "closed before \(end.debugDescription)") }
    }
  }

  /// Whether bytes, or the end of the stream, have arrived and were not read yet.
  package var hasInput: Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return !received.isEmpty || session?.hasInput == true || poll(&entry, 1, 0) > 0
  }

  /// Says that nothing more will be sent; answers can still be read.
  package func halfClose() {
    session?.endSending()
    shutdown(descriptor, CInt(SHUT_WR))
  }

  /// Closes the connection, at once: what was not read yet is lost.
  package func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }

  /// Closes the connection with a reset, as a client that is killed may do.
  package func abort() {
    var now = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  /// Waits for bytes; false at the end of the stream.
  func receive() throws -> Bool {
    var piece = [UInt8](repeating: 0, count: 65_536)
    let count = piece.withUnsafeMutableBytes {
      session?.receive($0) ?? recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count >= 0 else { throw Failure("recv") }
    received += piece.prefix(count)
    return count > 0
  }
}
