import CMicroHTTPD
import Glibc
import Synchronization

/// The clients of one loop that will send nothing more, of which libmicrohttpd has to be told again.
///
/// The system reports bytes and the end behind them as one event when both have arrived before anybody looked.
/// libmicrohttpd reads once, gets the bytes, and reads no further before the next event, which never comes (0.9.75):
/// the connection would stay open until it times out. So the end is watched for here as well.
final class HalfCloseMonitor: Sendable {
  /// Readable when there is something to note.
  let descriptor: CInt
  private let state = Mutex(State())

  private struct State {
    var noted: Set<CInt> = []
    var feeds: [CInt: StreamingBody] = [:]
  }

  /// - Returns: nil where the system has no descriptor to give.
  init?() {
    descriptor = epoll_create1(CInt(EPOLL_CLOEXEC))
    if descriptor < 0 { return nil }
  }

  deinit { Glibc.close(descriptor) }

  func opened(_ connection: CInt) { control(EPOLL_CTL_ADD, connection) }

  private func control(_ operation: CInt, _ connection: CInt) {
    var end = epoll_event()
    end.events = EPOLLRDHUP.rawValue | EPOLLET.rawValue
    end.data.fd = connection
    epoll_ctl(descriptor, operation, connection, &end)
  }

  /// Tells a feed when its client will send nothing more, by which a client leaves that takes what has no end.
  /// libmicrohttpd does not look at a connection while it is suspended.
  func attend(to feed: StreamingBody, on connection: CInt) {
    state.withLock { $0.feeds[connection] = feed }
    // Is said once more where it was noted before.
    control(EPOLL_CTL_MOD, connection)
  }

  /// The system forgets a descriptor that is closed by itself, but its number may be another connection's at once.
  func closed(_ connection: CInt) {
    state.withLock { state in
      state.noted.remove(connection)
      state.feeds[connection] = nil
    }
  }

  /// To be called by the loop before it runs libmicrohttpd, which in this run handles what led here.
  func note() {
    var ends = [epoll_event](repeating: epoll_event(), count: 128)
    let count = epoll_wait(descriptor, &ends, CInt(ends.count), 0)
    guard count > 0 else { return }
    let ended = ends.prefix(Int(count)).map(\.data.fd)
    let abandoned = state.withLock { state in
      state.noted.formUnion(ended)
      return ended.compactMap { state.feeds[$0] }
    }
    abandoned.forEach { $0.abandon() }
  }

  /// To be called by the loop after that run: an event for each that is still open. Nothing is lost that has arrived.
  /// - Parameter waiting: those that libmicrohttpd leaves alone. As it would not act upon an event, there would be one
  ///   after the other; they are told when their wait is over.
  func tell(besides waiting: @autoclosure () -> Set<CInt>) {
    state.withLock { state in
      guard !state.noted.isEmpty else { return }
      let waiting = waiting()
      for connection in state.noted.subtracting(waiting) { shutdown(connection, CInt(SHUT_RD)) }
      state.noted.formIntersection(waiting)
    }
  }
}
