import CLinux
import Glibc

/// A connected TCP socket that another part of the program owns.
package struct ConnectedSocket: Sendable, Hashable {
  package let descriptor: CInt

  package init(descriptor: CInt) { self.descriptor = descriptor }

  package func close() { Glibc.close(descriptor) }

  package func shutDown() { shutdown(descriptor, CInt(SHUT_RDWR)) }

  package func shutDownWriting() { shutdown(descriptor, CInt(SHUT_WR)) }

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

  /// Whether nothing has arrived that was not read, not even the end.
  package var isQuiet: Bool { withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { peek(into: $0) == nil } }

  /// Copies the bytes that have arrived, without reading them.
  /// - Returns: how many, 0 at the end of what the other end sends, and after an error; nil if nothing has arrived.
  package func peek(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, CInt(MSG_PEEK | MSG_DONTWAIT))
    if count < 0, errno == EAGAIN || errno == EINTR { return nil }
    return max(0, count)
  }

  /// Reads and discards bytes that have arrived.
  package func discard(_ count: Int) { recv(descriptor, nil, count, CInt(MSG_TRUNC | MSG_DONTWAIT)) }

  /// Whether bytes have arrived on the connection, but none were sent.
  package var hasOnlyReceived: Bool {
    guard let information = TCPInformation(of: descriptor) else { return false }
    return information.segmentsReceived > 0 && information.segmentsSent == 0
  }

  /// The number of bytes that were sent on the connection so far; nil if the system does not say it.
  package var bytesSent: UInt64? { TCPInformation(of: descriptor)?.bytesSent }

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

/// What the system knows about a TCP connection.
private struct TCPInformation {
  /// `tcp_info` of Linux 4.19 and later, of which the C library declares the first part only.
  private var bytes = [UInt8](repeating: 0, count: 208)

  /// Returns nil if the descriptor is no TCP connection, or the system is older.
  init?(of descriptor: CInt) {
    var size = socklen_t(bytes.count)
    guard getsockopt(descriptor, CInt(IPPROTO_TCP), TCP_INFO, &bytes, &size) == 0, size == bytes.count else {
      return nil
    }
  }

  /// The numbers of segments with data.
  var segmentsReceived: UInt32 { load(152) }
  var segmentsSent: UInt32 { load(156) }
  var bytesSent: UInt64 { load(200) }

  private func load<Integer: FixedWidthInteger>(_ offset: Int) -> Integer {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Integer.self) }
  }
}
