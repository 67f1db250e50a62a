import Glibc
import Synchronization
import UnderstudyHTTP

/// An answer that is not sent yet: when the time is over, a closure says what it is.
///
/// A wait is for one request. It may be woken or cut off from any thread, before the server has taken it, while it
/// lasts and afterwards, and as often as one likes: exactly one thing comes of it.
package final class DeferredResponse: Sendable {
  /// The connection that waits, from when the server takes the wait until its answer is sent or the client is gone.
  private struct Seat {
    let connection: Connection
    let descriptor: CInt
    let room: SuspendedConnections
    let deadline: ContinuousClock.Instant
  }

  private struct State {
    /// Nil once it has been called or never will be.
    var then: (@Sendable () -> Response?)?
    var seat: Seat?
    var isWoken = false
    var isCutOff = false
  }

  /// What the connection is to do.
  enum Turn {
    case stay
    case close
    case answer(@Sendable () -> Response?)
  }

  private let duration: Duration
  private let state: Mutex<State>

  /// Creates a wait of this length, counted from when the server takes it.
  ///
  /// - Parameter then: called at most once, on the thread that serves the connection, which it should not hold up. Its
  ///   response is sent; for nil the connection is closed without an answer.
  package init(for duration: Duration, then: @escaping @Sendable () -> Response?) {
    // A century is for ever, and can be added to any time without overflow.
    self.duration = min(duration, .seconds(3_155_760_000))
    state = Mutex(State(then: then))
  }

  /// Ends the wait: the answer is sent as if the time were over.
  package func wake() {
    state.withLock { state in
      state.isWoken = true
      if state.then != nil, let seat = state.seat { seat.room.resume(seat.connection) }
    }
  }

  /// Closes the connection at once without an answer, or without the rest of it.
  ///
  /// When this returns, `then` is not called any more; it may be running already.
  package func cutOff() {
    // What the closure holds is let go outside of the lock: it might end in another call to this wait.
    let unused = state.withLock { state in
      defer { state.then = nil }
      guard !state.isCutOff else { return state.then }
      state.isCutOff = true
      if let seat = state.seat {
        // In both directions: only that is an event for a connection whose client takes nothing.
        shutdown(seat.descriptor, CInt(SHUT_RDWR))
        seat.room.resume(seat.connection)
      }
      return state.then
    }
    withExtendedLifetime(unused) {}
  }

  var isCutOff: Bool { state.withLock { $0.isCutOff } }

  /// Starts the time.
  /// - Returns: false when the connection is to be closed: the wait is cut off, or another request's.
  func begin(on connection: OpaquePointer, in room: SuspendedConnections) -> Bool {
    let connection = Connection(connection)
    let descriptor = connection.descriptor
    return state.withLock { state in
      guard state.seat == nil, state.then != nil else { return false }
      state.seat = Seat(
        connection: connection, descriptor: descriptor, room: room, deadline: .now.advanced(by: duration))
      return true
    }
  }

  /// Suspends the connection if its time has not come. To be called from within the access handler.
  func turn() -> Turn {
    state.withLock { state in
      guard let seat = state.seat, let then = state.then else { return .close }
      // Within the lock, so that no call to wake it comes between the question and the answer.
      if !state.isWoken, seat.deadline > .now {
        return seat.room.suspend(seat.connection, until: seat.deadline) ? .stay : .close
      }
      guard !seat.room.isClosed else { return .close }
      state.then = nil
      return .answer(then)
    }
  }

  /// Suspends the connection while its answer is being sent.
  /// - Returns: false when the connection is to be closed.
  func pause(until deadline: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      guard let seat = state.seat, !state.isCutOff else { return false }
      return seat.room.suspend(seat.connection, until: deadline)
    }
  }

  /// Forgets the connection, which from now on serves another request or none.
  func end() {
    let unused = state.withLock { state in
      defer { state.then = nil }
      state.seat = nil
      return state.then
    }
    withExtendedLifetime(unused) {}
  }
}
