import CMicroHTTPD
import Glibc
import Synchronization

/// The connections of one loop that wait for a time to come. Nothing is read from them meanwhile, and they do not time
/// out.
///
/// They are resumed only by the loop, between two runs of libmicrohttpd. It could be told by any thread, but when told
/// in the middle of a run it takes note without acting upon it, and the loop would sleep (0.9.75).
final class SuspendedConnections: Sendable {
  private struct Guest {
    let connection: Connection
    let descriptor: CInt
    let deadline: ContinuousClock.Instant
  }

  private struct State {
    /// The soonest first. Most waits are as long as the ones before them, so most guests are put at the end; a heap
    /// would make those who leave early hard to find.
    var guests: [Guest] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  /// Readable when the loop should look.
  let bell: CInt

  /// - Returns: nil where the system has no descriptor to give.
  init?() {
    bell = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
    if bell < 0 { return nil }
  }

  deinit { Glibc.close(bell) }

  /// Whether the server is stopping, so that nobody waits any more.
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Makes libmicrohttpd leave the connection alone until `deadline`, or until `resume`. Then it calls back as it just
  /// did. To be called from within such a callback.
  /// - Returns: false when the room is closed; the connection is to be closed then.
  func suspend(_ connection: Connection, until deadline: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      MHD_suspend_connection(connection.pointer)
      let before = state.guests.lastIndex { $0.deadline <= deadline }
      let guest = Guest(connection: connection, descriptor: connection.descriptor, deadline: deadline)
      state.guests.insert(guest, at: before.map { $0 + 1 } ?? 0)
      return true
    }
  }

  /// Ends the wait of one connection if it is waiting. May be called on any thread.
  func resume(_ connection: Connection) {
    state.withLock { state in
      guard let index = state.guests.firstIndex(where: { $0.connection == connection }) else { return }
      let descriptor = state.guests.remove(at: index).descriptor
      state.guests.insert(Guest(connection: connection, descriptor: descriptor, deadline: .now), at: 0)
      ring()
    }
  }

  /// The sockets of those who wait.
  var descriptors: Set<CInt> { state.withLock { Set($0.guests.map(\.descriptor)) } }

  /// Makes the loop look.
  func ring() { eventfd_write(bell, 1) }

  /// Makes the bell silent. To be called by the loop, before it looks.
  func silence() {
    var rings: eventfd_t = 0
    eventfd_read(bell, &rings)
  }

  /// Ends the wait of all connections whose time has come. To be called by the loop.
  func resumeDue() {
    state.withLock { state in
      guard !state.guests.isEmpty else { return }
      let now = ContinuousClock.now
      let due = state.isClosed ? state.guests[...] : state.guests.prefix { $0.deadline <= now }
      for guest in due { MHD_resume_connection(guest.connection.pointer) }
      state.guests.removeFirst(due.count)
    }
  }

  /// Ends all waits, and lets nobody in any more: libmicrohttpd aborts the process when it is stopped while a
  /// connection is suspended.
  func close() {
    state.withLock { $0.isClosed = true }
    ring()
  }

  /// How long nobody's time comes, in milliseconds; nil when nobody waits.
  var patience: CInt? {
    guard let next = state.withLock({ $0.guests.first?.deadline }) else { return nil }
    let (seconds, attoseconds) = (next - .now).components
    // Rounded up: else the loop would spin through the last millisecond.
    let milliseconds = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return CInt(clamping: max(0, min(seconds, 1_000_000) * 1000 + milliseconds))
  }
}
