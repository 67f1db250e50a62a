import Synchronization
import UnderstudyPlatform

/// The clients that will send nothing more, which libmicrohttpd has to be told again.
///
/// The system reports bytes and the end behind them as one event if both have arrived before they are read.
/// libmicrohttpd reads once, gets the bytes, and reads no further before the next event, which never comes (0.9.75):
/// the connection would stay open until it times out. So the end is watched for here as well.
final class HalfCloseMonitor: Sendable {
  /// Readable if there are events to read.
  let poll: SocketPoll
  private let state = Mutex(State())

  private struct State {
    /// Those that libmicrohttpd has to be told again.
    var ended: Set<ConnectedSocket> = []
    /// Those that it was told again. Telling is an event here too, but not an end.
    var signalled: Set<ConnectedSocket> = []
    var handlers: [ConnectedSocket: @Sendable () -> Void] = [:]

    mutating func add(_ ended: [ConnectedSocket]) {
      self.ended.formUnion(signalled.isEmpty ? ended : ended.filter { !signalled.contains($0) })
    }
  }

  init() throws(SystemError) { poll = try SocketPoll() }

  func opened(_ socket: ConnectedSocket) { poll.add(socket.descriptor, for: .endOfInput) }

  /// Calls a handler when the client of a socket will send nothing more, or has done so already: this is how a client leaves
  /// a response that it waits for. libmicrohttpd does not look at a connection while it is suspended.
  func watch(_ socket: ConnectedSocket, onEnd: @escaping @Sendable () -> Void) {
    state.withLock { $0.handlers[socket] = onEnd }
    poll.repeatReport(of: socket.descriptor, for: .endOfInput)
  }

  func stopWatching(_ socket: ConnectedSocket) { state.withLock { $0.handlers[socket] = nil } }

  /// Forgets a socket, whose number may be another connection's at once. The system would do so only when nothing else holds
  /// the socket, as a process does that this one is just starting.
  func closed(_ socket: ConnectedSocket) {
    poll.remove(socket.descriptor)
    state.withLock { state in
      state.ended.remove(socket)
      state.signalled.remove(socket)
      state.handlers[socket] = nil
    }
  }

  /// Called by the loop before it runs libmicrohttpd, which in this run handles what led to the events.
  func readEvents() {
    let ended = poll.take().map(ConnectedSocket.init(descriptor:))
    let handlers = state.withLock { state in
      state.add(ended)
      return ended.compactMap { state.handlers[$0] }
    }
    handlers.forEach { $0() }
  }

  /// Adds clients whose connection was suspended when they ended.
  func add(_ ended: [ConnectedSocket]) {
    if !ended.isEmpty { state.withLock { $0.add(ended) } }
  }

  /// Called by the loop after that run: causes one event for each that is still open, when what had arrived before its end
  /// has been read. Suspended connections get theirs when they are resumed: until then, libmicrohttpd would not act upon it.
  ///
  /// A client that reads no response can hold up the reading of its next requests. More events would not help then, and
  /// each is followed by another here.
  func resignal(excluding suspended: SuspendedConnections) {
    let ended = state.withLock(\.ended)
    guard !ended.isEmpty else { return }
    for socket in ended {
      let isSuspended = suspended.noteHalfClose(of: socket)
      guard isSuspended || !socket.hasUnreadInput else { continue }
      state.withLock { state in
        state.ended.remove(socket)
        if !isSuspended { state.signalled.insert(socket) }
      }
      if !isSuspended { socket.shutDownReading() }
    }
  }
}
