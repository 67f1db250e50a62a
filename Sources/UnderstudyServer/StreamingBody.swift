import CMicroHTTPD
import Synchronization
import UnderstudyPlatform

/// A body without an end, whose pieces are requested as the client takes them. No thread waits for it.
///
/// It is for one response. Any thread may wake it.
package final class StreamingBody: Sendable {
  /// What comes next of a body.
  package enum Piece: Sendable {
    /// At least one.
    case bytes([UInt8])
    /// Nothing before this time, unless the body is woken.
    case nothing(until: ContinuousClock.Instant)
  }

  /// The connection that is served, until it is closed.
  private struct Attachment {
    let connection: Connection
    let socket: ConnectedSocket
    let suspended: SuspendedConnections
  }

  private struct State {
    var attachment: Attachment?
    /// What the client has not taken yet of the last piece.
    var rest: ArraySlice<UInt8> = []
    var isWoken = false
    var isAbandoned = false
    var isEnded = false
  }

  private let next: @Sendable () -> Piece
  private let onEnd: @Sendable () -> Void
  private let state = Mutex(State())

  /// - Parameters:
  ///   - next: called on the thread that serves the connection, which it must not hold up.
  ///   - onEnd: called once, when no more pieces will be requested.
  package init(next: @escaping @Sendable () -> Piece, onEnd: @escaping @Sendable () -> Void) {
    self.next = next
    self.onEnd = onEnd
  }

  /// Requests the next piece before its time.
  package func wake() {
    state.withLock { state in
      state.isWoken = true
      if let attachment = state.attachment { attachment.suspended.resume(attachment.socket) }
    }
  }

  /// Closes the connection, because the client has left.
  func abandon() {
    state.withLock { $0.isAbandoned = true }
    wake()
  }

  /// Requests no more pieces. May be called again, without effect.
  package func end() {
    let isFirst = state.withLock { state in
      defer { (state.isEnded, state.attachment, state.rest) = (true, nil, []) }
      return !state.isEnded
    }
    if isFirst { onEnd() }
  }

  /// - Returns: false if the body is another request's or has ended; the connection must be closed then.
  func begin(on connection: Connection, in suspended: SuspendedConnections) -> Bool {
    let socket = connection.socket
    return state.withLock { state in
      guard state.attachment == nil, !state.isEnded else { return false }
      state.attachment = Attachment(connection: connection, socket: socket, suspended: suspended)
      return true
    }
  }

  /// Takes one call of the content reader.
  fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let isDue = state.withLock { state in
      state.isWoken = false
      return state.rest.isEmpty
    }
    if isDue {
      switch next() {
      case .bytes(let bytes): state.withLock { $0.rest = bytes[...] }
      case .nothing(let deadline): return pause(until: deadline)
      }
    }
    return state.withLock { state in
      guard !state.isAbandoned else { return microhttp_end_with_error }
      let piece = state.rest.prefix(buffer.count)
      buffer.copyBytes(from: piece)
      // An empty slice would hold on to the whole piece.
      state.rest = piece.count < state.rest.count ? state.rest.dropFirst(piece.count) : []
      return piece.count
    }
  }

  private func pause(until deadline: ContinuousClock.Instant) -> Int {
    state.withLock { state in
      guard let attachment = state.attachment, !state.isAbandoned else { return microhttp_end_with_error }
      // It may have been woken since the piece was requested. Within the lock, so that no call comes in between.
      let deadline = state.isWoken ? .now : deadline
      return attachment.suspended.suspend(attachment.connection, until: deadline) ? 0 : microhttp_end_with_error
    }
  }

  /// The response as libmicrohttpd takes it; it releases `self` when the connection is closed.
  func reply() -> OpaquePointer? {
    let context = Unmanaged.passRetained(self)
    let reply = MHD_create_response_from_callback(.max, 16_384, readPiece, context.toOpaque(), releaseBody)
    if reply == nil { context.release() }
    return reply
  }
}

private func readPiece(
  body: UnsafeMutableRawPointer?, position: UInt64, buffer: UnsafeMutablePointer<CChar>?, size: Int
) -> Int {
  guard let body else { return microhttp_end_with_error }
  return Unmanaged<StreamingBody>.fromOpaque(body).takeUnretainedValue()
    .read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
}

private func releaseBody(body: UnsafeMutableRawPointer?) {
  if let body { Unmanaged<StreamingBody>.fromOpaque(body).release() }
}
