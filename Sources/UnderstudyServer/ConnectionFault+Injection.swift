import CMicroHTTPD
import UnderstudyHTTP

extension ConnectionFault {
  /// Lets the client see the fault, and libmicrohttpd close the connection.
  func inject(on connection: Connection) -> MHD_Result {
    switch self {
    case .connectionReset: connection.socket.reset()
    case .emptyResponse: break
    // If the socket takes not all of it at once, the client has left earlier responses unread.
    case .malformedChunk: connection.socket.sendAtOnce(Self.headerAndGarbage)
    case .randomData: connection.socket.sendAtOnce(Self.randomData())
    }
    return connection.close()
  }

  private static let headerAndGarbage = Array(
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nthis is not the size of a chunk\r\n".utf8)

  private static func randomData() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    var bytes = (0..<128).map { _ in UInt8.random(in: 0...255, using: &generator) }
    // No status line starts like this.
    bytes[0] |= 0x80
    return bytes
  }
}

extension Connection {
  /// Makes libmicrohttpd close the connection in good order.
  ///
  /// Closing one with unread input would reset it, and the client might lose what it was sent. So input that has
  /// arrived is discarded, as far as that can be done at once.
  func close() -> MHD_Result {
    socket.discardInput()
    return .NO
  }
}
