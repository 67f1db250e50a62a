import CMicroHTTPD
import UnderstudyHTTP
import UnderstudyPlatform

/// A connection of libmicrohttpd's, as a value that threads may pass to each other.
///
/// libmicrohttpd frees no connection that is suspended, and another thread only ever has such a one resumed.
struct Connection: Sendable {
  nonisolated(unsafe) let pointer: OpaquePointer
  let socket: ConnectedSocket
  private let suspended: SuspendedConnections

  /// To be called on the thread that serves the connection.
  init(_ pointer: OpaquePointer, suspended: SuspendedConnections) {
    self.pointer = pointer
    self.suspended = suspended
    socket = ConnectedSocket(of: pointer)
  }

  /// Whether the server is stopping, so that no connection is suspended any more.
  var isStopping: Bool { suspended.isClosed }

  /// See ``SuspendedConnections/suspend(_:until:endsThen:)``.
  func suspend(until deadline: ContinuousClock.Instant, endsThen: Bool = false) -> Bool {
    suspended.suspend(self, until: deadline, endsThen: endsThen)
  }

  /// Resumes the connection soon, if it is suspended. May be called on any thread.
  func resume() { suspended.resume(socket) }

  /// Makes libmicrohttpd close the connection cleanly. With unread input, closing would reset it, and the client might
  /// lose what it was sent. So input that has arrived is discarded, as far as that can be done at once.
  func close() -> MHD_Result {
    socket.discardInput()
    return .NO
  }

  /// Whether libmicrohttpd has received the head of a request whose body has an invalid length.
  var hasInvalidLength: Bool {
    guard microhttp_head_size(pointer) > 0,
      MHD_lookup_connection_value(pointer, .HEADER_KIND, MHD_HTTP_HEADER_TRANSFER_ENCODING) == nil,
      let length = MHD_lookup_connection_value(pointer, .HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH)
    else { return false }
    return UnsafeRawBufferPointer(start: length, count: String(cString: length).utf8.count).decimal == nil
  }

  /// Whether this server closes the connection although its client has sent something, and has got nothing. With TLS, the
  /// client has got at least a certificate.
  var isClosedUnanswered: Bool { !isStopping && !socket.isEndedByPeer && socket.hasOnlyReceived }

  /// Sends bytes past libmicrohttpd, as many as the connection takes at once.
  func sendAtOnce(_ bytes: [UInt8]) {
    if let session = TLSSession(of: pointer) { session.sendAtOnce(bytes) } else { socket.sendAtOnce(bytes) }
  }

  /// Tells the client that nothing more will be sent.
  func endSending() {
    TLSSession(of: pointer)?.endSending()
    socket.shutDownWriting()
  }

  /// Hands a response to libmicrohttpd, which sends it when the access handler has returned.
  func queue(_ response: Response) -> MHD_Result {
    response.body.withUnsafeBytes { bytes in
      // Not written to: the parameter lacks a `const`.
      let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      return queue(response, MHD_create_response_from_buffer(bytes.count, start, .RESPMEM_MUST_COPY))
    }
  }

  /// Writes the body from this position on into the buffer. Returns how many bytes, 0 if it has suspended the connection
  /// instead, or an end of libmicrohttpd's.
  typealias ContentReader = (_ position: Int, _ buffer: UnsafeMutableRawBufferPointer) -> Int

  /// Hands a response to libmicrohttpd that then reads its body in pieces, as the client takes them.
  func queue(_ response: Response, read: @escaping ContentReader) -> MHD_Result {
    let content = Unmanaged.passRetained(
      Content { position, buffer in
        let count = read(position, buffer)
        // libmicrohttpd then closes the connection, but frees it only when it looks at it again: when it has been idle for longer
        // than all others (0.9.75). A connection that is resumed is looked at in the next run.
        if count == microhttp_end_with_error { _ = suspend(until: .now) }
        return count
      })
    let reply = MHD_create_response_from_callback(
      .max, 16_384,
      { content, position, buffer, size in
        guard let content else { return microhttp_end_with_error }
        return Unmanaged<Content>.fromOpaque(content).takeUnretainedValue()
          .read(Int(clamping: position), UnsafeMutableRawBufferPointer(start: buffer, count: size))
      }, content.toOpaque(), { content in if let content { Unmanaged<Content>.fromOpaque(content).release() } })
    if reply == nil { content.release() }
    return queue(response, reply)
  }

  private final class Content {
    let read: ContentReader

    init(read: @escaping ContentReader) { self.read = read }
  }

  private func queue(_ response: Response, _ reply: OpaquePointer?) -> MHD_Result {
    guard let reply else { return .NO }
    defer { MHD_destroy_response(reply) }  // It is reference-counted; the queue holds it from here.
    response.fields.forEach { $0.add(to: reply) }
    // 1xx would make libmicrohttpd request another response.
    let code = (200...999).contains(response.status) ? UInt32(response.status) : 500
    return MHD_queue_response(pointer, code, reply)
  }

  /// Lets the client see the fault, and libmicrohttpd close the connection.
  func inject(_ fault: ConnectionFault) -> MHD_Result {
    switch fault {
    case .connectionReset: socket.reset()
    case .emptyResponse: break
    // If the socket takes not all of it at once, the client has left earlier responses unread.
    case .malformedChunk:
      let header = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      sendAtOnce(Array("\(header)this is not the size of a chunk\r\n".utf8))
    case .randomData:
      // No status line starts with this byte.
      sendAtOnce([.random(in: 0x80...0xFF)] + (1..<128).map { _ in .random(in: 0...0xFF) })
    }
    return close()
  }
}

extension ConnectedSocket {
  /// The socket of a connection of libmicrohttpd's.
  init(of connection: OpaquePointer) { self.init(descriptor: microhttp_descriptor(connection)) }
}

extension HeaderSection.RawField {
  /// Adds the field, unless libmicrohttpd refuses it. Control characters become spaces, so that no value ends its line.
  fileprivate func add(to reply: OpaquePointer) {
    let name = name.baseAddress?.assumingMemoryBound(to: CChar.self)
    guard value.contains(where: \.isControl) else {
      _ = MHD_add_response_header(reply, name, value.baseAddress?.assumingMemoryBound(to: CChar.self))
      return
    }
    _ = MHD_add_response_header(reply, name, value.map { CChar(bitPattern: $0.isControl ? 0x20 : $0) } + [0])
  }
}
