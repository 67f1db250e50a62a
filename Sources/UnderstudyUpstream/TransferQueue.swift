import CCurl
import Synchronization
import UnderstudyHTTP

/// A request that must be sent.
struct QueuedRequest: Sendable {
  let id: UInt64
  let request: Request
  let host: String
  let completion: UpstreamClient.Completion
  let arrival = ContinuousClock.now
}

/// The requests and cancellations that other threads hand to the thread of a client.
final class TransferQueue: Sendable {
  /// What has come since the last look.
  struct Changes {
    var requests: [QueuedRequest] = []
    var cancelled: Set<UInt64> = []
    var isStopped = false
  }

  enum AddResult { case added, full, stopped }

  private struct State {
    var changes = Changes()
    /// The requests that were added and have not ended.
    var count = 0
    var ownPorts: [UInt16] = []
    /// Whether the handle of the transfers is gone.
    var isClosed = false
  }

  /// libcurl's handle of all transfers. Other threads call `curl_multi_wakeup` with it only, under the lock, and not after
  /// ``close()``.
  nonisolated(unsafe) let transfers: UnsafeMutableRawPointer
  let limits: UpstreamLimits
  private let state = Mutex(State())
  private let count = Atomic<UInt64>(0)

  init(_ transfers: UnsafeMutableRawPointer, _ limits: UpstreamLimits) {
    (self.transfers, self.limits) = (transfers, limits)
  }

  func nextID() -> UInt64 { count.wrappingAdd(1, ordering: .relaxed).newValue }

  func add(_ queued: QueuedRequest) -> AddResult {
    state.withLock { state in
      guard !state.changes.isStopped else { return .stopped }
      guard state.count < limits.transfers + limits.waiting else { return .full }
      state.count += 1
      state.changes.requests.append(queued)
      curl_multi_wakeup(transfers)
      return .added
    }
  }

  func cancel(_ id: UInt64) {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.changes.cancelled.insert(id)
      curl_multi_wakeup(transfers)
    }
  }

  func stop() {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.changes.isStopped = true
      curl_multi_wakeup(transfers)
    }
  }

  func take() -> Changes {
    state.withLock { state in
      defer { (state.changes.requests, state.changes.cancelled) = ([], []) }
      return state.changes
    }
  }

  /// Counts a request as ended.
  func end() { state.withLock { $0.count -= 1 } }

  /// Frees the handle of the transfers, which no other thread uses from then on.
  func close() {
    state.withLock { state in
      state.isClosed = true
      curl_multi_cleanup(transfers)
    }
  }

  var ownPorts: [UInt16] { state.withLock(\.ownPorts) }

  func setOwnPorts(_ ports: [UInt16]) { state.withLock { $0.ownPorts = ports } }
}
