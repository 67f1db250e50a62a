import CMicroHTTPD
import Synchronization
import UnderstudyPlatform

/// The suspended connections, each with the time at which it is resumed. Nothing is read from them meanwhile, and they
/// do not time out.
///
/// They are resumed only by the loop, between two runs of libmicrohttpd. `MHD_resume_connection` may be called on any
/// thread, but if it is called during a run, libmicrohttpd does not act upon it, and the loop would sleep (0.9.75).
final class SuspendedConnections: Sendable {
  private struct Entry {
    let connection: Connection
    /// Whether the connection ends when it is resumed.
    let endsThen: Bool
    /// Whether the client will send nothing more, which is reported to libmicrohttpd later.
    var isHalfClosed = false
  }

  private struct State {
    var entries = DeadlineQueue<Entry>()
    var isClosed = false
  }

  private let state = Mutex(State())
  /// Readable if a connection may be due.
  let wakeDescriptor: WakeDescriptor

  init() throws(SystemError) { wakeDescriptor = try WakeDescriptor() }

  /// Whether the server is stopping, so that no connection is suspended any more.
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Suspends a connection until `deadline`, or until `resume`. Then libmicrohttpd repeats the callback. Called from
  /// within such a callback.
  /// - Parameter endsThen: whether the connection ends then. Within a body, libmicrohttpd repeats the callback only if more of
  ///   it has arrived, or if the connection has ended.
  /// - Returns: false if the server is stopping; the connection must be closed then.
  func suspend(_ connection: Connection, until deadline: ContinuousClock.Instant, endsThen: Bool = false) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      MHD_suspend_connection(connection.pointer)
      let entry = Entry(connection: connection, endsThen: endsThen)
      state.entries.insert(entry, for: connection.socket.descriptor, until: deadline)
      return true
    }
  }

  /// Resumes a connection soon, if it is suspended. May be called on any thread.
  func resume(_ socket: ConnectedSocket) {
    state.withLock { state in
      guard let entry = state.entries[socket.descriptor] else { return }
      state.entries.insert(entry, for: socket.descriptor, until: .now)
      wakeDescriptor.wake()
    }
  }

  /// Notes that the client of a suspended connection will send nothing more.
  /// - Returns: false if the connection is not suspended.
  func noteHalfClose(of socket: ConnectedSocket) -> Bool {
    state.withLock { ($0.entries[socket.descriptor]?.isHalfClosed = true) != nil }
  }

  /// Resumes all connections that are due. Called by the loop.
  /// - Returns: those of them whose client will send nothing more.
  func resumeDue() -> [ConnectedSocket] {
    state.withLock { state in
      var halfClosed: [ConnectedSocket] = []
      guard !state.entries.isEmpty else { return halfClosed }
      let time = ContinuousClock.now.advanced(by: state.isClosed ? .century : .zero)
      while let entry = state.entries.removeFirst(dueAt: time) {
        if entry.endsThen {
          entry.connection.socket.discardInput()
          entry.connection.socket.shutDown()
        }
        MHD_resume_connection(entry.connection.pointer)
        if entry.isHalfClosed { halfClosed.append(entry.connection.socket) }
      }
      return halfClosed
    }
  }

  /// Makes all connections due, and suspends no more: libmicrohttpd aborts the process if it is stopped while a
  /// connection is suspended.
  func close() {
    state.withLock { $0.isClosed = true }
    wakeDescriptor.wake()
  }

  /// The time until the next connection is due, in milliseconds; nil if none is suspended.
  var pollTimeout: CInt? { state.withLock { $0.entries.nextDeadline() }?.pollTimeout }
}

extension ContinuousClock.Instant {
  /// The time until then in milliseconds, as `poll` takes it.
  var pollTimeout: CInt {
    let (seconds, attoseconds) = (self - .now).components
    // Rounded up: else the loop would spin through the last millisecond.
    let milliseconds = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return CInt(clamping: max(0, min(seconds, 1_000_000) * 1000 + milliseconds))
  }
}
