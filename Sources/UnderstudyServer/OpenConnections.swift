import Dispatch
import Synchronization
import UnderstudyPlatform

/// The open connections of a server, so that they can be counted, and closed before libmicrohttpd stops.
///
/// If it is stopped while it reads a malformed request, libmicrohttpd follows a null pointer: it drops its own error
/// response because it is stopping, and then sends it all the same. Without connections it reads nothing.
final class OpenConnections: Sendable {
  private struct State {
    /// With libmicrohttpd's connection, once it serves the socket.
    var open: [ConnectedSocket: Connection?] = [:]
    var isClosing = false
  }

  private let state = Mutex(State())
  private let group = DispatchGroup()
  private let closed = Atomic<Int>(0)

  /// How many connections have been closed so far.
  var closings: Int { closed.load(ordering: .relaxed) }

  /// How many connections are open.
  var count: Int { state.withLock(\.open.count) }

  /// Adds a connection that was accepted.
  func opened(_ socket: ConnectedSocket) {
    group.enter()
    state.withLock { state in
      state.open[socket] = .some(nil)
      if state.isClosing { socket.shutDown() }
    }
  }

  /// Notes that libmicrohttpd serves a connection.
  func attach(_ connection: Connection) { state.withLock { $0.open[connection.socket] = connection } }

  /// Removes a connection that libmicrohttpd has refused, and closed.
  func forgetUnattached(_ socket: ConnectedSocket) {
    if state.withLock({ $0.open[socket].map { $0 == nil } ?? false }) { closed(socket) }
  }

  /// Returns an open connection for which a condition holds. Called by the loop.
  func first(where holds: (Connection) -> Bool) -> Connection? {
    state.withLock { $0.open.values.lazy.compactMap(\.self).first(where: holds) }
  }

  /// Removes a connection. To be called before its descriptor is closed, whose number may be another connection's at once.
  func closed(_ socket: ConnectedSocket) {
    guard state.withLock({ $0.open.removeValue(forKey: socket) }) != nil else { return }
    closed.wrappingAdd(1, ordering: .relaxed)
    group.leave()
  }

  /// Shuts down all connections, later ones included, and waits until they are closed: libmicrohttpd sees an error on the
  /// socket, and then ignores what it may have received.
  func closeAll() {
    state.withLock { state in
      state.isClosing = true
      for socket in state.open.keys { socket.shutDown() }
    }
    group.wait()
  }
}
