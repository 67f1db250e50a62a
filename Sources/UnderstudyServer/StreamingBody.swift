import CMicroHTTPD
import Synchronization

/// A body without an end, for one response. Its pieces are requested as the client takes them; no thread waits for it.
/// Any thread may wake it.
package final class StreamingBody: Sendable {
  /// What comes next of a body.
  package enum Piece: Sendable {
    /// At least one.
    case bytes([UInt8])
    /// Nothing before this time, unless the body is woken.
    case nothing(until: ContinuousClock.Instant)
  }

  private struct State {
    /// The connection that is served, until it is closed.
    var connection: Connection?
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
      state.connection?.resume()
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
      defer { (state.isEnded, state.connection, state.rest) = (true, nil, []) }
      return !state.isEnded
    }
    if isFirst { onEnd() }
  }

  /// - Returns: false if the body is another request's or has ended; the connection must be closed then.
  func begin(on connection: Connection) -> Bool {
    state.withLock { state in
      guard state.connection == nil, !state.isEnded else { return false }
      state.connection = connection
      return true
    }
  }

  /// Writes bytes into the buffer, or suspends the connection until there are some. See ``Connection/ContentReader``.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
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
      guard let connection = state.connection, !state.isAbandoned else { return microhttp_end_with_error }
      // It may have been woken since the piece was requested. Within the lock, so that no call comes in between.
      return connection.suspend(until: state.isWoken ? .now : deadline) ? 0 : microhttp_end_with_error
    }
  }
}
