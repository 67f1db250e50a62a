import Dispatch
import Glibc
import Synchronization

/// The open connections of a server, by descriptor, so that they can be closed before libmicrohttpd stops.
///
/// Stopped while it reads a malformed request, libmicrohttpd follows a null pointer: it drops its own error
/// answer because it is stopping, and then sends it all the same. Without connections it reads nothing.
final class Connections: Sendable {
  private struct State {
    var open: Set<CInt> = []
    var isClosing = false
  }

  private let state = Mutex(State())
  private let group = DispatchGroup()
  private let closed = Atomic<Int>(0)

  /// How many connections have been closed so far.
  var closings: Int { closed.load(ordering: .relaxed) }

  func opened(_ descriptor: CInt) {
    group.enter()
    state.withLock { state in
      state.open.insert(descriptor)
      if state.isClosing { shutdown(descriptor, CInt(SHUT_RDWR)) }
    }
  }

  func closed(_ descriptor: CInt) {
    state.withLock { _ = $0.open.remove(descriptor) }
    closed.wrappingAdd(1, ordering: .relaxed)
    group.leave()
  }

  /// Shuts all connections down, those still to come included, and waits until libmicrohttpd has closed
  /// them: it sees an error on the descriptor, and then looks at nothing that it may have received.
  func closeAll() {
    state.withLock { state in
      state.isClosing = true
      for descriptor in state.open { shutdown(descriptor, CInt(SHUT_RDWR)) }
    }
    group.wait()
  }
}
