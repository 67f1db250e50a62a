import CMicroHTTPD
import Glibc
import UnderstudyHTTP

extension ConnectionFault {
  /// Lets the client see the fault, and libmicrohttpd close the connection.
  func strike(_ connection: OpaquePointer) -> MHD_Result {
    let descriptor = microhttp_descriptor(connection)
    switch self {
    case .connectionReset: Self.reset(descriptor)
    case .emptyResponse: break
    case .malformedChunk: Self.send(Self.headerAndGarbage, to: descriptor)
    case .randomData: Self.send(Self.randomData(), to: descriptor)
    }
    return hangUp(connection)
  }

  private static let headerAndGarbage = Array(
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nthis is not the size of a chunk\r\n".utf8)

  private static func randomData() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    var bytes = (0..<128).map { _ in UInt8.random(in: 0...255, using: &generator) }
    // No status line starts like this, whatever the dice say.
    bytes[0] |= 0x80
    return bytes
  }

  /// As much as the socket takes now. Were it full, the client would have left earlier answers unread.
  private static func send(_ bytes: [UInt8], to descriptor: CInt) {
    Glibc.send(descriptor, bytes, bytes.count, microhttp_without_signal | microhttp_without_waiting)
  }

  /// Sends a reset, now.
  ///
  /// `SO_LINGER` would send it when the descriptor is closed. But libmicrohttpd shuts down before it closes, so that
  /// the client would read the end of the stream first. Dissolving the association resets without closing.
  private static func reset(_ descriptor: CInt) {
    var nobody = sockaddr()
    nobody.sa_family = sa_family_t(AF_UNSPEC)
    connect(descriptor, &nobody, socklen_t(MemoryLayout<sockaddr>.size))
  }
}

/// Makes libmicrohttpd close a connection in good order.
///
/// Closing one with unread input would reset it, and the client might lose what it was sent. So what has arrived is
/// thrown away, as far as that can be done at once.
func hangUp(_ connection: OpaquePointer) -> MHD_Result {
  // With MSG_TRUNC bytes are dropped, not copied.
  recv(microhttp_descriptor(connection), nil, 16_777_216, CInt(MSG_TRUNC | MSG_DONTWAIT))
  return .NO
}
