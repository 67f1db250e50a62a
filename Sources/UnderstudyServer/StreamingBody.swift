import CMicroHTTPD
import Synchronization

/// A body without an end, whose pieces are asked for as the client takes them. No thread waits with it.
///
/// A feed is for one answer; whoever gets it in a reply serves it or ends it. It may be woken from any thread.
package final class StreamingBody: Sendable {
  /// What a body goes on with.
  package enum Piece: Sendable {
    /// At least one.
    case bytes([UInt8])
    /// Nothing before this time, unless the feed is woken.
    case nothing(until: ContinuousClock.Instant)
  }

  /// The connection that is served, until it is closed.
  private struct Seat {
    let connection: Connection
    let room: SuspendedConnections
  }

  private struct State {
    var seat: Seat?
    /// What the client has not taken yet of the last piece.
    var rest: ArraySlice<UInt8> = []
    var isWoken = false
    var isAbandoned = false
    var isOver = false
  }

  private let next: @Sendable () -> Piece
  private let ended: @Sendable () -> Void
  private let state = Mutex(State())

  /// - Parameters:
  ///   - next: called on the thread that serves the connection, which it should not hold up.
  ///   - ended: called once, when nothing more will be asked for.
  package init(next: @escaping @Sendable () -> Piece, ended: @escaping @Sendable () -> Void) {
    self.next = next
    self.ended = ended
  }

  /// Asks for the next piece before its time.
  package func wake() {
    state.withLock { state in
      state.isWoken = true
      if let seat = state.seat { seat.room.resume(seat.connection) }
    }
  }

  /// The client has left: the connection is closed.
  func abandon() {
    state.withLock { $0.isAbandoned = true }
    wake()
  }

  /// Nothing more is asked for. May be called again, without effect.
  package func end() {
    let isFirst = state.withLock { state in
      defer { (state.isOver, state.seat, state.rest) = (true, nil, []) }
      return !state.isOver
    }
    if isFirst { ended() }
  }

  /// - Returns: false when the connection is to be closed: the feed is another request's, or over.
  func begin(on connection: Connection, in room: SuspendedConnections) -> Bool {
    state.withLock { state in
      guard state.seat == nil, !state.isOver else { return false }
      state.seat = Seat(connection: connection, room: room)
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
      guard let seat = state.seat, !state.isAbandoned else { return microhttp_end_with_error }
      // Woken since it was asked: within the lock, so that no call to wake it comes in between.
      let deadline = state.isWoken ? .now : deadline
      return seat.room.suspend(seat.connection, until: deadline) ? 0 : microhttp_end_with_error
    }
  }

  /// The answer as libmicrohttpd takes it; it lets go of `self` when the connection is closed.
  func reply() -> OpaquePointer? {
    let context = Unmanaged.passRetained(self)
    let reply = MHD_create_response_from_callback(.max, 16_384, readPiece, context.toOpaque(), releaseFeed)
    if reply == nil { context.release() }
    return reply
  }
}

private func readPiece(
  feed: UnsafeMutableRawPointer?, position: UInt64, buffer: UnsafeMutablePointer<CChar>?, size: Int
) -> Int {
  guard let feed else { return microhttp_end_with_error }
  return Unmanaged<StreamingBody>.fromOpaque(feed).takeUnretainedValue()
    .read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
}

private func releaseFeed(feed: UnsafeMutableRawPointer?) {
  if let feed { Unmanaged<StreamingBody>.fromOpaque(feed).release() }
}
