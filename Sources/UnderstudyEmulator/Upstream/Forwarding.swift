import Dispatch
import Synchronization
import UnderstudyHTTP

/// A request that waits for a vendor's response. It ends once: by the response, a failure, its client's departure, or by
/// being cut off.
final class Forwarding: Sendable {
  private struct State {
    /// Nil when the request has ended. What it holds may lead back here.
    var completion: Upstream.Completion?
    var cancellation: Upstream.Cancellation?
  }

  private let state = Mutex(State())

  /// Sets what is called once with the result, unless the request is cut off.
  func prepare(_ completion: @escaping Upstream.Completion) { state.withLock { $0.completion = completion } }

  /// Sends the request, unless it has ended.
  func start(_ send: (@escaping Upstream.Completion) -> Upstream.Cancellation) {
    guard !isOver else { return }
    let cancellation = send { [self] in take().completion?($0) }
    let isWanted = state.withLock { state in
      state.cancellation = state.completion == nil ? nil : cancellation
      return state.completion != nil
    }
    // It may have ended meanwhile.
    if !isWanted { cancellation() }
  }

  /// Ends the request with a failure.
  func fail(_ failure: ForwardingFailure) {
    let (completion, cancellation) = take()
    cancellation?()
    completion?(.failure(failure))
  }

  /// Ends the request without a result.
  func cutOff() { take().cancellation?() }

  private var isOver: Bool { state.withLock { $0.completion == nil } }

  private func take() -> (completion: Upstream.Completion?, cancellation: Upstream.Cancellation?) {
    state.withLock { state in
      defer { state = State() }
      return (state.completion, state.cancellation)
    }
  }
}

/// The requests that wait for vendors' responses.
final class ForwardedRequests: Sendable {
  /// The most that may wait. Each holds its body.
  static let maximum = 1000

  /// Concludes them, one after another: recording waits for the disk, and comparing takes time.
  let queue = DispatchQueue(label: "upstream")
  private let running = Mutex<[UInt64: Forwarding]>([:])

  /// - Parameter number: the number of the request's id.
  /// - Returns: false if too many wait.
  func add(_ forwarding: Forwarding, _ number: UInt64) -> Bool {
    running.withLock { running in
      guard running.count < Self.maximum else { return false }
      running[number] = forwarding
      return true
    }
  }

  func remove(_ number: UInt64) { running.withLock { $0[number] = nil } }

  /// Ends a request whose client has left.
  func depart(_ number: UInt64) { running.withLock { $0[number] }?.fail(.clientLeft) }

  /// Ends all requests without a response, and returns when those that have one are recorded.
  func end() {
    let all = running.withLock { running in
      defer { running = [:] }
      return Array(running.values)
    }
    all.forEach { $0.cutOff() }
    queue.sync {}
  }
}
