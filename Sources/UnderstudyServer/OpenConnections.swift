import Dispatch
import Synchronization
import UnderstudyPlatform

/// The open connections of a server, so that they can be closed before libmicrohttpd stops.
///
/// If it is stopped while it reads a malformed request, libmicrohttpd follows a null pointer: it drops its own error
/// response because it is stopping, and then sends it all the same. Without connections it reads nothing.
final class OpenConnections: Sendable {
  private struct State {
    var open: [ConnectedSocket: Connection] = [:]
    var isClosing = false
  }

  private let state = Mutex(State())
  private let group = DispatchGroup()
  private let closed = Atomic<Int>(0)

  /// How many connections have been closed so far.
  var closings: Int { closed.load(ordering: .relaxed) }

  func opened(_ connection: Connection) {
    group.enter()
    state.withLock { state in
      state.open[connection.socket] = connection
      if state.isClosing { connection.socket.shutDown() }
    }
  }

  /// Returns an open connection for which a condition holds. Called by the loop.
  func first(where holds: (Connection) -> Bool) -> Connection? {
    state.withLock { $0.open.values.first(where: holds) }
  }

  func closed(_ socket: ConnectedSocket) {
    state.withLock { _ = $0.open.removeValue(forKey: socket) }
    closed.wrappingAdd(1, ordering: .relaxed)
    group.leave()
  }

  /// Shuts down all connections, later ones included, and waits until libmicrohttpd has closed them: it sees an error
  /// on the socket, and then ignores what it may have received.
  func closeAll() {
    state.withLock { state in
      state.isClosing = true
      for socket in state.open.keys { socket.shutDown() }
    }
    group.wait()
  }
}
