import Synchronization
import UnderstudyPlatform

/// The connections whose request has a body in chunks that is still being received.
final class ChunkedUploads: Sendable {
  private let state = Mutex<[ConnectedSocket: Connection]>([:])

  var all: [Connection] { state.withLock { Array($0.values) } }

  var count: Int { state.withLock(\.count) }

  /// Whether the connection is still open, with its body being received.
  func contains(_ connection: Connection) -> Bool {
    state.withLock { $0[connection.socket]?.pointer == connection.pointer }
  }

  func insert(_ connection: Connection) { state.withLock { $0[connection.socket] = connection } }

  func remove(_ connection: Connection) { state.withLock { _ = $0.removeValue(forKey: connection.socket) } }
}
