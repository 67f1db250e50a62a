import Synchronization
import UnderstudyHTTP

/// A response that is produced later: after a time, or when a ``ReplyPromise`` is fulfilled. No thread waits for it.
///
/// It is for one request. Any thread may wake it or cut it off, before the server has taken it, while it waits, and
/// afterwards. Only the first call that has an effect counts.
package final class DeferredResponse: Sendable {
  private enum Source {
    /// A promise that is not fulfilled.
    case promise
    case closure(@Sendable () -> Reply?)
    case reply(Reply)

    /// Ends what is not used. Must not be called under the lock: what a closure holds may call back when it is released.
    func discard() {
      if case .reply(let reply) = self { reply.discard() }
    }
  }

  private struct State {
    /// Nil if the reply has been produced, or never will be.
    var source: Source?
    /// From when the server takes the deferred response until the request is over.
    var connection: Connection?
    var deadline = ContinuousClock.now
    /// The deferred response that the reply consists of.
    var successor: DeferredResponse?
    var isWoken = false
    var isCutOff = false
  }

  /// What the connection does next.
  enum Action {
    case wait
    case close
    case reply(Reply)
  }

  private let duration: Duration
  /// See ``Response/recordNumber``.
  let recordNumber: UInt64
  /// Whether the response is cut off if the client leaves, or ends its side of the connection.
  let endsWithClient: Bool
  private let onCutOff: @Sendable () -> Void
  private let state: Mutex<State>

  /// Creates a deferred response that is produced after this time, counted from when the server takes it.
  /// - Parameters:
  ///   - recordNumber: see ``Response/recordNumber``.
  ///   - produce: called at most once, on the thread that serves the connection, which it must not hold up. Its response is
  ///     sent; for nil the connection is closed without one. It is called in its time even if the client has left: the
  ///     connection is suspended, so that libmicrohttpd learns of it afterwards only.
  package init(for duration: Duration, recordNumber: UInt64 = 0, produce: @escaping @Sendable () -> Response?) {
    self.duration = min(duration, .century)
    self.recordNumber = recordNumber
    endsWithClient = false
    onCutOff = {}
    state = Mutex(State(source: .closure { produce().map(Reply.immediate) }))
  }

  /// - Parameters:
  ///   - endsWithClient: whether the response, and what is done for it, ends if the client leaves.
  ///   - onCutOff: called once if the response is cut off, on the thread that does so.
  package init(
    for duration: Duration, recordNumber: UInt64 = 0, endsWithClient: Bool = false,
    onCutOff: @escaping @Sendable () -> Void = {}, reply: @escaping @Sendable () -> Reply
  ) {
    self.duration = min(duration, .century)
    self.recordNumber = recordNumber
    self.endsWithClient = endsWithClient
    self.onCutOff = onCutOff
    state = Mutex(State(source: .closure(reply)))
  }

  /// Creates the deferred response of a promise.
  init(recordNumber: UInt64, onCutOff: @escaping @Sendable () -> Void) {
    duration = .century
    self.recordNumber = recordNumber
    endsWithClient = false
    self.onCutOff = onCutOff
    state = Mutex(State(source: .promise))
  }

  /// Ends the time: the response is produced now. Has no effect on the response of a promise.
  package func wake() {
    state.withLock { state in
      guard case .closure = state.source else { return }
      state.isWoken = true
      state.connection?.resume()
    }
  }

  /// Sets the reply of a promise; nil closes the connection without one.
  /// - Returns: false if the response is cut off, fulfilled or not a promise's; the reply is unused then.
  @discardableResult
  func fulfill(with reply: Reply?) -> Bool {
    state.withLock { state in
      guard case .promise = state.source else { return false }
      state.source = reply.map(Source.reply)
      state.isWoken = true
      state.connection?.resume()
      return true
    }
  }

  /// Closes the connection at once, without a response or without the rest of it. When this returns, `produce` is not
  /// called any more; it may be running already.
  package func cutOff() {
    let (unused, successor, isFirst) = state.withLock { state -> (Source?, DeferredResponse?, Bool) in
      guard !state.isCutOff else { return (nil, nil, false) }
      state.isCutOff = true
      // In both directions: only that is an event for a connection whose client takes nothing.
      state.connection?.socket.shutDown()
      state.connection?.resume()
      return (state.source.take(), state.successor, true)
    }
    unused?.discard()
    successor?.cutOff()
    if isFirst { onCutOff() }
  }

  /// - Returns: false if the response is cut off or another request's; the connection must be closed then.
  func begin(on connection: Connection) -> Bool {
    state.withLock { state in
      guard state.connection == nil, state.source != nil else { return false }
      state.connection = connection
      state.deadline = .now.advanced(by: duration)
      return true
    }
  }

  /// Returns what to do next, and suspends the connection if that is to wait. Called from within the access handler.
  func nextAction() -> Action {
    let (action, source) = state.withLock { state -> (Action, Source?) in
      guard let connection = state.connection, state.source != nil else { return (.close, nil) }
      // Suspended within the lock, so that no call that resumes it comes in between.
      if !state.isWoken, state.deadline > .now {
        return (connection.suspend(until: state.deadline) ? .wait : .close, nil)
      }
      return (.close, connection.isStopping ? nil : state.source.take())
    }
    let reply: Reply? =
      switch source {
      case .closure(let produce): produce()
      case .reply(let reply): reply
      case .promise, nil: nil
      }
    guard let reply else { return action }
    if state.withLock({ $0.isCutOff }) {
      reply.discard()
      return .close
    }
    return .reply(reply)
  }

  /// Suspends the connection while its response is being sent.
  /// - Returns: false if the connection must be closed.
  func pause(until deadline: ContinuousClock.Instant) -> Bool {
    state.withLock { !$0.isCutOff && $0.connection?.suspend(until: deadline) ?? false }
  }

  /// Leaves the connection to another deferred response, which is cut off with this one.
  /// - Returns: false if this one is cut off.
  func handOver(to successor: DeferredResponse) -> Bool {
    state.withLock { state in
      guard !state.isCutOff else { return false }
      state.connection = nil
      state.successor = successor
      return true
    }
  }

  var isCutOff: Bool { state.withLock(\.isCutOff) }

  /// Forgets the connection, which from now on serves another request or none.
  func end() {
    let unused = state.withLock { state in
      state.connection = nil
      return state.source.take()
    }
    unused?.discard()
  }
}
