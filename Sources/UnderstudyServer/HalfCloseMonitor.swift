import Synchronization
import UnderstudyPlatform

/// The clients that will send nothing more, which libmicrohttpd has to be told again.
///
/// The system reports bytes and the end behind them as one event if both have arrived before they are read.
/// libmicrohttpd reads once, gets the bytes, and reads no further before the next event, which never comes (0.9.75):
/// the connection would stay open until it times out. So the end is watched for here as well.
final class HalfCloseMonitor: Sendable {
  /// Readable if there are events to read.
  let poll: EndOfInputPoll
  private let state = Mutex(State())

  private struct State {
    var ended: Set<ConnectedSocket> = []
    var handlers: [ConnectedSocket: @Sendable () -> Void] = [:]
  }

  init() throws(SystemError) { poll = try EndOfInputPoll() }

  func opened(_ socket: ConnectedSocket) { poll.add(socket.descriptor) }

  /// Calls a handler when the client of a socket will send nothing more, or has done so already: this is how a client leaves
  /// a response that it waits for. libmicrohttpd does not look at a connection while it is suspended.
  func watch(_ socket: ConnectedSocket, onEnd: @escaping @Sendable () -> Void) {
    state.withLock { $0.handlers[socket] = onEnd }
    poll.repeatReport(of: socket.descriptor)
  }

  func stopWatching(_ socket: ConnectedSocket) { state.withLock { $0.handlers[socket] = nil } }

  /// Forgets a socket, whose number may be another connection's at once.
  func closed(_ socket: ConnectedSocket) {
    state.withLock { state in
      state.ended.remove(socket)
      state.handlers[socket] = nil
    }
  }

  /// Called by the loop before it runs libmicrohttpd, which in this run handles what led to the events.
  func readEvents() {
    let ended = poll.take().map(ConnectedSocket.init(descriptor:))
    let handlers = state.withLock { state in
      state.ended.formUnion(ended)
      return ended.compactMap { state.handlers[$0] }
    }
    handlers.forEach { $0() }
  }

  /// Adds clients whose connection was suspended when they ended.
  func add(_ ended: [ConnectedSocket]) {
    if !ended.isEmpty { state.withLock { $0.ended.formUnion(ended) } }
  }

  /// Called by the loop after that run: causes an event for each that is still open. Nothing is lost that has arrived.
  /// Suspended connections get theirs when they are resumed: until then, libmicrohttpd would not act upon it.
  func resignal(excluding suspended: SuspendedConnections) {
    let ended = state.withLock { state in
      defer { state.ended = [] }
      return state.ended
    }
    for socket in ended where !suspended.noteHalfClose(of: socket) { socket.shutDownReading() }
  }
}
