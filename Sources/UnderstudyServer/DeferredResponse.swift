import Synchronization
import UnderstudyHTTP
import UnderstudyPlatform

/// A response that is produced later: after a time, or when a ``ReplyPromise`` is fulfilled. No thread waits for it.
///
/// It is for one request. Any thread may wake it or cut it off, before the server has taken it, while it waits, and
/// afterwards. Only the first call that has an effect counts.
package final class DeferredResponse: Sendable {
  /// The suspended connection, from when the server takes the deferred response until the request is over.
  private struct Attachment {
    let connection: Connection
    let socket: ConnectedSocket
    let suspended: SuspendedConnections
    let deadline: ContinuousClock.Instant

    func resume() { suspended.resume(socket) }

    func suspend(until deadline: ContinuousClock.Instant) -> Bool { suspended.suspend(connection, until: deadline) }
  }

  private enum Source {
    /// A promise that is not fulfilled.
    case promise
    case closure(@Sendable () -> Reply?)
    case reply(Reply)
    /// The reply has been produced, or never will be.
    case none

    /// Ends what is not used. Must not be called under the lock: what a closure holds may call back when it is released.
    func discard() {
      if case .reply(let reply) = self { reply.discard() }
    }
  }

  private struct State {
    var source: Source
    var attachment: Attachment?
    /// The deferred response that the reply consists of.
    var successor: DeferredResponse?
    var isWoken = false
    var isCutOff = false

    mutating func takeSource() -> Source {
      defer { source = .none }
      return source
    }
  }

  /// What the connection does next.
  enum Action {
    case wait
    case close
    /// To be called once; nil closes the connection.
    case reply(() -> Reply?)
  }

  private let duration: Duration
  private let state: Mutex<State>

  /// Creates a deferred response that is produced after this time, counted from when the server takes it.
  ///
  /// - Parameter produce: called at most once, on the thread that serves the connection, which it must not hold up.
  ///   Its response is sent; for nil the connection is closed without one.
  package init(for duration: Duration, produce: @escaping @Sendable () -> Response?) {
    self.duration = min(duration, Self.forever)
    state = Mutex(State(source: .closure { produce().map(Reply.immediate) }))
  }

  /// Creates a deferred response that consists of a reply which is produced after this time.
  package init(for duration: Duration, reply: @escaping @Sendable () -> Reply) {
    self.duration = min(duration, Self.forever)
    state = Mutex(State(source: .closure(reply)))
  }

  /// Creates the deferred response of a promise.
  init() {
    duration = Self.forever
    state = Mutex(State(source: .promise))
  }

  /// A century, which can be added to any time without overflow.
  private static let forever = Duration.seconds(3_155_760_000)

  /// Ends the time: the response is produced now. Has no effect on the response of a promise.
  package func wake() {
    state.withLock { state in
      guard case .closure = state.source else { return }
      state.isWoken = true
      state.attachment?.resume()
    }
  }

  /// Sets the reply of a promise.
  ///
  /// - Returns: false if the response is cut off, fulfilled or not a promise's; the reply is unused then.
  func fulfill(with reply: Reply) -> Bool {
    state.withLock { state in
      guard case .promise = state.source else { return false }
      state.source = .reply(reply)
      state.isWoken = true
      state.attachment?.resume()
      return true
    }
  }

  /// Cuts the response off if it is a promise's that is not fulfilled.
  func breakPromise() {
    let isOpen = state.withLock { state in if case .promise = state.source { true } else { false } }
    if isOpen { cutOff() }
  }

  /// Closes the connection at once, without a response or without the rest of it.
  ///
  /// When this returns, `produce` is not called any more; it may be running already.
  package func cutOff() {
    let (unused, successor) = state.withLock { state in
      guard !state.isCutOff else { return (Source.none, DeferredResponse?.none) }
      state.isCutOff = true
      if let attachment = state.attachment {
        // In both directions: only that is an event for a connection whose client takes nothing.
        attachment.socket.shutDown()
        attachment.resume()
      }
      return (state.takeSource(), state.successor)
    }
    unused.discard()
    successor?.cutOff()
  }

  var isCutOff: Bool { state.withLock { $0.isCutOff } }

  /// Starts the time.
  /// - Returns: false if the response is cut off or another request's; the connection must be closed then.
  func begin(on connection: Connection, in suspended: SuspendedConnections) -> Bool {
    let socket = connection.socket
    return state.withLock { state in
      if state.attachment != nil { return false }
      if case .none = state.source { return false }
      state.attachment = Attachment(
        connection: connection, socket: socket, suspended: suspended, deadline: .now.advanced(by: duration))
      return true
    }
  }

  /// Returns what to do next, and suspends the connection if that is to wait. Called from within the access handler.
  func nextAction() -> Action {
    state.withLock { state in
      guard let attachment = state.attachment else { return .close }
      if case .none = state.source { return .close }
      // Suspended within the lock, so that no call that resumes it comes in between.
      if !state.isWoken, attachment.deadline > .now {
        return attachment.suspend(until: attachment.deadline) ? .wait : .close
      }
      guard !attachment.suspended.isClosed else { return .close }
      switch state.takeSource() {
      case .closure(let produce): return .reply(produce)
      case .reply(let reply): return .reply { reply }
      case .promise, .none: return .close
      }
    }
  }

  /// Suspends the connection while its response is being sent.
  /// - Returns: false if the connection must be closed.
  func pause(until deadline: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      guard let attachment = state.attachment, !state.isCutOff else { return false }
      return attachment.suspend(until: deadline)
    }
  }

  /// Leaves the connection to another deferred response, which is cut off with this one.
  /// - Returns: false if this one is cut off.
  func handOver(to successor: DeferredResponse) -> Bool {
    state.withLock { state in
      guard !state.isCutOff else { return false }
      state.attachment = nil
      state.successor = successor
      return true
    }
  }

  /// Forgets the connection, which from now on serves another request or none.
  func end() {
    let unused = state.withLock { state in
      state.attachment = nil
      return state.takeSource()
    }
    unused.discard()
  }
}
