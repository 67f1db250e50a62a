import UnderstudyHTTP

/// What the exchanges of one loop share.
final class Service: Sendable {
  /// Those of the whole server.
  let connections: Connections
  let room: SuspendedConnections
  let halfCloseMonitor: HalfCloseMonitor
  let maximumBodyBytes: Int
  let answer: @Sendable (Request) -> Reply
  /// Called when what was ready has been answered.
  let rest: @Sendable () -> Void

  /// - Returns: nil where the system has no descriptor to give.
  init?(
    connections: Connections, maximumBodyBytes: Int, answer: @escaping @Sendable (Request) -> Reply,
    rest: @escaping @Sendable () -> Void
  ) {
    guard let room = SuspendedConnections(), let halfCloseMonitor = HalfCloseMonitor() else { return nil }
    self.room = room
    self.halfCloseMonitor = halfCloseMonitor
    self.connections = connections
    self.maximumBodyBytes = maximumBodyBytes
    self.answer = answer
    self.rest = rest
  }
}
