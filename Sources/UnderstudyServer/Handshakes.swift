import CMicroHTTPD
import Synchronization
import UnderstudyPlatform

/// The connections whose TLS handshake is not finished.
///
/// While one waits for its client, libmicrohttpd tries to go on with it again and again: it calls the connection ready
/// although there is nothing to read (0.9.75). So it is suspended until something arrives.
final class Handshakes: Sendable {
  private struct State {
    /// Each until it is closed for taking too long.
    var connections = DeadlineQueue<Connection>()
    /// Those that are not suspended.
    var active: Set<ConnectedSocket> = []
    /// Whether one has been finished or ended in this run of libmicrohttpd, or is ended in the next.
    var isAnyLeaving = false
  }

  private let state = Mutex(State())
  private let poll: SocketPoll
  private let limit: Duration

  /// - Parameters:
  ///   - poll: reports what arrives on the connections.
  ///   - limit: how long a handshake may take.
  init(_ poll: SocketPoll, limit: Duration) {
    self.poll = poll
    self.limit = limit
  }

  func began(_ connection: Connection) {
    poll.add(connection.socket.descriptor, for: .input)
    state.withLock { state in
      state.connections.insert(connection, for: connection.socket.descriptor, until: .now.advanced(by: limit))
      state.active.insert(connection.socket)
    }
  }

  /// Called when a handshake is finished.
  func finished(_ socket: ConnectedSocket) {
    if ended(socket) { state.withLock { $0.isAnyLeaving = true } }
  }

  /// Called when a connection is closed.
  /// - Returns: whether its handshake was not finished.
  func ended(_ socket: ConnectedSocket) -> Bool {
    let isUnfinished = state.withLock { state in
      defer { state.connections[socket.descriptor] = nil }
      return state.active.remove(socket) != nil || state.connections[socket.descriptor] != nil
    }
    if isUnfinished { poll.remove(socket.descriptor) }
    return isUnfinished
  }

  /// Goes on with a handshake, because something has arrived.
  func proceed(_ socket: ConnectedSocket, _ suspended: SuspendedConnections) {
    state.withLock { if $0.connections[socket.descriptor] != nil { $0.active.insert(socket) } }
    suspended.resume(socket)
  }

  /// Suspends those of which nothing can be read. Called by the loop after a run of libmicrohttpd.
  func suspendWaiting(_ suspended: SuspendedConnections) {
    state.withLock { $0.isAnyLeaving = false }
    for connection in active where connection.socket.isQuiet {
      state.withLock { _ = $0.active.remove(connection.socket) }
      _ = suspended.suspend(connection, until: .now.advanced(by: .century))
    }
  }

  /// Those that libmicrohttpd goes on with in its next run.
  var active: [Connection] {
    state.withLock { state in state.active.compactMap { state.connections[$0.descriptor] } }
  }

  /// Whether another than those may fail in this run of libmicrohttpd.
  var isAnyLeaving: Bool { state.withLock(\.isAnyLeaving) }

  /// Ends those that take too long. Called by the loop before a run of libmicrohttpd, which closes them.
  func endOverdue(_ suspended: SuspendedConnections) {
    while let overdue = state.withLock({ $0.connections.removeFirst(dueAt: .now) }) {
      state.withLock { $0.isAnyLeaving = true }
      overdue.socket.shutDown()
      suspended.resume(overdue.socket)
    }
  }

  /// When the next one has taken too long; nil if there is none.
  var nextDeadline: ContinuousClock.Instant? { state.withLock { $0.connections.nextDeadline() } }
}
